import PermitCore

/// What can be chosen on a board.
enum BoardSubject: Hashable, Sendable {
    case stop(UInt64)
    case hazard(String)
    case weather(String)
    case alarm(UInt64)
    case permit(String)
}

/// The lines of a page below each other, however many there are, and what each belongs to.
struct BoardLayout: Sendable {
    /// Lines about one thing.
    struct Block: Sendable {
        let subject: BoardSubject
        /// Its first line and how many it takes.
        let start, height: Int
    }

    private(set) var lines: [ScreenLine] = []
    private(set) var blocks: [Block] = []
    /// Where parts begin.
    private(set) var parts: [Int] = []

    mutating func begin(part title: ScreenLine) {
        parts.append(lines.count)
        lines.append(title)
    }

    mutating func add(_ line: ScreenLine) { lines.append(line) }

    mutating func add(_ new: [ScreenLine]) { lines += new }

    mutating func add(_ subject: BoardSubject, _ new: [ScreenLine]) {
        blocks.append(Block(subject: subject, start: lines.count, height: new.count))
        lines += new
    }
}

/// An alarm that was raised.
struct AlarmRow: Equatable, Sendable {
    let sequence: UInt64
    let at: Instant
    let permit, number, area, alarm: String
    let inside: [String]
}

/// What goes into the pages beside the board itself.
struct BoardScene: Sendable {
    let language: Language
    let clock: BoardClock
    /// The daemon's time.
    var now: Instant
    var size: ScreenSize
    /// The next step of a permit and what it wants, as far as it was asked for.
    var readiness: [String: JSONObject] = [:]
    /// The newest alarms, the newest first.
    var alarms: [AlarmRow] = []

    /// A sentence in the scene's language.
    func text(_ english: String, _ chinese: String) -> String { Message(english, chinese).text(in: language) }
}
