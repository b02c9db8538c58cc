/// What stands before an item of a form, readable without colour.
enum FormMark: String {
    /// Done, signed, found good.
    case done = "[x]"
    /// Still to be done.
    case open = "[ ]"
    /// Found bad, or against the work.
    case bad = "[!]"
    /// Said not to concern this work.
    case notApplicable = "[-]"
    /// Someone or something is inside.
    case inside = "[*]"
}

/// A piece of a form.
enum FormBlock: Equatable {
    /// A label and what is written beside it.
    case field(String, String)
    /// A mark or a number, a text, and lines below it.
    case item(String, String, [String] = [])
    /// A sentence.
    case text(String)
    /// Titles of columns, and rows.
    case table([String], [[String]])

    static func item(_ mark: FormMark, _ text: String, _ below: [String] = []) -> FormBlock {
        .item(mark.rawValue, text, below)
    }
}

/// Draws blocks within a frame of ASCII characters.
///
/// Every line begins with `+` or `| `, so that no text can look like a line of the form's own, and every text passes
/// ``PlainLetters`` here and nowhere else, so that no section can forget it.
struct FormPage {
    /// The widest line in columns.
    let width: Int
    private(set) var lines: [String] = []

    /// The narrowest frame that can be read.
    static let narrowest = 40

    init(width: Int) { self.width = max(width, Self.narrowest) }

    private var inner: Int { width - 4 }

    /// A bar across the page, with a text at its beginning and one at its end.
    mutating func bar(_ left: String, _ right: String = "", of sign: Character = "=") {
        func spaced(_ text: String, _ room: Int) -> String {
            text.isEmpty ? "" : " \(Wrapping.cut(PlainLetters.inLine(text), width: room)) "
        }
        // Corners and the signs beside them, and one sign between the texts.
        let left = spaced(left, inner * 2 / 3)
        let room = width - 5 - DisplayWidth.columns(of: left)
        let right = spaced(right, room - 2)
        let middle = String(repeating: sign, count: room + 1 - DisplayWidth.columns(of: right))
        lines.append("+\(sign)\(left)\(middle)\(right)\(sign)+")
    }

    /// A text in the middle of its line.
    mutating func centre(_ text: String) {
        for line in Wrapping.lines(PlainLetters.of(text), width: inner) {
            put(String(repeating: " ", count: (inner - DisplayWidth.columns(of: line)) / 2) + line)
        }
    }

    /// Blocks one below the other, labels of neighbouring fields aligned.
    mutating func add(_ blocks: [FormBlock]) {
        let labels = blocks.compactMap { block -> Int? in
            guard case .field(let label, _) = block else { return nil }
            return DisplayWidth.columns(of: label)
        }
        let column = min((labels.max() ?? 0) + 2, inner / 3)
        for block in blocks {
            switch block {
            case .field(let label, let text): hang(text, under: label, column)
            case .item(let mark, let text, let below):
                hang(text, under: mark, DisplayWidth.columns(of: mark) + 1)
                for line in below { hang(line, under: "", DisplayWidth.columns(of: mark) + 1) }
            case .text(let text): hang(text, under: "", 0)
            case .table(let titles, let rows):
                let table = FormTable(titles: titles, rows: rows.map { $0.map(PlainLetters.of) })
                for line in table.lines(width: inner) { put(line) }
            }
        }
    }

    /// A text to the right of a label, every further line below its first.
    private mutating func hang(_ text: String, under label: String, _ column: Int) {
        let beside = Wrapping.lines(PlainLetters.of(text), width: inner - column)
        let labels = Wrapping.lines(label, width: max(1, column - 1))
        for line in 0..<max(beside.count, labels.count) {
            let left = padded(line < labels.count ? labels[line] : "", column)
            put(left + (line < beside.count ? beside[line] : ""))
        }
    }

    private mutating func put(_ line: String) { lines.append("| \(padded(line, inner)) |") }
}
