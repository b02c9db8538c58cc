/// What each key may ask for within a second and have kept within an hour, so that one greedy client does not make all
/// others wait, nor fill the disk.
struct Quotas {
    private struct Use {
        var requests = 0
        var bytesRead = 0
    }

    private var second: Int64 = 0
    private var uses: [String: Use] = [:]
    private var hour: Int64 = 0
    private var bytesKept: [String: Int] = [:]
    private var minute: Int64 = 0
    private var named: Set<String> = []

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

    /// How long a key must wait until more of it is kept, in milliseconds; nil where it need not.
    mutating func waitToKeep(_ key: String, now: Int64) -> Int? {
        turn(to: now)
        guard bytesKept[key, default: 0] >= Limits.bytesKeptOfOneKeyPerHour else { return nil }
        return Int((hour + 1) * 3_600_000 - now)
    }

    /// Counts what the log keeps of a key.
    mutating func note(kept bytes: Int, of key: String) {
        bytesKept[key, default: 0] += bytes
    }

    /// Whether a key that does what it should not is to be named in the journal: once in a minute, for it might do so
    /// thousands of times in a second.
    mutating func names(_ key: String, now: Int64) -> Bool {
        turn(to: now)
        return named.insert(key).inserted
    }

    private mutating func turn(to now: Int64) {
        guard now / 1_000 != second else { return }
        second = now / 1_000
        uses = [:]
        if now / 60_000 != minute {
            minute = now / 60_000
            named = []
        }
        if now / 3_600_000 != hour {
            hour = now / 3_600_000
            bytesKept = [:]
        }
    }
}
