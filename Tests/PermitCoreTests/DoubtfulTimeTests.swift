import PermitCore
import PermitTestKit
import Testing

@Suite("Deadlines while the server's clock is in doubt")
struct DoubtfulTimeTests {
    private func tick(_ site: Site, later span: Span) throws -> (events: [Event], state: State) {
        let house = Surroundings(
            now: site.now, atLatest: site.now + span, zone: site.zone, signaturesRequired: false,
            digest: site.house.digest)
        let events = try PermitCore.tick(site.state, house)
        var state = site.state
        for event in events { try state.apply(event) }
        #expect(try PermitCore.tick(state, house).isEmpty, "a second tick has something to say")
        return (events, state)
    }

    @Test("What lets work go on ends by the later clock; events keep the time that is trusted")
    func windowEnds() throws {
        let site = Site.with(.active)
        let (events, state) = try tick(site, later: .hours(24 * 365))
        #expect(state.permit(Site.permitID)?.state == .expired)
        #expect(events.contains { $0.type == .permitExpired })
        #expect(events.allSatisfy { $0.time == site.now })
    }

    @Test("A supervisor's presence lapses by the later clock, and the permit is suspended")
    func presenceLapses() throws {
        let site = Site.with(.active)
        let (events, state) = try tick(site, later: .minutes(40))
        #expect(state.permit(Site.permitID)?.state == .suspended)
        #expect(events.contains { $0.type == .permitSuspended && $0.cause == "supervisorAbsent" })
        #expect(events.allSatisfy { $0.time == site.now })
    }

    @Test("A fire watch is never over early")
    func fireWatchGoesOn() throws {
        let site = Site.with(.fireWatch)
        let (events, state) = try tick(site, later: .hours(24 * 365))
        #expect(events.isEmpty)
        #expect(state.permit(Site.permitID)?.state == .fireWatch)
    }

    @Test("Without doubt nothing ends early", arguments: PermitState.allCases)
    func nothingEarly(state: PermitState) throws {
        let site = Site.with(state)
        #expect(try tick(site, later: .seconds(0)).events.isEmpty)
    }
}
