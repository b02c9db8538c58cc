import Foundation
import Testing

@testable import permit_bench

/// The programs of this build, beside the tests.
private func program(_ name: String) throws -> URL {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: name)
}

@Suite("A run against the real daemon", .timeLimit(.minutes(10)))
struct BenchRunTests {
    @Test("A small run ends by itself, with figures and nothing refused; it leaves nothing behind")
    func small() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "permit-bench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let figures = place.appending(path: "figures.json")
        let run = Process()
        run.executableURL = try program("permit-bench")
        run.arguments = [
            "run", "--workload", "a,c,d", "--seconds", "0.3", "--rounds", "1", "--clients", "2", "--permits", "2",
            "--json",
            figures.path,
        ]
        run.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": place.path + "/"]) { $1 }
        run.standardOutput = FileHandle.nullDevice
        try run.run()
        run.waitUntilExit()
        #expect(run.terminationStatus == 0)
        let found = try JSONDecoder().decode(Found.self, from: Data(contentsOf: figures))
        #expect(found.failures.isEmpty)
        #expect(Set(found.measures.map(\.workload)) == ["a", "c", "d"])
        #expect(found.measures.allSatisfy { $0.value > 0 }, "\(found.measures)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["figures.json"])
    }

    private struct Found: Decodable {
        let measures: [Measure]
        let failures: [String]
    }
}
