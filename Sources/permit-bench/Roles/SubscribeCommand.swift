import ArgumentParser
import CZeroMQ
import Foundation
import ZeroMQ

/// What subscribers saw, in nanoseconds of the machine's steady clock.
struct SubscriberResult: Codable {
    /// Messages received that count, of all sockets together.
    var received = 0
    /// The sockets that received all that was expected.
    var complete = 0
    /// When the first message that counts was received by any.
    var first: Int64 = .max
    /// When the last that counts was received by the last socket.
    var last: Int64 = 0

    /// Both together.
    func merged(with other: SubscriberResult) -> SubscriberResult {
        SubscriberResult(
            received: received + other.received, complete: complete + other.complete, first: min(first, other.first),
            last: max(last, other.last))
    }
}

/// Subscribers: many sockets in one process, each with a key of its own, subscribed to everything.
struct SubscribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribe", abstract: "Subscribers.", shouldDisplay: false)

    @OptionGroup var target: ClientTarget

    @Option(help: "How many messages that count each socket is to receive.")
    var expect: Int

    @Option(help: "What a message that counts holds.")
    var needle = "\"specversion\""

    @Option(help: "How long the messages are waited for, in seconds.")
    var seconds: Double

    func run() throws {
        let (server, load) = try target.open()
        let context = try RawContext()
        let sockets = try load.lines.map {
            try RawSocket.client(context, ZMQ_SUB, target.endpoint, server: server, $0.keys)
        }
        let poll = try RawPoll(sockets)
        try join(sockets, poll)
        Role.say("ready")
        try Role.say(try receive(sockets, poll))
    }

    /// Waits until each has received something: its subscription has arrived.
    private func join(_ sockets: [RawSocket], _ poll: RawPoll) throws {
        let end = nanoseconds() + 60_000_000_000
        var waiting = Set(sockets.indices)
        while !waiting.isEmpty {
            for index in sockets.indices { while try sockets[index].take() != nil { waiting.remove(index) } }
            guard nanoseconds() < end else { throw BenchFault("\(waiting.count) subscribers hear nothing") }
            if !waiting.isEmpty { try poll.wait(until: nanoseconds() + 100_000_000) }
        }
    }

    private func receive(_ sockets: [RawSocket], _ poll: RawPoll) throws -> SubscriberResult {
        let needle = Array(needle.utf8)
        var result = SubscriberResult()
        var counts = [Int](repeating: 0, count: sockets.count)
        let end = nanoseconds() + Int64(seconds * 1e9)
        var ready = Array(sockets.indices)
        while result.complete < sockets.count, nanoseconds() < end {
            for index in ready {
                while let body = try sockets[index].take() {
                    guard ReplyGlance.position(of: needle, in: body) != nil else { continue }
                    let now = nanoseconds()
                    counts[index] += 1
                    result.received += 1
                    result.first = min(result.first, now)
                    guard counts[index] <= expect else { continue }
                    result.last = max(result.last, now)
                    if counts[index] == expect { result.complete += 1 }
                }
            }
            ready = try poll.wait(until: nanoseconds() + 100_000_000)
        }
        return result
    }
}

extension SubscriberResult {
    /// Reads what a subscribers' process said.
    init(line: String) throws {
        self = try JSONDecoder().decode(SubscriberResult.self, from: Data(line.utf8))
    }
}
