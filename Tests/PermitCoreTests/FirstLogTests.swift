import PermitCore
import PermitTestKit
import Testing

/// Logs that were written before events told the posts, the verdict and the watch still add up to the same.
struct FirstLogTests {
    private func replayed(_ site: Site) throws -> Permit? {
        var state = State()
        for event in site.events {
            let effects = event.effects.without("countersign", "approve", "verdict", "fireWatch")
            try state.apply(
                Event(
                    sequence: event.sequence, previous: event.previous, type: event.type, subject: event.subject,
                    area: event.area, time: event.time, origin: event.origin, permit: event.permit,
                    cause: event.cause, args: event.args, effects: effects))
        }
        return state.permit(Site.permitID)
    }

    @Test("a permit in each state", arguments: PermitState.allCases)
    func states(state: PermitState) throws {
        let site = Site.with(state)
        #expect(try replayed(site) == site.permit(Site.permitID))
    }

    @Test("gas out of range")
    func gas() throws {
        var site = Site.with(.active)
        try site.perform(.permitGasTest, by: .analyst, on: Site.permitID, site.gas(60))
        #expect(try replayed(site) == site.permit(Site.permitID))
    }
}
