import Testing

@testable import PermitCore
@testable import PermitTestKit

/// What is found without a look at every permit is what a look at every permit finds.
struct LivePermitsTests {
    @Test("Each way to find live permits agrees with a look at all", arguments: [UInt64(3), 4])
    func ways(seed: UInt64) throws {
        var simulation = try Simulation(seed: seed)
        for _ in 0..<3 {
            try simulation.run(days: 1)
            try compare(simulation.site.state, seed)
        }
    }

    private func compare(_ state: State, _ seed: UInt64) throws {
        let all = Array(state.live.values)
        func found(_ isOne: (Permit) -> Bool) -> Set<PermitID> { Set(all.filter(isOne).map(\.permit)) }
        for area in state.register.areas.keys.flatMap(\.selfAndAncestors) {
            #expect(state.live.inOrBelow(area) == found { area.covers($0.content.area) }, "seed \(seed), \(area)")
            #expect(Set(state.live.at(area)) == found { $0.content.area == area }, "seed \(seed), \(area)")
            #expect(state.near(area) == found { state.areNear($0.content.area, area) }, "seed \(seed), \(area)")
        }
        for person in state.register.people.keys {
            let theirs = found { $0.people.contains(person) || $0.peopleInside[person] != nil }
            #expect(Set(state.live.of(person)) == theirs, "seed \(seed), \(person)")
        }
        for instrument in state.register.instruments.keys {
            let its = found { permit in
                (Array(permit.gasTests.values) + permit.properGasTests.values).contains { $0.instrument == instrument }
            }
            #expect(Set(state.live.using(instrument)) == its, "seed \(seed), \(instrument)")
        }
        for kind in Set(all.map(\.content.kind)) {
            #expect(Set(state.live.ofKind(kind)) == found { $0.content.kind == kind }, "seed \(seed), \(kind)")
        }
    }

    /// Permits that were asked for in areas above, below and beside each other.
    private func asked(in areas: [String]) throws -> [Permit] {
        var site = Site.home
        for area in areas {
            try site.perform(.areaPut, by: .admin, ["area": .string(area), "name": .string(area), "risk": "blue"])
        }
        return try (0..<40).map { number in
            let id = PermitID("10000000-0000-4000-8000-0000000000\(number + 10)")
            try site.request(Site.content(id, ["area": .string(areas[number % areas.count])]))
            return try #require(site.permit(id))
        }
    }

    @Test("Areas fill and empty in any order, and what was found there is found no more", arguments: [UInt64(5), 6])
    func emptied(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let places = ["yard", "yard/north", "yard/north/pit", "yard/south", "tank/1/top", "tank"]
        let permits = try asked(in: places.map { "binhai/home/\($0)" })
        let areas = Set(permits.flatMap(\.content.area.selfAndAncestors))
        var live = LivePermits()
        var model: [PermitID: Permit] = [:]
        for step in 0..<2_000 {
            let permit = chance.one(of: permits)
            // Mostly coming, then mostly going: everything is full once, and empty once.
            let comes = chance.happens(step % 1_000 < 500 ? 80 : 10)
            live[permit.permit] = comes ? permit : nil
            model[permit.permit] = comes ? permit : nil
            for area in areas {
                let wanted = Set(model.values.filter { area.covers($0.content.area) }.map(\.permit))
                #expect(live.inOrBelow(area) == wanted, "seed \(seed), step \(step), \(area)")
            }
        }
        #expect(live.count == model.count && Set(live.keys) == Set(model.keys), "seed \(seed)")
    }
}
