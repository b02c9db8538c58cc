import PermitServer

/// Tells on standard error how far something has come, at most once a second: what is over in a moment is no news.
final class ProgressLine {
    private static let interval: Int64 = 1_000

    private let what: String
    private var toldAt = monotonicMilliseconds()

    init(_ what: String) { self.what = what }

    func tell(_ done: Int, _ of: Int) {
        let now = monotonicMilliseconds()
        guard now - toldAt >= Self.interval else { return }
        toldAt = now
        Console.error("\(what): \(done)/\(of)")
    }

    /// Told of events that are verified.
    static func verified() -> (UInt64, UInt64) -> Void {
        let line = ProgressLine("verifying events")
        return { line.tell(Int(clamping: $0), Int(clamping: $1)) }
    }
}
