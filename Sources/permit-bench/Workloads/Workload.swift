/// What can be measured, by the letters of the plan.
enum Workload: String, CaseIterable {
    case readings = "a"
    case lives = "b"
    case retries = "c"
    case refusals = "d"
    case catchUp = "e"
    case fanOut = "f"
    case stop = "g"
    case restart = "h"
    case latency = "i"
    case memory = "m"
    case open = "o"

    var title: String {
        switch self {
        case .readings: "gas readings and checks on open permits, beside the echo and the durable echo"
        case .lives: "whole permit lives, from request to closure"
        case .retries: "the same requests again"
        case .refusals: "refusals"
        case .catchUp: "events.read from the first event to the last"
        case .fanOut: "fan-out to subscribers, beside a raw XPUB"
        case .stop: "an area stop with live permits and subscribers, alone and under load"
        case .restart: "restart until ready, beside reading the same bytes from SQLite"
        case .latency: "latency: one act in flight, and at fixed rates in an open loop"
        case .memory: "resident memory of open permits"
        case .open: "throughput with many open permits, beside that with few"
        }
    }

    /// In the order in which they are run: what fills the site comes after what wants it small.
    static let inOrder: [Workload] = [
        .readings, .latency, .retries, .refusals, .lives, .fanOut, .stop, .open, .memory, .catchUp, .restart,
    ]

    /// Performs it.
    func run(_ bench: Bench) throws {
        switch self {
        case .readings: try ReadingsWorkload(bench: bench).run()
        case .lives: try LivesWorkload(bench: bench).run()
        case .retries: try RetriesWorkload(bench: bench).run()
        case .refusals: try RefusalsWorkload(bench: bench).run()
        case .catchUp: try CatchUpWorkload(bench: bench).run()
        case .fanOut: try FanOutWorkload(bench: bench).run()
        case .stop: try StopWorkload(bench: bench).run()
        case .restart: try RestartWorkload(bench: bench).run()
        case .latency: try LatencyWorkload(bench: bench).run()
        case .memory: try MemoryWorkload(bench: bench).run()
        case .open: try OpenWorkload(bench: bench).run()
        }
    }
}
