/// Decides which connections to cut, for what libzmq has no limit for: a message that never ends, one key's many
/// connections, and silent ones while descriptors run out.
///
/// A peer that is cut wrongly connects again; what it had sent and was not answered it sends again.
struct Doorkeeper {
    /// Why a connection is cut.
    enum Reason: String, CaseIterable {
        /// It has sent more than any message may hold, and no message has come of it.
        case unfinished = "it has sent a message without an end"
        /// Its key has too many.
        case tooMany = "its key has too many connections"
        /// Descriptors run out, and nothing was ever heard of it.
        case silent = "it is silent, and there are few descriptors left"
    }

    /// What is remembered of a connection.
    private struct Mark {
        let peer: [UInt8]
        /// Rises with each connection that is seen for the first time.
        let number: UInt64
        /// What had come in by it when a whole message of it was last taken.
        var received: UInt64 = 0
        var key: String?
    }

    private var marks: [Int32: Mark] = [:]
    private var heard: [Int32: String] = [:]
    private var newest: UInt64 = 0

    /// Notes that a whole message came in by a connection.
    mutating func note(messageBy descriptor: Int32?, of key: String) {
        if let descriptor { heard[descriptor] = key }
    }

    /// The connections to cut now.
    /// - Parameters:
    ///   - open: all that stand.
    ///   - descriptors: how many descriptors are in use, and how many there may be.
    mutating func judge(_ open: [OpenConnection], descriptors: (used: Int, most: Int)) -> [(OpenConnection, Reason)] {
        remember(open)
        var cut: [OpenConnection: Reason] = [:]
        for connection in open where unfinished(connection) > Limits.unfinishedBytesOfOneConnection {
            cut[connection] = .unfinished
        }
        // Those that each have sent less than that, and together too much: the greatest first.
        var sum = open.reduce(0) { $0 + (cut[$1] == nil ? unfinished($1) : 0) }
        for connection in open.sorted(by: { unfinished($0) > unfinished($1) }) where cut[connection] == nil {
            guard sum > Limits.unfinishedBytes else { break }
            sum -= unfinished(connection)
            cut[connection] = .unfinished
        }
        let byKey = Dictionary(grouping: open) { marks[$0.descriptor]?.key }
        for (key, connections) in byKey where key != nil {
            // The device that was there first stays.
            for connection in connections.sorted(by: isOlder).dropFirst(Limits.connectionsOfOneKey) {
                cut[connection] = .tooMany
            }
        }
        let spare = descriptors.most - descriptors.most / 4
        let excess = descriptors.used - cut.count - spare
        if excess > 0 {
            let silent = (byKey[nil] ?? []).filter { cut[$0] == nil }.sorted(by: isOlder)
            for connection in silent.prefix(excess) { cut[connection] = .silent }
        }
        return cut.sorted { isOlder($0.key, $1.key) }.map { ($0.key, $0.value) }
    }

    private mutating func remember(_ open: [OpenConnection]) {
        var present: [Int32: Mark] = [:]
        for connection in open {
            var mark: Mark
            if let known = marks[connection.descriptor], known.peer == connection.peer {
                mark = known
            } else {
                newest += 1
                mark = Mark(peer: connection.peer, number: newest)
            }
            if let key = heard[connection.descriptor] {
                mark.key = key
                mark.received = connection.received
            }
            present[connection.descriptor] = mark
        }
        marks = present
        heard = [:]
    }

    private func unfinished(_ connection: OpenConnection) -> UInt64 {
        let mark = marks[connection.descriptor]?.received ?? 0
        return connection.received > mark ? connection.received - mark : 0
    }

    private func isOlder(_ one: OpenConnection, _ other: OpenConnection) -> Bool {
        (marks[one.descriptor]?.number ?? 0) < (marks[other.descriptor]?.number ?? 0)
    }
}
