public import PermitCore

/// Everything on the board at one position.
public struct Snapshot: Sendable {
    /// Where the log stood.
    public let position: FollowingPosition
    /// Permits, hidden dangers, stops and weather, each with its `type`.
    public let items: [JSONObject]
}

extension Client {
    /// Takes a snapshot, page by page; one that went out of reach is begun anew.
    /// - Parameter topics: prefixes of topics; all if empty.
    /// - Throws: ``Refused`` or a ``ClientFault``.
    public func snapshot(topics: [String] = []) async throws -> Snapshot {
        while true {
            if let snapshot = try await wholeSnapshot(topics) { return snapshot }
        }
    }

    private func wholeSnapshot(_ topics: [String]) async throws -> Snapshot? {
        var items: [JSONObject] = []
        var args: JSONObject = topics.isEmpty ? [:] : ["topics": .strings(topics)]
        while true {
            let answer = try await call("board.snapshot", args, .reading)
            if let refusal = answer.refusal {
                if refusal.code == .cursorExpired { return nil }
                throw refusal
            }
            items += (answer.content["items"]?.array ?? []).compactMap(\.object)
            guard let next = answer.content["next"]?.string else {
                guard let sequence = answer.content["seq"]?.integer.flatMap({ UInt64(exactly: $0) }),
                    let epoch = answer.content["epoch"]?.string
                else { throw ClientFault.badReply("board.snapshot names no position") }
                return Snapshot(position: FollowingPosition(epoch: epoch, sequence: sequence), items: items)
            }
            args["after"] = .string(next)
        }
    }

    /// Reads the log after a position.
    /// - Throws: ``Refused`` or a ``ClientFault``.
    func events(after sequence: UInt64, topics: [String], waitMilliseconds: Int = 0) async throws -> EventPage {
        var args: JSONObject = ["after": .sequence(sequence)]
        if !topics.isEmpty { args["topics"] = .strings(topics) }
        var options = Options.reading
        if waitMilliseconds > 0 {
            args["waitMs"] = .count(waitMilliseconds)
            // Another connection's wait would end this one's.
            options.patienceMilliseconds += waitMilliseconds
            options.timeoutMilliseconds += waitMilliseconds
        }
        let answer = try await call("events.read", args, options)
        if let refusal = answer.refusal { throw refusal }
        return try EventPage(answer)
    }
}

extension Client.Options {
    /// For reads by the key's own rights.
    static var reading: Self {
        var options = Self()
        options.signs = false
        return options
    }
}
