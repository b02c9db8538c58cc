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
            #expect(Set(state.live.inOrBelow(area)) == found { area.covers($0.content.area) }, "seed \(seed), \(area)")
            #expect(Set(state.live.at(area)) == found { $0.content.area == area }, "seed \(seed), \(area)")
            #expect(Set(state.near(area)) == found { state.areNear($0.content.area, area) }, "seed \(seed), \(area)")
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
        #expect(state.live.outOfRange == found { !$0.pointsOutOfRange.isEmpty }, "seed \(seed)")
        for permit in all {
            for thatBlock in [false, true] {
                let here = permit.content.area
                let near = found { other in
                    other != permit && state.areNear(other.content.area, here)
                        && state.conflictReach(of: permit)?.concerns(other.content.kind, thatBlock: thatBlock) == true
                }
                let looked = Set(state.mayConflict(with: permit, thatBlock: thatBlock))
                #expect(near.isSubset(of: looked) && !looked.contains(permit.permit), "seed \(seed)")
            }
        }
        let states = Dictionary(grouping: all, by: \.state).mapValues(\.count)
        #expect(state.live.countByState == states, "seed \(seed)")
    }

    /// Permits that were asked for in areas above, below and beside each other.
    private func asked(in areas: [String]) throws -> [Permit] {
        var site = Site.home
        for area in areas {
            try site.perform(.areaPut, by: .admin, ["area": .string(area), "name": .string(area), "risk": "blue"])
        }
        return try (0..<80).map { number in
            let id = PermitID("10000000-0000-4000-8000-0000000000\(number + 10)")
            try site.request(Site.content(id, ["area": .string(areas[number % areas.count])]))
            return try #require(site.permit(id))
        }
    }

    @Test("Whatever is within a distance is found, and whoever tells the same", arguments: [UInt64(7), 8, 9])
    func around(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        var site = Site.home
        let far = ["-999999999999999999", "999999999999999999", "-0.001", "0", "31.999", "32", "-32", "-32.0001"]
        let permits = try (0..<60).map { number in
            let id = PermitID("10000000-0000-4000-8000-0000000000\(number + 10)")
            func axis() throws -> JSONValue {
                let text = chance.happens(25) ? chance.one(of: far) : "\(chance.number(-200...199)).5"
                return .number(try #require(DecimalNumber(text)))
            }
            var facts = Site.facts.merging(["zone": .string("z\(chance.number(0...2))")])
            if number % 7 > 0 { facts = facts.merging(["x": try axis(), "y": try axis()]) }
            try site.request(Site.content(id, ["facts": .object(facts)]))
            return try #require(site.permit(id))
        }
        var live = site.state.live
        live.tell(apart: ["zone"])
        for metres in ["0", "15", "32", "32.5", "400", "999999999999999999"] {
            let limit = try #require(DecimalNumber(metres))
            for permit in permits {
                let around = live.around(permit, metres: limit)
                for other in permits where Self.isWithin(limit, permit, other) {
                    #expect(around.contains(other.permit), "seed \(seed), \(metres) m")
                }
            }
        }
        for permit in permits {
            let zone = try #require(permit.content.facts["zone"])
            let same = Set(permits.filter { $0.content.facts["zone"] == zone }.map(\.permit))
            #expect(Set(live.telling("zone", zone)) == same, "seed \(seed)")
        }
    }

    private static func isWithin(_ limit: DecimalNumber, _ one: Permit, _ other: Permit) -> Bool {
        ["x", "y"].allSatisfy { axis in
            guard let here = one.content.facts[axis]?.number, let there = other.content.facts[axis]?.number,
                let difference = here.subtracting(there)
            else { return false }
            return difference.magnitude <= limit
        }
    }

    @Test(
        "Areas fill and empty in any order, and what was found there is found no more",
        arguments: zip(
            [UInt64(5), 6, 7],
            [
                ["yard", "yard/north", "yard/north/pit", "yard/south", "tank/1/top", "tank"], ["yard"],
                ["yard", "yard/north"],
            ]))
    func emptied(seed: UInt64, places: [String]) throws {
        var chance = Chance(seed: seed)
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
                let found = live.inOrBelow(area)
                #expect(found.count == wanted.count, "seed \(seed), step \(step), \(area)")
                #expect(Set(found) == wanted, "seed \(seed), step \(step), \(area)")
            }
        }
        #expect(live.count == model.count && Set(live.keys) == Set(model.keys), "seed \(seed)")
    }
}
