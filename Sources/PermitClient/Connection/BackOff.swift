/// How long to wait before something is tried again: doubling up to a limit, with chance in it, so that a site's
/// tablets don't come back all at once.
struct BackOff: Sendable {
    /// The first wait, in milliseconds.
    let first: Int64
    /// The longest, in milliseconds.
    let longest: Int64
    private var attempts = 0

    init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    /// The next wait, in milliseconds: between half of what the doubling gives and all of it.
    mutating func next() -> Int64 {
        // 20 doublings are beyond any limit.
        let full = min(longest, first << min(attempts, 20))
        attempts += 1
        return Int64.random(in: (full / 2)...full)
    }

    /// It went well: the next wait is the first again.
    mutating func reset() { attempts = 0 }
}
