/// Where a subscriber stands, and what it has to do next so that it misses nothing and sees nothing twice. Pure.
///
/// 1. `position`: all that concerns this subscriber up to there was delivered.
/// 2. `ahead`: events past it that were delivered since nothing of their area is missing before them.
/// 3. An event whose predecessor in its area was not seen, and a heartbeat past the position, ask for a reading of the
///    log, which brings the position on.
/// 4. Another epoch ends everything: join again. A heartbeat from before the position is only late.
///
/// Events of one area come in order; those of different areas may change places where something was lost on the way.
struct Follower: Sendable {
    /// What has to be done.
    enum Demand: Equatable, Sendable {
        /// Nothing: go on listening.
        case none
        /// Read the log from the position on.
        case read
        /// Drop everything and take a new snapshot.
        case join
    }

    private(set) var position: FollowingPosition
    private var ahead: Set<UInt64> = []

    /// Begins after a snapshot or at a stored position.
    init(at position: FollowingPosition) { self.position = position }

    /// Takes in an event of the socket: whether it is to be delivered, and what has to be done.
    mutating func take(_ event: ReceivedEvent) -> (isNews: Bool, demand: Demand) {
        guard event.sequence > position.sequence, !ahead.contains(event.sequence) else { return (false, .none) }
        let isNext = event.sequence == position.sequence + 1
        guard isNext || event.previous <= position.sequence || ahead.contains(event.previous) else {
            return (false, .read)
        }
        ahead.insert(event.sequence)
        advance(to: position.sequence)
        return (true, .none)
    }

    /// Takes in a heartbeat, which says how far the log goes.
    func take(_ heartbeat: Heartbeat) -> Demand {
        guard heartbeat.epoch == position.epoch else { return .join }
        return heartbeat.sequence > position.sequence ? .read : .none
    }

    /// Takes in a page of the log that was read from the position on: what of it is to be delivered, and what has to be
    /// done.
    mutating func take(_ page: EventPage) -> (news: [ReceivedEvent], demand: Demand) {
        guard page.epoch == position.epoch else { return ([], .join) }
        let news = page.events.filter { $0.sequence > position.sequence && !ahead.contains($0.sequence) }
        let before = position.sequence
        advance(to: max(before, page.next))
        // A reading that brought nothing on would not do so at once either; the next heartbeat asks again.
        return (news, position.sequence < page.head && position.sequence > before ? .read : .none)
    }

    private mutating func advance(to sequence: UInt64) {
        position.sequence = sequence
        while ahead.remove(position.sequence + 1) != nil { position.sequence += 1 }
        if !ahead.isEmpty { ahead = ahead.filter { $0 > position.sequence } }
    }
}
