import PermitCore

extension JSONValue {
    /// The value for people and for version control: indented by two, and on one line whatever fits there.
    var pretty: String {
        var text = ""
        write(to: &text, indent: 0, after: 0)
        return text + "\n"
    }

    /// The longest line.
    private static var longestLine: Int { 116 }

    private func write(to text: inout String, indent: Int, after: Int) {
        let line = onOneLine
        if line.count + after <= Self.longestLine || isScalar {
            text += line
            return
        }
        let inner = indent + 2
        let margin = String(repeating: " ", count: inner)
        let rows: [(name: String, value: JSONValue)] =
            array.map { $0.map { ("", $0) } }
            ?? (object?.members ?? []).map { (JSONValue.string($0.name).text + ": ", $0.value) }
        text += array == nil ? "{\n" : "[\n"
        for (index, row) in rows.enumerated() {
            text += margin + row.name
            row.value.write(to: &text, indent: inner, after: inner + row.name.count)
            text += index + 1 < rows.count ? ",\n" : "\n"
        }
        text += String(repeating: " ", count: indent) + (array == nil ? "}" : "]")
    }

    private var isScalar: Bool { array.map(\.isEmpty) ?? object.map(\.isEmpty) ?? true }

    private var onOneLine: String {
        if let elements = array { return "[" + elements.map(\.onOneLine).joined(separator: ", ") + "]" }
        guard let members = object?.members else { return text }
        return "{" + members.map { "\(JSONValue.string($0.name).text): \($0.value.onOneLine)" }.joined(separator: ", ")
            + "}"
    }
}
