import Foundation
import Glibc

/// Where a run took place.
struct Machine: Codable {
    let processor: String
    let cores: Int
    let kernel: String
    /// How busy the machine was before the run: the load of the last minute.
    let load: Double
    let directory: String
    let fileSystem: String
    /// One fdatasync of 4 KiB in the run's directory.
    let sync: Quantiles

    init(directory: String) throws {
        let lines = Self.lines("/proc/cpuinfo")
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        processor = model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
        cores = ProcessInfo.processInfo.activeProcessorCount
        kernel = Self.lines("/proc/sys/kernel/osrelease").first ?? "unknown"
        load = Self.lines("/proc/loadavg").first?.split(separator: " ").first.flatMap { Double($0) } ?? 0
        self.directory = directory
        fileSystem = Self.fileSystem(of: directory)
        sync = try Self.syncs("\(directory)/sync-probe")
    }

    /// The machine in words.
    var text: String {
        """
        \(processor), \(cores) cores, Linux \(kernel), load \(Figures.text(load)) before the run
        \(directory) on \(fileSystem); fdatasync of 4 KiB: p50 \(microseconds(sync.p50)), p99 \(microseconds(sync.p99))
        """
    }

    private func microseconds(_ time: Int64) -> String { "\(Figures.text(Double(time) / 1e3)) µs" }

    private static func lines(_ path: String) -> [String] {
        let data = FileManager.default.contents(atPath: path) ?? (try? Data(contentsOf: URL(fileURLWithPath: path)))
        return data.map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) } ?? []
    }

    /// The file system with the longest mount point above a directory.
    private static func fileSystem(of directory: String) -> String {
        var best = (point: "", kind: "unknown")
        for line in lines("/proc/self/mounts") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2, words[1].count >= best.point.count else { continue }
            let isAbove = words[1] == "/" || directory == words[1] || directory.hasPrefix(words[1] + "/")
            if isAbove { best = (words[1], words[2]) }
        }
        return best.kind
    }

    private static func syncs(_ path: String) throws -> Quantiles {
        defer { unlink(path) }
        let file = try BatchFile(path)
        let block = [UInt8](repeating: 2, count: 4_096)
        var times: [Int64] = []
        for _ in 0..<500 {
            let begun = nanoseconds()
            file.add(block)
            try file.sync()
            times.append(nanoseconds() - begun)
        }
        return Quantiles(times)
    }
}
