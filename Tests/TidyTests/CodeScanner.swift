/// Blanks comments and strings, keeping every line break, so that what is left can be scanned by line.
///
/// It knows nested block comments, raw and multi-line strings and interpolations; code inside an interpolation
/// is blanked with its string.
struct CodeScanner {
    private let input: [Character]
    private var at = 0
    private var output: [Character] = []

    /// The text with spaces where its comments and strings were.
    static func code(of text: String) -> String {
        var scanner = CodeScanner(input: Array(text))
        scanner.scan()
        return String(scanner.output)
    }

    private init(input: [Character]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    private mutating func scan() {
        while at < input.count {
            if sees("//") {
                while at < input.count, input[at] != "\n" { blank() }
            } else if sees("/*") {
                blockComment()
            } else if let hashes = stringStart() {
                string(hashes: hashes)
            } else {
                output.append(input[at])
                at += 1
            }
        }
    }

    private func sees(_ word: String) -> Bool {
        input[at...].starts(with: word)
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < input.count {
            output.append(input[at] == "\n" ? "\n" : " ")
            at += 1
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < input.count
    }

    /// The number of `#` before a string that starts here, or nil.
    private func stringStart() -> Int? {
        var end = at
        while end < input.count, input[end] == "#" { end += 1 }
        return end < input.count && input[end] == "\"" ? end - at : nil
    }

    private mutating func string(hashes: Int) {
        let raw = String(repeating: "#", count: hashes)
        blank(hashes)
        let quote = sees("\"\"\"") ? "\"\"\"" : "\""
        blank(quote.count)
        while at < input.count {
            if sees(quote + raw) {
                blank(quote.count + hashes)
                return
            } else if sees("\\" + raw + "(") {
                blank(hashes + 2)
                interpolation()
            } else if sees("\\" + raw) {
                blank(hashes + 2)
            } else {
                blank()
            }
        }
    }

    private mutating func interpolation() {
        var depth = 1
        while depth > 0, at < input.count {
            if let hashes = stringStart() {
                string(hashes: hashes)
                continue
            }
            if input[at] == "(" { depth += 1 }
            if input[at] == ")" { depth -= 1 }
            blank()
        }
    }
}
