import Logging
import PermitCore
import PermitLog
import PermitProof
import PermitTestKit
import PermitWire
import Testing

@testable import PermitServer

/// GB 30871-2022, annex B.3: tickets are kept for a year. Here they are kept for ever.
@Suite("What is kept, and for how long") struct RetentionTests {
    private func engine(_ site: Site) throws -> Engine {
        let log = MemoryLog()
        try log.append(
            LogBatch(
                events: site.events(after: 0).map {
                    StoredEvent(
                        sequence: $0.sequence, topic: $0.topic, subject: $0.subject,
                        body: EventCoding.bytes(of: $0, instance: Ground.instance))
                }))
        let clock = HandClock()
        clock.set(site.now)
        let engine = Engine(
            log: log, state: site.state, instance: Ground.instance, house: try Ground.house(), clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        engine.notary = LogPrivateKey(
            name: Checkpoint.origin(instance: Ground.instance), pem: PersonSigningKey().pem
        ).map(Notary.init)
        engine.localKey = ClientKey(local: PersonID("admin"))
        return engine
    }

    private func ask(_ engine: Engine, _ operation: String) throws -> JSONObject {
        let body = JSONValue.object([
            "v": 1, "id": .string(operation), "op": .string(operation), "at": .moment(engine.clock.now()),
            "args": ["permit": .id(Site.permitID)],
        ]).utf8
        try engine.handle(
            Inbound(
                route: Route(frames: [[1]]), userID: Security.localUser, content: [body], isTruncated: false,
                isExcess: false))
        let reply = try #require(try engine.commit().replies.last)
        let object = try #require(try JSONParser.parse(reply.bytes).object)
        #expect(object["ok"] == true, "\(operation): \(JSONValue.object(object).text)")
        return object.result
    }

    @Test("A permit that was closed more than a year ago is there, with all its history and its dossier")
    func aYearAndMore() throws {
        var site = Site.with(.closed)
        let before = try ask(try engine(site), "permit.get")
        let history = try ask(try engine(site), "permit.history")
        #expect(history["items"]?.array?.isEmpty == false || history["events"]?.array?.isEmpty == false)
        try site.advance(.hours(24 * 400))
        let later = try engine(site)
        #expect(try ask(later, "permit.get") == before)
        #expect(try ask(later, "permit.history") == history)
        #expect(try ask(later, "permit.dossier").isEmpty == false)
    }

    @Test("No operation deletes")
    func noDeletion() {
        let words = ["delete", "remove", "purge", "erase", "drop", "prune", "forget"]
        let found = Operation.allCases.map(\.rawValue).filter { name in
            words.contains { name.lowercased().contains($0) }
        }
        // It ends an isolation at the plant, by an event.
        #expect(found == ["permit.removeIsolation"])
    }
}
