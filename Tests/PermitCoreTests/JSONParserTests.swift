import PermitCore
import Testing

@Suite("The strict JSON reader")
struct JSONParserTests {
    private static let refused = [
        "", "{", "{}{}", "[1,]", "{\"a\":1,}", "{\"a\":1,\"\\u0061\":2}", "\u{FEFF}{}", "01", "1.", "+1", "nul",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\x\"", "\"\n\"", "'a'", "{a:1}", "NaN", "[1 2]", "\"",
        String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
    ]

    @Test("Malformed text is refused", arguments: refused)
    func refuses(text: String) {
        #expect(throws: JSONFault.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    /// Quoted: a byte that never stands, overlong forms, surrogates, beyond the last scalar, cut short, lone
    /// continuation; then marks and wide encodings of an object.
    private static let notUTF8: [[UInt8]] =
        [
            [0xFF], [0xC0, 0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xED, 0xB0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE4, 0xBD], [0x80],
        ].map { [0x22] + $0 + [0x22] } + [
            [0xFE, 0xFF, 0, 0x7B, 0, 0x7D], [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0, 0x7B, 0, 0x7D], [0x7B, 0, 0x7D, 0],
            [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x7B], [0x2B, 0x41, 0x48, 0x73, 0x2D],
        ]

    @Test("Bytes that are not UTF-8 are refused", arguments: notUTF8)
    func refusesBytes(bytes: [UInt8]) {
        #expect(throws: JSONFault.self) { try JSONParser.parse(bytes) }
    }

    @Test(
        "Odd texts of the right form are taken to the scalar, and two spellings of a name are two names",
        arguments: [
            "{\"e\u{301}\":1,\"\u{E9}\":2}", "{\"\u{212A}\":1,\"K\":2}", "{\"\":1,\"\\u0000\":2}",
            "\"\(String(repeating: "\u{301}", count: 2_000))\"", "\"\u{7F}\u{85}\u{2028}\u{FFFE}\u{10FFFF}\"",
        ])
    func takesOddTexts(text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(try JSONParser.parse(value.utf8) == value)
        if let members = value.object?.members { #expect(members.count == 2) }
    }

    @Test(
        "A number is a whole number only where it is one, to the last digit",
        arguments: [
            ("9223372036854775807", nil), ("-9223372036854775808", nil), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("18446744073709551615", nil), ("1e400", nil), ("-1e400", nil),
            ("1e-400", nil), ("0.1", nil), ("9007199254740993", 9_007_199_254_740_993), ("-0", 0), ("1.0", 1),
            ("1e2", 100), ("1e15", 1_000_000_000_000_000), ("1e19", nil), ("0e99999999999999999999", nil),
        ])
    func wholeNumbers(text: String, value: Int?) throws {
        let read = try JSONParser.parse(Array(text.utf8))
        #expect(read.integer == value || (text.hasPrefix("0e") && read.integer == 0))
        #expect(try JSONParser.parse(read.utf8) == read)
    }

    @Test("Nesting of 100,000 ends the reading at the thirty-third")
    func veryDeep() {
        for opening in ["[", "{\"a\":", "[{\"a\":"] {
            let bytes = Array(String(repeating: opening, count: 100_000).utf8)
            do {
                _ = try JSONParser.parse(bytes)
                Issue.record("taken")
            } catch {
                #expect(error.offset < 33 * opening.utf8.count)
            }
        }
    }

    @Test("What is taken is written again the same")
    func takes() throws {
        let text = "{\"a\":[1,-0.5,true,null,\"\\u4f5c\\ud83d\\ude00\\n\"],\"b\":{}}"
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value.text == "{\"a\":[1,-0.5,true,null,\"作😀\\n\"],\"b\":{}}")
        #expect(try JSONParser.parse(value.utf8) == value)
        #expect(try JSONParser.parse(Array("1e999".utf8)) == .hugeNumber("1e999"))
        let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(throws: Never.self) { try JSONParser.parse(Array(deep.utf8)) }
    }
}
