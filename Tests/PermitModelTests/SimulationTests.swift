import PermitTestKit
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Seeded shifts at a site. `PERMITD_SIMULATE=year` simulates a year, a number so many days; `PERMITD_SEED` picks a
/// seed that failed.
struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let days = environment["PERMITD_SIMULATE"].map { $0 == "year" ? 365 : Int($0) ?? 1 } ?? 3
    private static let seeds: [UInt64] =
        environment["PERMITD_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? [1, 20_261_124]

    @Test("Shifts keep every invariant and replay to the same state", arguments: seeds)
    func shifts(seed: UInt64) throws {
        var simulation = try Simulation(seed: seed)
        let began = ContinuousClock.now
        do {
            try simulation.run(days: Self.days)
        } catch {
            Issue.record("seed \(seed), event \(simulation.site.events.count), \(simulation.site.now): \(error)")
            return
        }
        let took = began.duration(to: .now)
        let rate = Double(simulation.commands) / (took / .seconds(1))
        print(
            "seed \(seed): \(Self.days) days, \(simulation.commands) commands, \(simulation.site.events.count) events,")
        print("  \(Int(rate)) commands a second, ends \(simulation.ends)")
        print("  done", simulation.done.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        print("  refused", simulation.refused.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))
        #expect(try simulation.differenceOnReplay() == nil, "seed \(seed)")
    }

    @Test("The same seed makes the same log, another seed another")
    func repeatable() throws {
        let digests = try [UInt64(7), 7, 8].map { seed in
            var simulation = try Simulation(seed: seed)
            try simulation.run(days: 1)
            return simulation.digest()
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }
}
