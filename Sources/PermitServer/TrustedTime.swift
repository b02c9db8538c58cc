import PermitCore

/// The server's time out of two clocks: the machine's, which may be set, and one that only counts on.
///
/// Invariants: while trusted, time is the machine's clock; the small steps and the slewing of time synchronization are
/// followed, by 500 ppm of the time that passes. A clock that is further off than `maxClockSkew` is in doubt: time then
/// goes on from where it was trusted, so that no wrong time gets into the log, and what lets work go on ends by the
/// later of the two. Trust returns when the two agree again, or by ``accept(_:newest:)``. A clock behind the log's
/// newest event, found at a start, is in doubt until it has caught up, for events' times never fall.
struct TrustedTime {
    /// Whether the machine's clock is trusted.
    enum Trust: Equatable {
        case trusted
        /// It was moved by so much.
        case jumped(Span)
        /// It shows this, and the log's newest event is of later.
        case behind(shown: Instant, newest: Instant)
    }

    private(set) var trust = Trust.trusted
    /// What the machine's clock was trusted to show when the other one was at 0, in milliseconds; where it is behind,
    /// the newest event instead of it.
    private var origin: Int64 = 0
    /// Up to when slewing was followed, on the clock that counts on.
    private var followedUntil: Int64 = 0

    /// Trusts the machine's clock as it is, unless it is behind the newest event.
    init(_ reading: ClockReading, newest: Instant) {
        accept(reading, newest: newest)
    }

    /// Takes the machine's clock for right: a start does, and somebody who has looked at it.
    mutating func accept(_ reading: ClockReading, newest: Instant) {
        followedUntil = reading.elapsed
        if reading.wall < newest - greatestClockSkew {
            trust = .behind(shown: reading.wall, newest: newest)
            origin = newest.milliseconds - reading.elapsed
        } else {
            trust = .trusted
            origin = reading.wall.milliseconds - reading.elapsed
        }
    }

    /// The time of what is decided now, and how late it may be.
    ///
    /// - Parameter newest: the time of the log's newest event.
    mutating func read(_ reading: ClockReading, newest: Instant) -> (now: Instant, atLatest: Instant) {
        if case .behind = trust, reading.wall >= newest - greatestClockSkew { accept(reading, newest: newest) }
        let counted = Instant(milliseconds: origin + reading.elapsed)
        if case .behind = trust {
            // Standing still, for else the machine's clock would never catch up.
            return (max(reading.wall, newest), max(counted, reading.wall, newest))
        }
        let isOff = reading.wall - counted
        guard isOff <= greatestClockSkew, counted - reading.wall <= greatestClockSkew else {
            trust = .jumped(isOff)
            followedUntil = reading.elapsed
            return (max(counted, newest), max(counted, reading.wall, newest))
        }
        trust = .trusted
        follow(isOff, at: reading.elapsed)
        let now = max(reading.wall, newest)
        return (now, now)
    }

    /// How much of the time that passes a slewed clock may be ahead or behind: one part in so many, 500 ppm.
    private static let partsOfSlewing: Int64 = 2_000

    private mutating func follow(_ isOff: Span, at elapsed: Int64) {
        let most = max(0, elapsed - followedUntil) / Self.partsOfSlewing
        guard most > 0 else { return }
        followedUntil += most * Self.partsOfSlewing
        origin += min(max(isOff.milliseconds, -most), most)
    }
}

extension TrustedTime.Trust {
    /// The word for it in `daemon.status`.
    var word: String {
        switch self {
        case .trusted: "trusted"
        case .jumped: "jumped"
        case .behind: "behind"
        }
    }

    /// What is wrong, and what to do about it; nil while the clock is trusted.
    var message: Message? {
        switch self {
        case .trusted:
            return nil
        case .jumped(let span):
            let seconds = span.milliseconds / 1_000
            let by = "\(Span.seconds(abs(seconds)))"
            return Message(
                "the server's clock was set \(seconds < 0 ? "back" : "forward") by \(by): only what stops work and "
                    + "records are taken until it is set right, or checked and the daemon reloaded",
                "服务器时钟被\(seconds < 0 ? "调慢" : "调快") \(by)：在时钟校正、或经核对并重新加载守护进程之前，只受理停工操作和记录")
        case .behind(let shown, let newest):
            return Message(
                "the server's clock shows \(shown), but the log goes on to \(newest): only what stops work and "
                    + "records are taken until the clock is set right or that time has come",
                "服务器时钟显示 \(shown)，而日志已记录到 \(newest)：在时钟校正或到达该时间之前，只受理停工操作和记录")
        }
    }
}
