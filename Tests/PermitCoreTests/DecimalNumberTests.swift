import PermitCore
import Testing

@Suite("Exact decimals")
struct DecimalNumberTests {
    private static let taken: [(text: String, written: String)] = [
        ("0", "0"), ("-0", "0"), ("0.000", "0"), ("-0.0e5", "0"), ("0e999", "0"), ("1", "1"), ("-1", "-1"),
        ("10", "10"), ("19.5", "19.5"), ("0.50", "0.5"), ("-0.05", "-0.05"), ("1e3", "1000"), ("1E+3", "1000"),
        ("25e-1", "2.5"), ("100.0", "100"), ("0.000000000000000001", "0.000000000000000001"),
        ("999999999999999999", "999999999999999999"), ("-999999999999999999", "-999999999999999999"),
        ("0.999999999999999999", "0.999999999999999999"), ("999999999.999999999", "999999999.999999999"),
        ("1000000000", "1000000000"), ("10000000000", "10000000000"), ("100000000000000000", "100000000000000000"),
        ("1e17", "100000000000000000"), ("1700000000000", "1700000000000"), ("1e-18", "0.000000000000000001"),
        ("0.00000000000000000000000001e30", "10000"),
    ]

    @Test("A number of at most 18 digits is taken exactly", arguments: taken)
    func takes(text: String, written: String) throws {
        let number = try #require(DecimalNumber(text))
        #expect(number.description == written)
        #expect(DecimalNumber(written) == number)
    }

    private static let refused = [
        "1e18", "1000000000000000000", "-1e18", "1e400", "1e-400", "-1e999999999999999999999",
        "1e9223372036854775807", "1e-9223372036854775808", "1234567890123456789", "0.1234567890123456789",
        "1e-19", "10e17", "1.000000000000000000000", "12345678901234567.89", "1e1001", "0.5e-18",
    ]

    @Test("A longer or larger number is no number here", arguments: refused)
    func refuses(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    private static let malformed = [
        "", "-", ".", "-.", "1.", ".5", "+1", "01", "-01", "1..2", "1.2.3", "1e", "1e+", "e5", "1e5e5", "1e1.5", " 1",
        "1 ", "0x10", "NaN", "Infinity", "1_000", "１", "1e +5",
    ]

    @Test("What JSON does not write as a number is refused", arguments: malformed)
    func refusesMalformed(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    private static let ascending = [
        "-999999999999999999", "-1e17", "-1.5", "-1.0000001", "-1", "-1e-18", "0", "1e-18", "0.1", "0.11", "1", "2",
        "10", "99.999", "100", "1e17", "999999999999999999",
    ]

    @Test("Numbers are ordered by value, whatever their exponents")
    func orders() throws {
        let numbers = try Self.ascending.map { try #require(DecimalNumber($0)) }
        for (index, left) in numbers.enumerated() {
            for (other, right) in numbers.enumerated() {
                #expect((left < right) == (index < other), "\(left) < \(right)")
            }
        }
        #expect(DecimalNumber("1.50") == DecimalNumber("15e-1"))
    }

    private static let integers: [(text: String, integer: Int?)] = [
        ("0", 0), ("-0", 0), ("12.0", 12), ("1e3", 1_000), ("1.5", nil),
        ("999999999999999999", 999_999_999_999_999_999),
        ("-1e17", -100_000_000_000_000_000),
    ]

    @Test("A number is an integer if it has no fraction", arguments: integers)
    func integer(text: String, integer: Int?) throws {
        #expect(try #require(DecimalNumber(text)).integer == integer)
    }

    @Test("Any machine integer can be written")
    func extremes() {
        #expect(DecimalNumber(Int.max).description == "9223372036854775807")
        #expect(DecimalNumber(Int.min).description == "-9223372036854775808")
        #expect(DecimalNumber(Int.min).integer == Int.min)
        #expect(DecimalNumber(Int.min) < DecimalNumber(Int.max))
    }

    @Test("A product is exact or nil")
    func products() throws {
        let small = try #require(DecimalNumber("0.000000000000000001"))
        let large = try #require(DecimalNumber("999999999999999999"))
        let half = try #require(DecimalNumber("0.5"))
        #expect(half.multiplied(by: DecimalNumber(20)) == DecimalNumber(10))
        #expect(small.multiplied(by: large)?.description == "0.999999999999999999")
        #expect(large.multiplied(by: large) == nil)
        let tiny = try #require(small.multiplied(by: small))
        let huge = try #require(DecimalNumber("1e17")?.multiplied(by: DecimalNumber(1_000_000)))
        #expect(DecimalNumber(0) < tiny && tiny < small && small < huge)
        #expect(!(huge < tiny) && !(tiny < tiny))
    }
}
