public import PermitCore

/// Events in their order, without a hole, by reads that wait where there is nothing yet: for a key that has no socket
/// to subscribe to.
public struct EventFeed: Sendable {
    private let client: Client
    private let topics: [String]
    /// The last sequence that was looked at.
    public private(set) var position: UInt64

    /// Follows events after a position, of topics that begin with one of `topics`; all of them if there are none.
    public init(_ client: Client, after position: UInt64, topics: [String]) {
        self.client = client
        self.position = position
        self.topics = topics
    }

    /// The next events; empty when none came within the wait.
    public mutating func next(waitMilliseconds: Int) async throws -> [JSONObject] {
        var args: JSONObject = ["after": .sequence(position), "waitMs": .count(waitMilliseconds)]
        if !topics.isEmpty { args["topics"] = .strings(topics) }
        var options = Client.Options()
        options.signs = false
        // Another connection's wait would end this one's.
        options.patienceMilliseconds = waitMilliseconds + 3_000
        options.timeoutMilliseconds = waitMilliseconds + 10_000
        let answer = try await client.call("events.read", args, options)
        guard answer.isOK, let next = answer.content["next"]?.integer else {
            throw ClientFault.badReply(answer.content["message"]?.string ?? "no events")
        }
        position = UInt64(clamping: next)
        return (answer.content["events"]?.array ?? []).compactMap(\.object)
    }
}
