import PermitCore
import PermitWire
import Testing

@testable import PermitServer

@Suite("The daemon while its clock can't be trusted")
struct ClockDoubtTests {
    private let stop: JSONObject = ["area": "binhai", "reason": "smoke"]

    @Test(
        "What lets work go on is unavailable, safer acts and records go through, time does not follow",
        arguments: [Span.hours(1), .hours(24 * 365), .hours(-2)])
    func jump(by span: Span) throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        let before = desk.engine.surroundings().now
        desk.clock.jump(by: span)
        desk.clock.advance(.seconds(5))
        let refused = try desk.ask("area.put", area, at: before + .seconds(5))
        #expect(refused?.code == "unavailable")
        #expect(refused?["error"]?.object?["message"]?.string?.contains("clock") == true)
        #expect(refused?["error"]?.object?["serverTime"]?.string == (before + .seconds(5)).description)
        let head = desk.log.head
        #expect(try desk.ask("area.stop", stop, at: before + .seconds(5))?["ok"] == true)
        #expect(desk.engine.state.latest == before + .seconds(5))
        // A safer act from a device whose clock is far off, too.
        #expect(try desk.ask("area.stop", stop, at: before + .hours(99))?["ok"] == true)
        let acknowledgement: JSONObject = ["stop": .sequence(head + 1)]
        #expect(try desk.ask("area.acknowledge", acknowledgement, at: before)?["ok"] == true)
        #expect(try desk.ask("daemon.status")?.result["clock"] == "jumped")
        #expect(desk.engine.watch.panel.isRaised(.clockUntrusted))
        desk.engine.trustClock()
        // Nobody can vouch for a clock that is behind the log.
        #expect(desk.engine.watch.panel.isRaised(.clockUntrusted) == (span < .seconds(0)))
    }

    @Test("A record from beyond what the server can vouch for waits; it is not refused for good")
    func recordsFromTheFuture() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        try desk.ask("area.stop", stop)
        let acknowledgement: JSONObject = ["stop": .sequence(desk.log.head)]
        let now = desk.engine.surroundings().now
        desk.clock.jump(by: .hours(-2))
        #expect(try desk.ask("area.acknowledge", acknowledgement, at: now + .hours(1))?.code == "unavailable")
        desk.clock.jump(by: .hours(2))
        #expect(try desk.ask("area.acknowledge", acknowledgement, at: now + .hours(1))?.code == "clockSkew")
        #expect(try desk.ask("area.acknowledge", acknowledgement, at: now)?["ok"] == true)
    }

    @Test("The jump taken back, or vouched for, everything is taken again")
    func trustReturns() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        desk.clock.jump(by: .hours(1))
        #expect(try desk.ask("area.put", ["area": "b", "name": "B", "risk": "blue"])?.code == "unavailable")
        desk.clock.jump(by: .hours(-1))
        #expect(try desk.ask("area.put", ["area": "b", "name": "B", "risk": "blue"])?["ok"] == true)
        desk.clock.jump(by: .hours(1))
        #expect(try desk.ask("area.put", ["area": "c", "name": "C", "risk": "blue"])?.code == "unavailable")
        desk.engine.trustClock()
        #expect(try desk.ask("area.put", ["area": "c", "name": "C", "risk": "blue"])?["ok"] == true)
        #expect(desk.engine.state.latest == desk.clock.now())
        #expect(try desk.ask("daemon.status")?.result["clock"] == "trusted")
    }

    @Test("Started behind its own log, a daemon lets nothing go on until that time has come")
    func startBehind() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        let newest = desk.engine.state.latest
        desk.clock.set(newest - .hours(2))
        let engine = Engine(
            log: desk.log, state: desk.engine.state, instance: Ground.instance, house: try Ground.house(),
            clock: desk.clock, logger: desk.engine.logger)
        #expect(engine.clockTrust.word == "behind")
        #expect(engine.clockTrust.message?.english.contains("\(newest)") == true)
        engine.trustClock()
        #expect(engine.clockTrust.word == "behind")
        desk.clock.advance(.hours(2))
        #expect(engine.surroundings().now == newest)
        #expect(engine.clockTrust == .trusted)
    }
}
