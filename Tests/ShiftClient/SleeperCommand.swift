import ArgumentParser
import Foundation
import PermitClient
import PermitCore

/// A subscriber that joins, falls asleep, and catches up when woken: nothing missing, nothing twice.
struct SleeperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sleeper",
        abstract: "Join, sleep until the file `wake` names a sequence, catch up to it, print what was seen in JSON.")

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Follow by waiting reads instead of the event socket.")
    var reads = false

    func run() async throws {
        let device = try options.device()
        let client = try device.client()
        var updates = try Following(client, device.events(byReads: reads)).makeAsyncIterator()
        guard let start = try await Self.joined(&updates) else { throw Unexpected("it never joined") }
        try writeWhole("\(start)\n", to: device.path("asleep"))
        while number(in: device.path("wake")) == nil { try await Task.sleep(for: .milliseconds(50)) }
        let end = number(in: device.path("wake")) ?? start
        var tally = Tally(start: start)
        while (updates.position?.sequence ?? 0) < end, let update = try await updates.next() {
            switch update {
            case .event(let event): tally.take(event)
            case .joined: throw Unexpected("it joined anew, and what it slept through is lost")
            case .heartbeat, .silence: break
            }
        }
        print(JSONValue.object(tally.report(upTo: end, position: updates.position?.sequence ?? 0)).text)
    }

    /// Joins and comes to rest, so that what wakes it is what its socket has kept, not a reading that was due anyway.
    private static func joined(_ updates: inout Following.Iterator) async throws -> UInt64? {
        while let update = try await updates.next() {
            if case .heartbeat = update, let position = updates.position { return position.sequence }
        }
        return nil
    }
}

/// The events a subscriber was given.
private struct Tally {
    let start: UInt64
    private var seen: Set<UInt64> = []
    private var doubles = 0
    /// Events that came before the one they follow in their area.
    private var early = 0

    init(start: UInt64) { self.start = start }

    mutating func take(_ event: ReceivedEvent) {
        if !seen.insert(event.sequence).inserted || event.sequence <= start { doubles += 1 }
        if event.previous > start, !seen.contains(event.previous) { early += 1 }
    }

    func report(upTo end: UInt64, position: UInt64) -> JSONObject {
        let holes = start < end ? ((start + 1)...end).filter { !seen.contains($0) } : []
        return [
            "start": .sequence(start), "position": .sequence(position), "seen": .count(seen.count),
            "holes": .count(holes.count), "doubles": .count(doubles), "early": .count(early),
        ]
    }
}
