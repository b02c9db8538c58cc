import Glibc
public import PermitCore

/// Where the server's time comes from. It is read in one place, once for each request.
public protocol WallClock: Sendable {
    /// The time now, as the machine's clock shows it: anyone with the right to may set it.
    func now() -> Instant

    /// Milliseconds that passed since some fixed moment, a suspension of the machine included: nobody can set it.
    func elapsedMilliseconds() -> Int64
}

extension WallClock {
    /// A clock that is moved by hand, for a test or a demonstration, has nothing beside it: as much passes as it shows.
    public func elapsedMilliseconds() -> Int64 { now().milliseconds }

    /// Both clocks at one moment.
    func reading() -> ClockReading {
        while true {
            let before = elapsedMilliseconds()
            let reading = ClockReading(wall: now(), elapsed: elapsedMilliseconds())
            // Between the two the machine may have been suspended, which would look like a jump.
            if reading.elapsed - before < 1_000 { return reading }
        }
    }
}

/// Both clocks at one moment.
struct ClockReading {
    /// The machine's clock.
    let wall: Instant
    /// What only counts on, in milliseconds.
    let elapsed: Int64
}

/// The machine's clock.
public struct SystemClock: WallClock {
    /// Uses the machine's clock.
    public init() {}

    /// The time now, to the millisecond.
    public func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Milliseconds since the machine was started.
    public func elapsedMilliseconds() -> Int64 { monotonicMilliseconds() }
}

/// Nanoseconds of a clock that never runs back, for how long things take.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Milliseconds of a clock that never runs back, for time-outs and heartbeats.
public func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
