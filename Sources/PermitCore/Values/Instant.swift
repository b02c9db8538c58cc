/// A moment, in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// The moment so many milliseconds after the epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads RFC 3339 with `Z` and up to three decimals, in the years 1 to 9999; nil for anything else,
    /// days that don't exist and a 60th second included.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 24, bytes.last == UInt8(ascii: "Z"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let date = CalendarDate(bytes: bytes[0..<10]),
            let hour = decimalDigits(bytes[11..<13]), hour < 24,
            let minute = decimalDigits(bytes[14..<16]), minute < 60,
            let second = decimalDigits(bytes[17..<19]), second < 60,
            let fraction = Self.milliseconds(fraction: bytes[19..<(bytes.count - 1)])
        else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1_000 + Int64(fraction))
    }

    private static func milliseconds(fraction: ArraySlice<UInt8>) -> Int? {
        guard let point = fraction.first else { return 0 }
        let digits = fraction.dropFirst()
        guard point == UInt8(ascii: "."), let value = decimalDigits(digits) else { return nil }
        switch digits.count {
        case 1: return value * 100
        case 2: return value * 10
        case 3: return value
        default: return nil
        }
    }

    /// RFC 3339 with `Z` and exactly three decimals.
    public var description: String {
        let (day, rest) = milliseconds.quotientAndRemainder(flooringBy: 86_400_000)
        let seconds = rest / 1_000
        // Each event and reply holds several moments: written byte by byte they cost a tenth of an interpolation.
        var text: [UInt8] = []
        text.reserveCapacity(24)
        CalendarDate(dayNumber: Int(day)).write(to: &text)
        for (mark, number, width) in [
            ("T" as Unicode.Scalar, seconds / 3_600, 2), (":", seconds / 60 % 60, 2), (":", seconds % 60, 2),
            (".", rest % 1_000, 3),
        ] {
            text.append(UInt8(ascii: mark))
            text.append(digits: Int(number), width: width)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Orders moments in time.
    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `span` later.
    public static func + (moment: Self, span: Span) -> Instant {
        Instant(milliseconds: moment.milliseconds &+ span.milliseconds)
    }

    /// The moment `span` earlier.
    public static func - (moment: Self, span: Span) -> Instant {
        Instant(milliseconds: moment.milliseconds &- span.milliseconds)
    }

    /// The time from `right` to `left`.
    public static func - (left: Self, right: Self) -> Span {
        Span(milliseconds: left.milliseconds &- right.milliseconds)
    }
}

extension Int64 {
    func quotientAndRemainder(flooringBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

func decimalDigits(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
    var value = 0
    for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

extension [UInt8] {
    /// Appends a number that is not negative, with zeros before it.
    mutating func append(digits number: Int, width: Int) {
        let start = count
        var rest = number
        repeat {
            insert(UInt8(ascii: "0") + UInt8(rest % 10), at: start)
            rest /= 10
        } while rest > 0 || count - start < width
    }
}

func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
