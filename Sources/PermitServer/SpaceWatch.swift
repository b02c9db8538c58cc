import Logging

/// The free bytes below which the daemon warns, and below which it takes only safer acts.
public struct SpaceMarks: Sendable, Hashable {
    /// Below it, it is time to make room. 1 GiB by default.
    public var warning: UInt64 = 1 << 30
    /// Below it, only safer acts are taken. 16 MiB by default: the reserve, and room for what was decided already.
    public var low: UInt64 = 16 << 20

    /// The marks by default.
    public init() {}
}

/// Tells each crossing of a mark once. What is below a mark is above it again only with a quarter more of room, so that
/// a disk that hovers about one fills no journal.
struct SpaceWatch {
    /// A mark that was crossed.
    enum Crossing: Hashable {
        case belowWarning, belowLow, aboveLow, aboveWarning

        var level: Logger.Level {
            switch self {
            case .belowWarning: .warning
            case .belowLow: .error
            case .aboveLow, .aboveWarning: .notice
            }
        }

        var text: Logger.Message {
            switch self {
            case .belowWarning: "the disk fills up: make room"
            case .belowLow: "the disk is nearly full: only safer acts are taken"
            case .aboveLow: "the disk has room again: everything is taken"
            case .aboveWarning: "the disk has plenty of room again"
            }
        }
    }

    private let marks: SpaceMarks
    private var isWarned = false
    /// Whether only safer acts are to be taken.
    private(set) var isLow = false

    init(_ marks: SpaceMarks) { self.marks = marks }

    /// Looks at how many bytes are free; the marks that were crossed since the last time.
    mutating func note(free: UInt64) -> [Crossing] {
        let before = (isWarned, isLow)
        isWarned = free < (isWarned ? Self.withMargin(marks.warning) : marks.warning)
        isLow = free < (isLow ? Self.withMargin(marks.low) : marks.low)
        var crossings: [Crossing] = []
        if isWarned, !before.0 { crossings.append(.belowWarning) }
        if isLow != before.1 { crossings.append(isLow ? .belowLow : .aboveLow) }
        if !isWarned, before.0 { crossings.append(.aboveWarning) }
        return crossings
    }

    private static func withMargin(_ mark: UInt64) -> UInt64 { mark + mark / 4 }
}
