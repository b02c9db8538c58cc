import ArgumentParser
import Crypto
import Foundation
import PermitCore
import PermitLog
import PermitTestKit
import PermitWire

/// Times what the daemon does with one act, step by step, in this process and without its sockets.
///
/// A time depends on the machine; for a count of instructions that doesn't, run one step under callgrind with two
/// counts and take the difference, as `.ci/bench --instructions` does.
@main
struct StepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit-steps",
        abstract: "Times the steps of one act: decode, decide, apply, encode, append; or weighs open permits.")

    @Option(help: "How often each step is done.") var count = 2_000
    @Option(help: "How many permits are open besides the one that is acted on.") var open = 100
    @Option(help: "Only this step.") var only: Step?
    @Option(help: "Measure instead what each of so many active permits takes in memory.") var memory: Int?
    @Flag(help: "Permits that were only requested, for --memory.") var requested = false

    func run() throws {
        if let memory {
            let each = try Memory(requested ? .requested : .active).bytesEach(memory)
            return print("\(each) bytes for each of \(memory) permits")
        }
        let bench = try Workbench(open: open)
        for step in Step.allCases where only == nil || only == step {
            let begun = ContinuousClock.now
            try bench.run(step, count)
            let each = (ContinuousClock.now - begun) / count
            let microseconds = Double(each.components.attoseconds) / 1e12 + Double(each.components.seconds) * 1e6
            let padded = step.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
            print(padded, String(format: "%9.2f µs", microseconds))
        }
    }
}

/// A part of the way of an act through the daemon.
enum Step: String, CaseIterable, ExpressibleByArgument {
    case decode, fields, verify, decide, apply, encode, replay, reply, appendOne, appendMany
}
