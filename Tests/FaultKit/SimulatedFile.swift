import Glibc
import PermitTestKit

/// A file as the machine reads it and as the disk has it.
///
/// The two differ by what was written and not yet synced. A power cut leaves of that, sector by sector, whatever the
/// disk had come to: any version the sector ever had since the last sync, or one version's beginning before another's
/// end.
struct SimulatedFile {
    private enum Change {
        case write(at: Int, [UInt8])
        case truncate(to: Int)
    }

    /// What is read.
    private(set) var cached: [UInt8] = []
    private var durable: [UInt8] = []
    private var unsynced: [Change] = []

    mutating func write(_ bytes: [UInt8], at place: Int) {
        Self.apply(.write(at: place, bytes), to: &cached)
        unsynced.append(.write(at: place, bytes))
    }

    mutating func truncate(to size: Int) {
        Self.apply(.truncate(to: size), to: &cached)
        unsynced.append(.truncate(to: size))
    }

    /// Everything written is on the disk.
    mutating func sync() {
        for change in unsynced { Self.apply(change, to: &durable) }
        unsynced = []
    }

    /// A sync that failed, as Linux has it: what did not reach the disk never will, for its pages count as clean from
    /// now on; they are read as written until they are forgotten.
    mutating func failSync(sector: Int, _ chance: inout Chance) {
        durable = settled(sector: sector, &chance)
        unsynced = []
    }

    /// Clean pages are read from the disk again.
    mutating func forgetClean() {
        cached = durable
        for change in unsynced { Self.apply(change, to: &cached) }
    }

    mutating func cutPower(sector: Int, _ chance: inout Chance) {
        durable = settled(sector: sector, &chance)
        cached = durable
        unsynced = []
    }

    private func settled(sector: Int, _ chance: inout Chance) -> [UInt8] {
        var result = durable
        var sizes = [durable.count]
        var changes: [Int: [Change]] = [:]
        for change in unsynced {
            let size = sizes[sizes.count - 1]
            let touched: Range<Int>
            switch change {
            case .write(let place, let bytes):
                touched = place..<place + bytes.count
                sizes.append(max(size, place + bytes.count))
            case .truncate(let end):
                touched = min(end, size)..<size
                sizes.append(end)
            }
            guard !touched.isEmpty else { continue }
            for number in touched.lowerBound / sector...(touched.upperBound - 1) / sector {
                changes[number, default: []].append(change)
            }
        }
        // Some disks had done all of it, some nothing.
        let mood = Int.random(in: 0...3, using: &chance)
        for (number, history) in changes.sorted(by: { $0.key < $1.key }) {
            let kept = mood == 0 ? 0 : mood == 1 ? history.count : Int.random(in: 0...history.count, using: &chance)
            let bounds = number * sector..<(number + 1) * sector
            for change in history.prefix(kept) { Self.apply(change, to: &result, within: bounds) }
            if kept < history.count, mood > 1, Int.random(in: 0...7, using: &chance) == 0 {
                let torn = bounds.lowerBound..<bounds.lowerBound + Int.random(in: 0...sector, using: &chance)
                Self.apply(history[kept], to: &result, within: torn)
            }
        }
        let size = mood == 0 ? sizes[0] : mood == 1 ? sizes[sizes.count - 1] : sizes.randomElement(using: &chance) ?? 0
        Self.resize(&result, to: size)
        return result
    }

    /// Copied as bytes, for thousands of runs go through here.
    private static func apply(_ change: Change, to bytes: inout [UInt8], within bounds: Range<Int> = 0..<Int.max) {
        switch change {
        case .write(let place, let written):
            let from = max(place, bounds.lowerBound)
            let until = min(place + written.count, bounds.upperBound)
            guard from < until else { return }
            if bytes.count < until { resize(&bytes, to: until) }
            bytes.withUnsafeMutableBytes { all in
                written.withUnsafeBytes { new in
                    guard let target = all.baseAddress, let source = new.baseAddress else { return }
                    memcpy(target + from, source + (from - place), until - from)
                }
            }
        case .truncate(let end):
            if bounds.upperBound == Int.max { return resize(&bytes, to: end) }
            let from = max(end, bounds.lowerBound)
            let until = min(bytes.count, bounds.upperBound)
            guard from < until else { return }
            bytes.withUnsafeMutableBytes { all in
                guard let target = all.baseAddress else { return }
                memset(target + from, 0, until - from)
            }
        }
    }

    private static func resize(_ bytes: inout [UInt8], to size: Int) {
        guard size != bytes.count else { return }
        let kept = min(size, bytes.count)
        bytes = [UInt8](unsafeUninitializedCapacity: size) { new, count in
            count = size
            guard let target = new.baseAddress else { return }
            memset(target + kept, 0, size - kept)
            bytes.withUnsafeBytes { old in
                if kept > 0, let source = old.baseAddress { memcpy(target, source, kept) }
            }
        }
    }
}
