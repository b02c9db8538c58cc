/// What each key may ask for within a second, so that one greedy client does not make all others wait.
struct Quotas {
    private struct Use {
        var requests = 0
        var bytesRead = 0
    }

    private var second: Int64 = 0
    private var uses: [String: Use] = [:]

    /// Counts a request of a key; false when it is one too many. Time is of the clock that never runs back.
    mutating func admits(_ key: String, now: Int64) -> Bool {
        turn(to: now)
        uses[key, default: Use()].requests += 1
        return uses[key, default: Use()].requests <= Limits.requestsOfOneKeyPerSecond
    }

    /// Whether a key may still read in this second.
    mutating func mayRead(_ key: String, now: Int64) -> Bool {
        turn(to: now)
        return uses[key, default: Use()].bytesRead < Limits.bytesReadByOneKeyPerSecond
    }

    /// Counts what was answered to a read.
    mutating func note(read bytes: Int, by key: String) {
        uses[key, default: Use()].bytesRead += bytes
    }

    private mutating func turn(to now: Int64) {
        guard now / 1_000 != second else { return }
        second = now / 1_000
        uses = [:]
    }
}
