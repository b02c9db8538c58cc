/// A length of time, in milliseconds.
public struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest span a pack may write: 3,660 days.
    public static let longest = Span(milliseconds: 3_660 * 86_400_000)

    /// The length in milliseconds.
    public let milliseconds: Int64

    /// A span of so many milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A span of so many seconds.
    public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1_000) }
    /// A span of so many minutes.
    public static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }
    /// A span of so many hours.
    public static func hours(_ count: Int64) -> Span { Span(milliseconds: count * 3_600_000) }

    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ]

    /// Reads a whole number and a unit, as packs write it: `30m`, `8h`, `7d`, `90s`; nil for anything else.
    public init?(_ text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
            let count = decimalDigits(Array(text.utf8.dropLast())[...])
        else { return nil }
        let span = Span(milliseconds: Int64(count) * unit.milliseconds)
        guard span <= Self.longest else { return nil }
        self = span
    }

    /// The span in the largest unit that writes it as a whole number.
    public var description: String {
        for unit in Self.units where milliseconds.isMultiple(of: unit.milliseconds) {
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "\(milliseconds)ms"
    }

    /// Orders spans by length.
    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
