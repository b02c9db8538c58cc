import Logging
import PermitCore
import PermitLog
import PermitTestKit
import PermitWire
import Testing

@testable import PermitServer

@Suite("The engine: durable before visible, once and only once")
struct EngineTests {
    @Test("A reply leaves with the commit, not before")
    func replyWaitsForTheCommit() throws {
        let desk = try Desk()
        let body = desk.body("area.put", area)
        try desk.put([body, try desk.signature(body)])
        let head = desk.log.head
        let done = try desk.engine.commit()
        #expect(desk.log.head == head + 1)
        #expect(done.replies.count == 1 && done.events.count == 1)
    }

    @Test("A read in the same batch sees the act before it, and leaves with it")
    func readsSeeTheBatch() throws {
        let desk = try Desk()
        let put = desk.body("area.put", area)
        try desk.put([put, try desk.signature(put)])
        try desk.put([desk.body("register.get", ["type": "area", "id": "binhai"])])
        let replies = try desk.replies()
        #expect(replies.map { $0["ok"] } == [true, true])
        #expect(replies[1]["seq"] == replies[0]["seq"])
    }

    @Test("After a failed commit nothing leaves", arguments: [LogFailure.failed("EIO"), .full])
    func failedCommit(failure: LogFailure) throws {
        let desk = try Desk()
        let body = desk.body("area.put", area)
        try desk.put([body, try desk.signature(body)])
        desk.log.failure = failure
        #expect(throws: failure) { try desk.engine.commit() }
    }

    @Test("The same bytes get the recorded reply, in the batch and after it; other bytes are idReused")
    func retries() throws {
        let desk = try Desk()
        let body = desk.body("area.put", area, id: "once")
        let frames = [body, try desk.signature(body)]
        try desk.put(frames)
        try desk.put(frames)
        let first = try desk.replies()
        #expect(first[0] == first[1])
        let head = desk.log.head
        desk.clock.advance(.hours(30))
        try desk.put(frames)
        #expect(try desk.replies() == [first[0]])
        #expect(desk.log.head == head)
        #expect(try desk.ask("area.put", area, id: "once")?.code == "idReused")
    }

    @Test("After a refusal the id is free")
    func refusedIDsAreFree() throws {
        let desk = try Desk()
        #expect(try desk.ask("grant.revoke", ["grant": "none", "reason": "x"], id: "r")?.code == "notFound")
        #expect(try desk.ask("area.put", area, id: "r")?["ok"] == true)
    }

    @Test("Time never runs back, whatever the clock does")
    func timeNeverFalls() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        let latest = desk.engine.state.latest
        desk.clock.set(latest - .hours(2))
        let body = JSONValue.object([
            "v": 1, "id": "later", "op": "area.put", "at": .moment(latest),
            "args": ["area": "binhai/home", "name": "Home", "risk": "blue"],
        ]).utf8
        try desk.put([body, try desk.signature(body)])
        #expect(try desk.replies().last?["ok"] == true)
        #expect(desk.engine.state.latest == latest)
    }

    @Test("A replay of the stored bytes adds up to the same state")
    func replay() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        var state = State()
        for stored in try desk.log.events(after: 0, limit: 1_000) {
            let event = try EventCoding.event(from: stored.body, sequence: stored.sequence)
            #expect(EventCoding.bytes(of: event, instance: Ground.instance) == stored.body)
            try state.apply(event)
        }
        #expect(state.head == desk.engine.state.head)
        #expect(state.register.areas == desk.engine.state.register.areas)
    }

    @Test("A start knows what is due, though nothing happens at it")
    func deadlinesAfterRestart() throws {
        let site = Site.with(.active)
        let log = MemoryLog()
        let events = site.events.map { event in
            StoredEvent(
                sequence: event.sequence, topic: event.topic, subject: event.subject,
                body: EventCoding.bytes(of: event, instance: Ground.instance))
        }
        try log.append(LogBatch(events: events))
        var house = try Ground.house()
        house.packs = []
        var state = site.state
        var deadlines: [Instant?] = []
        for _ in 1...2 {
            let engine = Engine(
                log: log, state: state, instance: Ground.instance, house: house,
                clock: HandClock(site.now.description), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try engine.open(nil)
            _ = try engine.commit()
            deadlines.append(engine.nextDeadline)
            state = engine.state
        }
        #expect(deadlines[0] != nil)
        #expect(deadlines[1] == deadlines[0], "the second start had no event to tell it")
    }

    @Test("Busy, shutting down and short of space: safer acts go through, others wait")
    func saferActsGoThrough() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        let stop: JSONObject = ["area": "binhai", "reason": "smoke"]
        #expect(try desk.ask("area.put", area, isExcess: true)?.code == "busy")
        #expect(try desk.ask("area.stop", stop, isExcess: true)?["ok"] == true)
        desk.engine.isShortOfSpace = true
        #expect(try desk.ask("area.put", area)?.code == "unavailable")
        #expect(try desk.ask("area.stop", stop)?["ok"] == true)
        desk.engine.isShortOfSpace = false
        desk.engine.isClosing = true
        #expect(try desk.ask("area.put", area)?.code == "unavailable")
        #expect(try desk.ask("area.stop", stop)?["ok"] == true)
    }

    @Test("A signing key without a proof of possession is refused")
    func proofOfPossession() throws {
        let desk = try Desk()
        try desk.ask("person.put", ["person": "p-li", "name": "Li", "employer": "Home"])
        let key = PersonSigningKey()
        func enrol(_ person: String, provenFor: String) throws -> JSONObject? {
            let proof = try key.sign(
                Signing.enrolmentBytes(instance: Ground.instance, person: PersonID(provenFor)))
            return try desk.ask(
                "key.enroll",
                [
                    "signing": .string(key.publicBase64), "person": .string(person),
                    "proof": .string(Signing.base64(proof)),
                ])
        }
        #expect(try enrol("p-li", provenFor: "p-admin")?.code == "invalid")
        #expect(try enrol("p-li", provenFor: "p-li")?["ok"] == true)
    }
}
