import ArgumentParser
import Crypto
import Foundation
import PermitCore
import PermitLog
import PermitTestKit
import PermitWire

/// Times what the daemon does with one act, step by step, in this process and without its sockets: processor time, so
/// that a disk's time doesn't show. For a count of instructions, which is the same on an idle machine and a busy one,
/// run one step under callgrind with two counts and take the difference.
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
            let begun = Self.processorNanoseconds
            try bench.run(step, count)
            let microseconds = Double(Self.processorNanoseconds - begun) / Double(count) / 1_000
            let padded = step.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
            print(padded, String(format: "%9.2f µs", microseconds))
        }
    }
}

extension StepsCommand {
    private static var processorNanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// A part of the way of an act through the daemon.
enum Step: String, CaseIterable, ExpressibleByArgument {
    case decode, fields, verify, decide, apply, encode, replay, reply, appendOne, appendMany
}
