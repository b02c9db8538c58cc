import Glibc
public import PermitCore

/// Where the server's time comes from. It is read in one place, once for each request.
public protocol WallClock: Sendable {
    /// The time now.
    func now() -> Instant
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
