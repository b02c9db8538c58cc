/// The free bytes below which the daemon warns, and below which it takes only safer acts.
public struct SpaceMarks: Sendable, Hashable {
    /// Below it, it is time to make room. 1 GiB by default.
    public var warning: UInt64 = 1 << 30
    /// Below it, only safer acts are taken. 16 MiB by default: the reserve, and room for what was decided already.
    public var low: UInt64 = 16 << 20

    /// The marks by default.
    public init() {}
}

/// Tells whether there is room. What is below a mark is above it again only with a quarter more, so that a disk that
/// hovers about one raises no alarm again and again.
struct SpaceWatch {
    private let marks: SpaceMarks
    /// Whether it is time to make room.
    private(set) var isWarned = false
    /// Whether only safer acts are to be taken.
    private(set) var isLow = false

    init(_ marks: SpaceMarks) { self.marks = marks }

    /// Looks at how many bytes are free.
    mutating func note(free: UInt64) {
        isWarned = free < (isWarned ? Self.withMargin(marks.warning) : marks.warning)
        isLow = free < (isLow ? Self.withMargin(marks.low) : marks.low)
    }

    private static func withMargin(_ mark: UInt64) -> UInt64 { mark + mark / 4 }
}
