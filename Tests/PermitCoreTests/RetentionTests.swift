import PermitCore
import PermitTestKit
import Testing

/// GB 30871-2022, annex B.3: tickets are kept for a year. Here they are kept for ever.
@Suite("What is kept, and for how long") struct RetentionTests {
    @Test("A permit that was closed more than a year ago is there, with all its events")
    func aYearAndMore() throws {
        var site = Site.with(.closed)
        let permit = try #require(site.permit(Site.permitID))
        let events = site.events(after: 0)
        try site.advance(.hours(24 * 400))
        #expect(site.permit(Site.permitID) == permit)
        #expect(Array(site.events(after: 0).prefix(events.count)) == events)
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
