/// An exact decimal: `mantissa × 10^exponent`. Readings and limits are compared without binary rounding.
public struct DecimalNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most digits a number may have.
    public static let mostDigits = 18
    private static let exponents = -18...18
    /// The powers of ten that a text may write, as `0.001e3` is in bounds though its digits alone are not.
    private static let powers = -1_000...1_000

    let mantissa: Int64
    let exponent: Int

    /// The whole number `value`.
    public init(_ value: Int) {
        self.init(mantissa: Int64(value), exponent: 0)
    }

    /// A number as it was kept; nil for parts that no number has.
    init?(storedMantissa mantissa: Int64, exponent: Int) {
        guard mantissa != .min, (-36...36).contains(exponent) else { return nil }
        self.init(mantissa: mantissa, exponent: exponent)
    }

    private init(mantissa: Int64, exponent: Int) {
        var mantissa = mantissa
        var exponent = mantissa == 0 ? 0 : exponent
        while mantissa != 0, mantissa.isMultiple(of: 10) {
            mantissa /= 10
            exponent += 1
        }
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// Reads a number as JSON writes it; nil for any other text, for more than 18 digits and beyond ±10^18.
    public init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = Self.takeDigits(&rest)
        guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else { return nil }
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = Self.takeDigits(&rest)
            guard !fraction.isEmpty else { return nil }
        }
        var power = 0
        if let mark = rest.first {
            guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"),
                let written = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), Self.powers.contains(written)
            else { return nil }
            power = written
        }
        let digits = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
        guard digits.count <= Self.mostDigits else { return nil }
        let mantissa = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        self.init(mantissa: isNegative ? -mantissa : mantissa, exponent: power - fraction.count)
        let digitsLeft = String(self.mantissa.magnitude).utf8.count
        guard Self.exponents.contains(exponent), digitsLeft + exponent <= Self.mostDigits else { return nil }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    /// The number as an integer, if it is one that fits.
    public var integer: Int? {
        guard exponent >= 0 else { return nil }
        return Int(exactly: Int128(mantissa) * Self.powerOfTen(exponent))
    }

    /// The greatest whole number that is not above it, as far as an integer goes.
    var floor: Int {
        let whole: Int128
        if exponent >= 0 {
            whole = Int128(mantissa) * Self.powerOfTen(min(exponent, 20))
        } else {
            let (quotient, rest) = Int128(mantissa).quotientAndRemainder(dividingBy: Self.powerOfTen(-exponent))
            whole = rest < 0 ? quotient - 1 : quotient
        }
        return Int(clamping: whole)
    }

    /// The number without its sign.
    var magnitude: DecimalNumber { DecimalNumber(mantissa: abs(mantissa), exponent: exponent) }

    /// Whether the number is below zero.
    public var isNegative: Bool { mantissa < 0 }

    /// Orders numbers by value.
    public static func < (left: Self, right: Self) -> Bool {
        // Exponents lie within ±18 and mantissas within 10^18, so the scaled values stay below 10^54; comparing the
        // signs and the whole parts first keeps the arithmetic within 128 bits.
        let shared = min(left.exponent, right.exponent)
        let (leftScaled, leftOverflow) = left.scaled(to: shared)
        let (rightScaled, rightOverflow) = right.scaled(to: shared)
        if leftOverflow { return left.isNegative }
        if rightOverflow { return !right.isNegative }
        return leftScaled < rightScaled
    }

    /// The product, or nil when it no longer fits.
    public func multiplied(by other: DecimalNumber) -> DecimalNumber? {
        var product = Int128(mantissa) * Int128(other.mantissa)
        var power = exponent + other.exponent
        while product != 0, product % 10 == 0 {
            product /= 10
            power += 1
        }
        guard let mantissa = Int64(exactly: product), mantissa != .min, (-36...36).contains(power) else { return nil }
        return DecimalNumber(mantissa: mantissa, exponent: power)
    }

    /// The sum, or nil when it no longer fits.
    public func adding(_ other: DecimalNumber) -> DecimalNumber? {
        let shared = min(exponent, other.exponent)
        let (one, oneOverflow) = scaled(to: shared)
        let (two, twoOverflow) = other.scaled(to: shared)
        let (sum, overflow) = one.addingReportingOverflow(two)
        guard !oneOverflow, !twoOverflow, !overflow, let mantissa = Int64(exactly: sum), mantissa != .min else {
            return nil
        }
        return DecimalNumber(mantissa: mantissa, exponent: shared)
    }

    /// The difference, or nil when it no longer fits.
    public func subtracting(_ other: DecimalNumber) -> DecimalNumber? {
        // No mantissa is the least number that an Int64 holds, so this can't overflow.
        adding(DecimalNumber(mantissa: -other.mantissa, exponent: other.exponent))
    }

    private func scaled(to exponent: Int) -> (value: Int128, overflow: Bool) {
        let steps = self.exponent - exponent
        guard steps <= 38 else { return (0, mantissa != 0) }
        let (value, overflow) = Int128(mantissa).multipliedReportingOverflow(by: Self.powerOfTen(steps))
        return (value, overflow)
    }

    private static func powerOfTen(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(into: Int128(1)) { power, _ in power *= 10 }
    }

    /// The number as JSON writes it, without an exponent.
    public var description: String {
        let sign = mantissa < 0 ? "-" : ""
        let digits = String(mantissa.magnitude)
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
        let missing = max(0, 1 - exponent - digits.count)
        let filled = String(repeating: "0", count: missing) + digits
        return sign + filled.dropLast(-exponent) + "." + filled.suffix(-exponent)
    }
}
