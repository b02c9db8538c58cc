public import PermitCore
public import ZeroMQ

/// What a subscriber is told, in order.
public enum FollowingUpdate: Sendable {
    /// Everything there is now: drop what was known. It comes first, unless a stored position could be gone on from,
    /// and again whenever an older log was restored.
    case joined(Snapshot)
    /// Something happened.
    case event(ReceivedEvent)
    /// The daemon was heard, at this time of its own: what is known is as of then.
    case heartbeat(Instant)
    /// The daemon was not heard for five seconds: what is known may be stale.
    case silence
}

/// Everything that happens, without a hole and without a double: a snapshot, then every event after it.
///
/// Each `next` does the work that it needs: nothing runs ahead of a slow reader, and nothing waits for it. What it had
/// no room for is read from the log once it comes back.
public final class Following: AsyncSequence, Sendable {
    /// What happened, or what is known of the daemon.
    public typealias Element = FollowingUpdate

    /// Where events come from.
    public enum Source: Sendable {
        /// An event socket; waiting reads where the key may not subscribe to it.
        case socket(Context, String, Client.Identity)
        /// Waiting reads of the log.
        case reads
    }

    private let client: Client
    private let topics: [String]
    private let start: FollowingPosition?
    private let line: EventLine?

    /// Follows what concerns topics that begin with one of `topics`; all if there are none.
    /// - Parameter position: where to go on from; nil to begin with a snapshot.
    /// - Throws: a `ZeroMQError` for an endpoint or topic that can't be.
    public init(_ client: Client, _ source: Source, topics: [String] = [], from position: FollowingPosition? = nil)
        throws
    {
        self.client = client
        self.topics = topics
        start = position
        switch source {
        case .socket(let context, let endpoint, let identity):
            line = try EventLine(context, endpoint, identity, topics: topics)
        case .reads: line = nil
        }
    }

    /// Begins; one reader at a time.
    public func makeAsyncIterator() -> Iterator {
        Iterator(client: client, topics: topics, line: line, follower: start.map(Follower.init))
    }

    /// Goes on for ever: it ends with its task.
    public struct Iterator: AsyncIteratorProtocol {
        /// How long a reading of the log waits for news, in milliseconds.
        static let waitMilliseconds = 5_000
        /// How long to leave the turn to another reader with the same key, in milliseconds: each wait ends the other's
        /// (contract §4), which must not become a race.
        static let turnMilliseconds = 1_000

        private let client: Client
        private let topics: [String]
        private var line: EventLine?
        private var follower: Follower?
        private var pending: [FollowingUpdate] = []
        private var demand: Follower.Demand
        private var backOff = BackOff(first: 200, longest: 5_000)
        /// Whether the subscription stands: a heartbeat came over this connection.
        private var hasHeard = false
        private var isReopening = false
        /// Whether another waiting read of this key has ended the last one before its time.
        private var wasInterrupted = false
        /// How far it has come with what `next` has returned, to be stored; nil before it has joined.
        public private(set) var position: FollowingPosition?

        init(client: Client, topics: [String], line: EventLine?, follower: Follower?) {
            self.client = client
            self.topics = topics
            self.line = line
            self.follower = follower
            position = follower?.position
            demand = follower == nil ? .join : .read
        }

        /// Whether nothing more is at hand: the next update has to be waited for.
        var isCaughtUp: Bool { pending.isEmpty && demand == .none && line?.inbox.isEmpty ?? true }

        /// The next update; nil once the task is cancelled.
        /// - Throws: ``Refused`` where the key may not read.
        public mutating func next() async throws -> FollowingUpdate? {
            while pending.isEmpty {
                if Task.isCancelled { return nil }
                do {
                    try await work()
                    backOff.reset()
                } catch is ClientFault {
                    // No connection: what is known may be stale, and is asked for again.
                    pending.append(.silence)
                    try? await Task.sleep(for: .milliseconds(backOff.next()))
                } catch is CancellationError {
                    return nil
                }
            }
            let update = pending.removeFirst()
            if pending.isEmpty {
                position = follower?.position
            } else if case .event(let event) = update {
                // The rest of a page is in the order of the log.
                position?.sequence = event.sequence
            }
            return update
        }

        private mutating func work() async throws {
            // Once a heartbeat was heard the subscription stands, and nothing after the snapshot can be missed.
            if demand == .join, line == nil || hasHeard { return try await join() }
            if demand == .read, let follower {
                let page = try await client.events(after: follower.position.sequence, topics: topics)
                take(page)
                // Without a socket the next word from the daemon may be a whole waiting read away.
                if line == nil, demand == .none { pending.append(.heartbeat(page.at)) }
                return
            }
            guard let line else { return try await waitForNews() }
            let heard = await line.inbox.next()
            if isReopening {
                if case .reopened = heard { isReopening = false }
                if case .closed = heard { throw CancellationError() }
                return
            }
            try take(heard)
        }

        private mutating func take(_ heard: Heard) throws {
            switch heard {
            case .event(let event):
                guard var follower, demand == .none else { return }
                let (isNews, demand) = follower.take(event)
                self.follower = follower
                self.demand = demand
                if isNews { pending.append(.event(event)) }
            case .heartbeat(let heartbeat):
                hasHeard = true
                if let follower { demand = follower.take(heartbeat) }
                if demand == .join, follower != nil { return startAnew() }
                pending.append(.heartbeat(heartbeat.at))
            case .silence:
                hasHeard = false
                pending.append(.silence)
            case .refused:
                line = nil
            case .reopened:
                break
            case .closed:
                throw CancellationError()
            }
        }

        /// Another log: what came over the connection so far may be of the old one.
        private mutating func startAnew() {
            follower = nil
            demand = .join
            guard let line else { return }
            hasHeard = false
            isReopening = true
            line.post(.reopen)
        }

        private mutating func join() async throws {
            let snapshot = try await client.snapshot(topics: topics)
            follower = Follower(at: snapshot.position)
            // What happened while the snapshot was taken is read at once, not found out by the next heartbeat.
            demand = .read
            pending.append(.joined(snapshot))
        }

        private mutating func waitForNews() async throws {
            guard let follower else { return }
            if wasInterrupted { try await Task.sleep(for: .milliseconds(Self.turnMilliseconds)) }
            let began = monotonicMilliseconds()
            let page = try await client.events(
                after: follower.position.sequence, topics: topics, waitMilliseconds: Self.waitMilliseconds)
            let waited = monotonicMilliseconds() - began
            wasInterrupted = page.events.isEmpty && waited < Int64(Self.waitMilliseconds) / 2
            take(page)
            pending.append(.heartbeat(page.at))
        }

        private mutating func take(_ page: EventPage) {
            guard var follower else { return }
            let (news, demand) = follower.take(page)
            if demand == .join { return startAnew() }
            self.follower = follower
            self.demand = demand
            pending += news.map(FollowingUpdate.event)
        }
    }
}
