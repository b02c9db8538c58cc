/// What a terminal shows: its lines, and where the cursor stands if it is shown.
struct Frame: Equatable, Sendable {
    var lines: [ScreenLine]
    /// Column and row, from 0; nil for no cursor.
    var cursor: Cursor?

    struct Cursor: Equatable, Sendable {
        let column, row: Int
    }
}

/// How large a terminal is, in characters.
struct ScreenSize: Equatable, Sendable {
    let columns, rows: Int

    init(columns: Int, rows: Int) {
        // A terminal that doesn't know its size says 0.
        self.columns = columns > 0 ? min(columns, 1_000) : 80
        self.rows = rows > 0 ? min(rows, 1_000) : 24
    }
}

/// Brings a terminal from what it shows to what it is to show, writing only lines that changed. Pure.
struct Painter {
    /// Whether tones may be colours.
    let hasColour: Bool
    private var shown: [String] = []

    init(hasColour: Bool) {
        self.hasColour = hasColour
    }

    /// What to write. Each line begins at its own place, so that a character which the terminal takes to be of another
    /// width spoils one line at most.
    mutating func paint(_ frame: Frame, _ size: ScreenSize) -> String {
        let lines = frame.lines.prefix(size.rows).map { rendered($0.cut(to: size.columns), size.columns) }
        var written = ""
        for (row, line) in lines.enumerated() where row >= shown.count || shown[row] != line {
            written += "\u{1B}[\(row + 1);1H\(line)"
        }
        if lines.count < shown.count { written += "\u{1B}[\(lines.count + 1);1H\u{1B}[J" }
        shown = Array(lines)
        guard let cursor = frame.cursor else { return written + (written.isEmpty ? "" : "\u{1B}[?25l") }
        return written + "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
    }

    /// Forgets what is shown, so that everything is written anew.
    mutating func forget() { shown = [] }

    private func rendered(_ line: ScreenLine, _ columns: Int) -> String {
        // Behind the last column the cursor still stands on it: clearing there would take the last character away.
        let end = line.columns < columns ? "\u{1B}[K" : ""
        if line.isSelected {
            let rest = String(repeating: " ", count: columns - line.columns)
            return "\u{1B}[7m\(line.text)\(rest)\u{1B}[m"
        }
        return line.pieces.map { piece in
            let mode = mode(of: piece.tone)
            return mode.isEmpty ? piece.text : "\u{1B}[\(mode)m\(piece.text)\u{1B}[m"
        }.joined() + end
    }

    private func mode(of tone: Tone) -> String {
        switch tone {
        case .plain: ""
        case .strong: "1"
        case .faint: hasColour ? "2" : ""
        case .good: hasColour ? "32" : ""
        case .warning: hasColour ? "33" : ""
        case .bad: hasColour ? "1;31" : "1"
        case .banner: hasColour ? "1;37;41" : "1;7"
        }
    }
}
