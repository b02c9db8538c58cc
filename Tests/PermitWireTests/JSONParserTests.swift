import PermitCore
import PermitWire
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

    @Test("Bytes that are not UTF-8 are refused", arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22]])
    func refusesBytes(bytes: [UInt8]) {
        #expect(throws: JSONFault.self) { try JSONParser.parse(bytes) }
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
