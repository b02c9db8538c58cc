import ArgumentParser
import Foundation
import Glibc
import PermitClient
import PermitCore
import PermitWire
import ZeroMQ

/// What each process is started with.
struct DeviceOptions: ParsableArguments {
    @Option(help: "The plan: where the daemon is, the device's keys, its people and their work.")
    var plan: String

    @Option(help: "The directory in which the device keeps what must survive it.")
    var state: String

    @Option(help: "How far the device's clock is behind, in seconds.")
    var behind: Int = 0

    /// The device, ready to connect.
    func device() throws -> Device {
        try Device(plan: Plan(path: plan), state: state, behind: behind)
    }
}

/// A device: its plan, its directory and its clock.
struct Device: Sendable {
    let plan: Plan
    let state: String
    let behind: Int
    private let context: Context

    init(plan: Plan, state: String, behind: Int) throws(ZeroMQError) {
        self.plan = plan
        self.state = state
        self.behind = behind
        context = try Context()
    }

    /// The path of a file in the device's directory.
    func path(_ name: String) -> String { "\(state)/\(name)" }

    var outboxPath: String { path("outbox.sqlite") }

    /// The clock of the device, wrong by what it was started with.
    var clock: @Sendable () -> Instant {
        { [behind] in
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            let milliseconds = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
            return Instant(milliseconds: milliseconds - Int64(behind) * 1_000)
        }
    }

    func tablet() async throws -> Tablet {
        try await Tablet(context, endpoint: plan.commands, plan.identity, outbox: outboxPath, now: clock)
    }

    func client() throws -> Client {
        try Client(context, endpoint: plan.commands, plan.identity, now: clock)
    }

    /// Where a subscriber's events come from.
    func events(byReads: Bool) -> Following.Source {
        byReads ? .reads : .socket(context, plan.events, plan.identity)
    }
}

/// Text that is there whole or not at all.
func writeWhole(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
}

/// The number that a file holds; nil while there is no such file.
func number(in path: String) -> UInt64? {
    FileManager.default.contents(atPath: path).flatMap {
        UInt64(String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// What went otherwise than a test may expect: it ends the process.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
