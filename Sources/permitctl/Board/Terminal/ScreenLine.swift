/// How a piece of text stands out. What a tone says is said in letters too: a screen may have no colours.
enum Tone: Equatable, Sendable {
    case plain, strong, faint, good, warning, bad, banner
}

/// One line of a screen: pieces of text, each with its tone.
///
/// Whatever comes in is made plain first (``PlainLetters``): nothing of others reaches a terminal raw.
struct ScreenLine: Equatable, Sendable {
    /// A piece of text in one tone.
    struct Piece: Equatable, Sendable {
        var text: String
        let tone: Tone
    }

    private(set) var pieces: [Piece] = []
    /// The columns of a terminal that it takes.
    private(set) var columns = 0
    /// Whether it is the one that keys act upon.
    var isSelected = false

    init() {}

    init(_ text: String, _ tone: Tone = .plain) {
        add(text, tone)
    }

    /// Its letters without tones.
    var text: String { pieces.map(\.text).joined() }

    mutating func add(_ text: String, _ tone: Tone = .plain) {
        append(PlainLetters.inLine(text), tone)
    }

    /// Adds blanks up to a column; one at least, so that neighbours stay apart.
    mutating func pad(to column: Int) {
        append(String(repeating: " ", count: max(columns == 0 ? 0 : 1, column - columns)), .plain)
    }

    /// The line as far as it fits; what is cut is told by dots.
    func cut(to width: Int) -> ScreenLine {
        guard columns > width else { return self }
        var line = ScreenLine()
        line.isSelected = isSelected
        let dots = String(repeating: ".", count: min(3, max(0, width)))
        for piece in pieces {
            let room = max(0, width - dots.count) - line.columns
            guard DisplayWidth.columns(of: piece.text) > room else {
                line.append(piece.text, piece.tone)
                continue
            }
            var used = 0
            let head = piece.text.prefix { letter in
                used += DisplayWidth.columns(of: letter)
                return used <= room
            }
            line.append(String(head), piece.tone)
            line.append(dots, piece.tone)
            break
        }
        return line
    }

    /// The line with blanks up to a width and this at the end of it, which goes before what it has no room for.
    func ending(with end: ScreenLine, width: Int) -> ScreenLine {
        guard end.columns > 0 else { return cut(to: width) }
        var line = cut(to: max(0, width - end.columns - 1))
        line.append(String(repeating: " ", count: max(0, width - end.columns - line.columns)), .plain)
        for piece in end.pieces { line.append(piece.text, piece.tone) }
        return line.cut(to: width)
    }

    private mutating func append(_ text: String, _ tone: Tone) {
        guard !text.isEmpty else { return }
        columns += DisplayWidth.columns(of: text)
        if pieces.last?.tone == tone {
            pieces[pieces.count - 1].text += text
        } else {
            pieces.append(Piece(text: text, tone: tone))
        }
    }
}

extension ScreenLine {
    /// A text broken into lines, each after an indent; blanks before the text add to it.
    static func wrapped(_ text: String, width: Int, indent: Int = 0, _ tone: Tone = .plain) -> [ScreenLine] {
        let indent = min(indent + text.prefix { $0 == " " }.count, max(0, width - 8))
        let room = max(4, width - indent)
        return Wrapping.lines(PlainLetters.inLine(text), width: room).map {
            ScreenLine(String(repeating: " ", count: indent) + $0, tone)
        }
    }
}
