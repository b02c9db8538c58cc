/// Finds functions by their braces; exact on code that swift-format has laid out.
enum FunctionScanner {
    /// A function's name line and how many lines it takes, its signature included.
    struct Function {
        let line: Int
        let signature: String
        let length: Int
    }

    static func functions(in file: SourceFile) -> [Function] {
        file.code.indices.compactMap { line in
            guard isDeclaration(file.code[line]), let end = lastLine(from: line, in: file.code) else { return nil }
            let signature = file.lines[line].trimmingPrefix { $0 == " " }
            return Function(line: line + 1, signature: String(signature), length: end - line + 1)
        }
    }

    private static let starts = ["func", "init", "subscript", "deinit"]

    private static func isDeclaration(_ line: String) -> Bool {
        for word in line.split(separator: " ") {
            let name = word.prefix { $0.isLetter }
            if starts.contains(String(name)) { return name.startIndex == word.startIndex && !word.hasPrefix("init:") }
            guard isModifier(word) else { return false }
        }
        return false
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || modifiers.contains(String(word.prefix { $0 != "(" }))
    }

    private static let modifiers: Set<String> = [
        "public", "internal", "package", "private", "fileprivate", "open", "static", "class", "final", "override",
        "mutating", "nonmutating", "borrowing", "consuming", "required", "convenience", "nonisolated", "isolated",
        "prefix", "postfix", "infix", "distributed", "dynamic", "indirect", "optional",
    ]

    /// The line of the closing brace, or nil for a requirement without a body.
    private static func lastLine(from first: Int, in code: [String]) -> Int? {
        var parentheses = 0
        var braces = 0
        var inBody = false
        for line in first..<code.count {
            if line > first, !inBody, parentheses == 0, !continues(code[line]) { return nil }
            for character in code[line] {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case "{" where inBody || parentheses == 0:
                    inBody = true
                    braces += 1
                case "}" where inBody:
                    braces -= 1
                    if braces == 0 { return line }
                case "}" where parentheses == 0: return nil
                default: break
                }
            }
        }
        return nil
    }

    /// Whether a line goes on with a signature whose parentheses are closed.
    private static func continues(_ line: String) -> Bool {
        let text = line.drop { $0 == " " }
        return ["{", "->", "where", "throws", "async", "rethrows"].contains { text.hasPrefix($0) }
    }
}
