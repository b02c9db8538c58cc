import ArgumentParser
import Testing

@testable import permit_bench

@Suite("The command line of permit-bench")
struct ArgumentTests {
    @Test("Left to itself it measures everything at the ordinary sizes")
    func defaults() throws {
        let run = try RunCommand.parse([])
        #expect(run.workload.workloads == Workload.inOrder)
        #expect(run.sizes == Sizes())
        #expect(Set(Workload.inOrder) == Set(Workload.allCases))
    }

    @Test("What is said comes before what --short and --large mean")
    func sizes() throws {
        let short = try RunCommand.parse(["--short", "--seconds", "0.5", "--clients", "3"]).sizes
        #expect(short.seconds == 0.5 && short.clients == 3 && short.rounds == Sizes.short.rounds)
        let large = try RunCommand.parse(["--large", "--events", "5000"]).sizes
        #expect(large.openPermits == 100_000 && large.events == 5_000)
    }

    @Test("Workloads are letters with commas between")
    func letters() throws {
        #expect(try RunCommand.parse(["--workload", "i,a"]).workload.workloads == [.latency, .readings])
    }

    @Test("A key that begins with a dash is a key")
    func dash() throws {
        let key = "-" + String(repeating: "0", count: 39)
        let words = ["--file", "load", "--endpoint", "tcp://127.0.0.1:1", "--server-key", key, "--limit", "1"]
        #expect(try ClientTarget.parse(words).serverKey == key)
    }

    @Test(
        "What makes no sense is refused",
        arguments: [
            ["--workload", "z"], ["--workload", ""], ["--clients", "0"], ["--window", "65"], ["--seconds", "-1"],
            ["--rounds", "0"], ["--events", "0"], ["--permits", "0"], ["--seed", "-1"], ["--seconds", "nan"],
        ])
    func refused(words: [String]) {
        #expect(throws: (any Error).self) { try RunCommand.parse(words) }
    }
}
