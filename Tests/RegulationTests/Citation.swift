/// The clauses that a text cites: `GB30871 5.1.2, B.1; FPL art. 21` cites three.
struct Citation: Hashable, Comparable {
    let source: String
    let clause: String

    var text: String { clause.isEmpty ? source : "\(source) \(clause)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.source, left.sortKey) < (right.source, right.sortKey)
    }

    /// Numbers sort as numbers: 5.2.9 before 5.2.10.
    private var sortKey: String {
        clause.split(separator: ".").map { part in
            let digits = part.filter(\.isNumber)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + part
        }.joined(separator: ".")
    }

    /// Reads what a rule's clause, or the beginning of a test's name, cites; `sources` are the keys that packs declare.
    static func all(in text: String, sources: [String]) -> [Citation] {
        var found: [Citation] = []
        var source: String?
        // Some texts are cited with the paragraph right behind: 1910.146(e)(2).
        let text = sources.reduce(text) { $0.replacing("\($1)(", with: "\($1) (") }
        for part in text.split(whereSeparator: { ";,".contains($0) }) {
            var words = part.split(separator: " ").map(String.init)
            if let first = words.firstIndex(where: { sources.contains($0) }) {
                source = words[first]
                words.removeFirst(first + 1)
            }
            guard let source else { continue }
            found.append(Citation(source: source, clause: clause(words)))
        }
        return found
    }

    private static func clause(_ words: [String]) -> String {
        guard let first = words.first else { return "" }
        if ["art.", "item", "table", "form", "clause"].contains(first), words.count > 1 {
            return "\(first) \(words[1].trimmed)"
        }
        if first.hasPrefix("("), first.dropFirst(2).first == ")" { return first.withoutTail }
        let isNumbered = first.contains { $0.isNumber } && first.contains(".") && first.count < 16
        return isNumbered ? first.trimmed : ""
    }
}

extension String {
    /// Less what ends a sentence or a remark.
    fileprivate var withoutTail: String { String(reversed().drop { ":.]".contains($0) }.reversed()) }

    fileprivate var trimmed: String {
        String(drop { "([".contains($0) }.reversed().drop { ":.)]".contains($0) }.reversed())
    }
}
