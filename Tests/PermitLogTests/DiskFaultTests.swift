import Foundation
import PermitFaultKit
import PermitLog
import PermitTestKit
import Testing

/// The log on a disk that fails at every place in turn, in one way each. `PERMITD_FAULTS=long` takes every fault at
/// every place through every way of coming back, with more seeds; `PERMITD_FAULTS_SEED` begins elsewhere.
@Suite("The log on a failing disk", .serialized)
struct DiskFaultTests {
    private let isLong = ProcessInfo.processInfo.environment["PERMITD_FAULTS"] == "long"
    private let firstSeed = ProcessInfo.processInfo.environment["PERMITD_FAULTS_SEED"].flatMap { UInt64($0) } ?? 1

    /// Fails one operation of a short life, comes back, and has the power cut once more before anything else is
    /// written.
    private func ordeal(
        _ fault: DiskFault, at operation: Int, times: Int, _ restart: Restart, seed: UInt64, lies: Bool = false,
        in scratch: Scratch
    ) -> Tally {
        let name = "\(fault) x\(times) at \(operation), \(restart), seed \(seed)"
        let disk = SimulatedDisk(seed: seed, sectorSize: seed.isMultiple(of: 2) ? 512 : 4_096, ignoresSyncs: lies)
        let ordeal = Ordeal(name, on: disk, at: scratch)
        defer { ordeal.end() }
        disk.fail(at: operation, with: fault, times: times)
        _ = ordeal.live(LogStep.short)
        if ordeal.comeBack(fault == .powerCut ? .powerCut : restart), ordeal.comeBack(.powerCut),
            ordeal.live(LogStep.short)
        {
            _ = ordeal.comeBack(.powerCut)
        }
        return ordeal.tally
    }

    private func operationsOfAShortLife(in scratch: Scratch) -> Int {
        let disk = SimulatedDisk(seed: 0, sectorSize: 512)
        let ordeal = Ordeal("no fault", on: disk, at: scratch)
        #expect(ordeal.live(LogStep.short))
        return disk.operations
    }

    @Test("Every operation fails once: what was acknowledged is there, once and whole")
    func everyOperation() throws {
        let scratch = try Scratch(withLog: true)
        let last = operationsOfAShortLife(in: scratch)
        #expect(last > 100)
        var total = Tally()
        let began = ContinuousClock.now
        for seed in firstSeed..<firstSeed + (isLong ? 8 : 1) {
            for operation in 0..<last {
                let all = DiskFault.allCases
                for fault in isLong ? all : [all[(operation + Int(firstSeed)) % all.count]] {
                    let place = UInt64(operation) &* 31 &+ UInt64(fault.rawValue.utf8.count) &+ seed &* 1_009
                    let restarts =
                        isLong && fault != .powerCut
                        ? Restart.allCases : [Restart.allCases[Int(place % 3)]]
                    for restart in restarts {
                        let times = place.isMultiple(of: 5) ? 3 : 1
                        total += ordeal(fault, at: operation, times: times, restart, seed: place, in: scratch)
                    }
                }
            }
        }
        report("every operation", total, since: began)
        #expect(total.isClean, "\(total)")
    }

    @Test("Long lives with many faults: what was acknowledged is there, once and whole")
    func longLives() throws {
        let scratch = try Scratch(withLog: true)
        var total = Tally()
        let began = ContinuousClock.now
        for seed in firstSeed..<firstSeed + (isLong ? 600 : 6) {
            total += longLife(seed: seed, in: scratch)
        }
        report("long lives", total, since: began)
        #expect(total.isClean, "\(total)")
    }

    private func longLife(seed: UInt64, lies: Bool = false, in scratch: Scratch) -> Tally {
        var chance = Chance(seed: seed)
        let disk = SimulatedDisk(seed: seed, sectorSize: seed.isMultiple(of: 2) ? 512 : 4_096, ignoresSyncs: lies)
        let ordeal = Ordeal("long life, seed \(seed)", on: disk, at: scratch)
        defer { ordeal.end() }
        for _ in 0..<10 {
            let fault = DiskFault.allCases.randomElement(using: &chance) ?? .powerCut
            let operation = disk.operations + Int.random(in: 0...150, using: &chance)
            disk.fail(at: operation, with: fault, times: Int.random(in: 1...3, using: &chance))
            _ = ordeal.live(LogStep.life(of: 12, &chance))
            let restart = fault == .powerCut ? .powerCut : Restart.allCases.randomElement(using: &chance) ?? .powerCut
            guard ordeal.comeBack(restart) else { break }
            if Bool.random(using: &chance), !ordeal.comeBack(.powerCut) { break }
        }
        return ordeal.tally
    }

    @Test("A log let go of on a dead disk keeps its lock and ends nothing else")
    func letGoOnADeadDisk() throws {
        let scratch = try Scratch(withLog: true)
        let disk = SimulatedDisk(seed: firstSeed, sectorSize: 512)
        disk.mount(at: scratch.log)
        var log: SQLiteLog? = try scratch.open()
        try log?.append(LogBatch(events: [.sample(1)]))
        disk.fail(at: disk.operations, with: .powerCut)
        log = nil
        guard case .locked = failure(of: { try scratch.open() }) else {
            Issue.record("it gave up its lock")
            return
        }
    }

    @Test("A disk that can't be read while the log is opened is not a log that is corrupt")
    func failingWhileOpening() throws {
        let scratch = try Scratch(withLog: true)
        let disk = SimulatedDisk(seed: firstSeed, sectorSize: 512)
        disk.mount(at: scratch.log)
        let log = try scratch.open()
        for sequence in UInt64(1)...40 {
            try log.append(LogBatch(events: [.sample(sequence)], requests: [.sample(id: "\(sequence)")]))
        }
        try log.close()
        let before = disk.operations
        try scratch.open().close()
        for operation in 0..<disk.operations - before {
            disk.fail(at: disk.operations + operation, with: .inputOutput)
            let found = failure(of: { try scratch.open().close() })
            #expect(corruptSequence(found) == nil, "operation \(operation): \(String(describing: found))")
            disk.heal()
            disk.endProcess(forgettingCache: false)
            disk.begin()
        }
    }

    @Test("A disk that lies about its syncs is found out: this harness can fail")
    func lyingDisk() throws {
        let scratch = try Scratch(withLog: true)
        var total = Tally()
        for seed in firstSeed..<firstSeed + 4 {
            total += longLife(seed: seed, lies: true, in: scratch)
        }
        #expect(total.lost + total.broken > 0, "\(total)")
    }

    /// One line for a table, where a long run was asked for.
    private func report(_ name: String, _ tally: Tally, since began: ContinuousClock.Instant) {
        guard isLong else { return }
        let seconds = Double((ContinuousClock.now - began).components.seconds)
        print("log, \(name): \(tally); \(Int(Double(tally.restarts) / max(1, seconds))) restarts a second")
    }
}
