/// When each message of an open loop is to be sent, whatever became of those before it: a late answer delays none, and
/// a message that leaves late is late from its own moment on.
struct OpenSchedule {
    let start: Int64
    /// Messages in a second.
    let rate: Double

    /// The moment of a message, counted from 0.
    func moment(of index: Int) -> Int64 { start + Int64(Double(index) * 1_000_000_000 / rate) }

    /// How many messages there are within so many seconds.
    func count(within seconds: Double) -> Int { Int((seconds * rate).rounded(.down)) }
}
