import PermitCore
import Testing

@Suite("Reading fields")
struct FieldReaderTests {
    private func faults(_ object: JSONObject, _ read: (inout FieldReader) -> Void) -> [String] {
        var reader = FieldReader(object, path: "/args")
        read(&reader)
        return reader.finish().map(\.path)
    }

    @Test("Every fault is named, in the order of reading, unknown members last")
    func namesAll() {
        let object: JSONObject = ["strange": 1, "name": 5, "count": 11, "list": ["a", "b c", 3]]
        let found = faults(object) { reader in
            _ = reader.required("name", .name)
            _ = reader.required("missing", .text(10))
            _ = reader.required("count", .integer(1...10))
            _ = reader.required("list", .list(1...5, .name))
        }
        #expect(
            found == ["/args/name", "/args/missing", "/args/count", "/args/list/1", "/args/list/2", "/args/strange"])
    }

    @Test("Null stands for a field left out, save where it is required")
    func nulls() {
        let found = faults(["a": nil, "b": nil]) { reader in
            let absent = reader.optional("a", .bool)
            #expect(absent == nil)
            _ = reader.required("b", .bool)
        }
        #expect(found == ["/args/b"])
    }

    @Test("The path of an unknown field is a JSON pointer, whatever its name")
    func pointers() {
        #expect(faults(["a/b": 1, "c~d": 2, "": 3]) { _ in } == ["/args/a~1b", "/args/c~0d", "/args/"])
    }

    private static let texts: [(text: String, isTaken: Bool)] = [
        ("a", true), ("0123456789", true), ("作业票", true), ("a\tb\nc", true), ("", false), ("01234567890", false),
        ("作业票作", false), ("a\r\nb", true), ("a\0", false), ("a\u{7F}", false), ("\u{1B}[2J", false),
        ("\u{85}", false), ("\u{9B}2J", false), ("\u{A0}", true),
    ]

    @Test("A text has at most so many bytes and no control characters", arguments: texts)
    func text(text: String, isTaken: Bool) {
        let found = faults(["text": .string(text)]) { reader in _ = reader.required("text", .text(10)) }
        #expect(found.isEmpty == isTaken)
    }

    private static let scopes: [(value: JSONValue, isTaken: Bool)] = [
        (["*"], true), (["a", "a/b"], true), ([], false), (["*", "a"], false), (["A"], false), ([1], false),
        ("*", false), (["a", nil], false), (.strings(Array(repeating: "a", count: 100)), true),
        (.strings(Array(repeating: "a", count: 101)), false),
    ]

    @Test("A scope is everything or 1 to 100 areas", arguments: scopes)
    func scope(value: JSONValue, isTaken: Bool) {
        let found = faults(["areas": value]) { reader in _ = reader.required("areas", .areaScope) }
        #expect(found.isEmpty == isTaken)
    }

    private static let manyFacts = (0...100).reduce(into: JSONObject()) { $0["f\($1)"] = true }

    private static let factRows: [(value: JSONValue, isTaken: Bool)] = [
        ([:], true), (["a": true, "b": 1, "c": "x"], true), (["a": nil], false), (["a": []], false),
        (["a": ["b": 1]], false), (["a b": 1], false), (["a": .hugeNumber("1e400")], false),
        (["a": .string(String(repeating: "x", count: 500))], true), (["a": ""], true), (["a": "a\tb\n"], true),
        (["a": "\u{1B}[2J"], false), (["a": "\u{9B}2J"], false),
        (["a": .string(String(repeating: "x", count: 501))], false), (.object(manyFacts), false), ([], false),
    ]

    @Test("Facts are truths, numbers and short texts, 100 at most", arguments: factRows)
    func facts(value: JSONValue, isTaken: Bool) {
        let found = faults(["facts": value]) { reader in _ = reader.required("facts", .facts) }
        #expect(found.isEmpty == isTaken)
    }

    @Test("A refusal for fields says which, the first three in words")
    func refusal() {
        let message = Message("missing", "缺少")
        let refusal = Refusal.invalid(["/a", "/b", "/c", "/d"].map { FieldFault(path: $0, message) })
        #expect(refusal.code == .invalid)
        #expect(refusal.fields.count == 4)
        #expect(refusal.message.english == "wrong fields: /a, /b, /c")
    }
}
