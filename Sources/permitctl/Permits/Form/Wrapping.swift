/// Breaks texts into lines that fit: at spaces, between East Asian characters, and within words that are too long.
enum Wrapping {
    /// The most lines of one text; what is beyond is cut, and the cut is told.
    static let mostLines = 60

    /// The lines of a text whose letters are plain (``PlainLetters``), each of at most `width` columns.
    static func lines(_ text: String, width: Int) -> [String] {
        var paragraphs: [Substring] = []
        // A run of empty lines says no more than one, and can push what follows out of sight.
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isEmpty = paragraph.allSatisfy { $0 == " " }
            if !isEmpty || paragraphs.last?.isEmpty == false { paragraphs.append(isEmpty ? "" : paragraph) }
        }
        if paragraphs.last?.isEmpty == true { paragraphs.removeLast() }
        let lines = paragraphs.flatMap { broken($0, width) }
        guard lines.count > mostLines else { return lines }
        return lines.prefix(mostLines - 1) + broken("[... +\(lines.count - mostLines + 1)]", width)
    }

    /// A text cut to one line.
    static func cut(_ text: String, width: Int) -> String {
        guard DisplayWidth.columns(of: text) > width else { return text }
        return (slices(of: text[...], width - 3).first ?? "") + "..."
    }

    /// The columns of the longest piece of a text that is not broken unless it must be.
    static func longestPiece(of text: String) -> Int {
        text.split(separator: "\n").flatMap(pieces).map { DisplayWidth.columns(of: $0.text) }.max() ?? 0
    }

    private static func broken(_ paragraph: Substring, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for piece in pieces(paragraph) {
            let gap = piece.isSpaced && used > 0 ? 1 : 0
            let columns = DisplayWidth.columns(of: piece.text)
            if used + gap + columns <= width {
                line += (gap > 0 ? " " : "") + piece.text
                used += gap + columns
                continue
            }
            if used > 0 { lines.append(line) }
            let parts = columns > width ? slices(of: piece.text, width) : [piece.text]
            lines += parts.dropLast().map(String.init)
            line = String(parts.last ?? "")
            used = DisplayWidth.columns(of: line)
        }
        return used > 0 || lines.isEmpty ? lines + [line] : lines
    }

    /// A text in parts that fit; each has one character at least.
    private static func slices(of text: Substring, _ width: Int) -> [Substring] {
        var slices: [Substring] = []
        var start = text.startIndex
        var used = 0
        for index in text.indices {
            let columns = DisplayWidth.columns(of: text[index])
            if used + columns > width, index > start {
                slices.append(text[start..<index])
                start = index
                used = 0
            }
            used += columns
        }
        return slices + [text[start...]]
    }

    /// What is not broken unless it must be, and whether a space stands before it.
    private static func pieces(_ paragraph: Substring) -> [(text: Substring, isSpaced: Bool)] {
        var pieces: [(text: Substring, isSpaced: Bool)] = []
        for word in paragraph.split(separator: " ") {
            var start = word.startIndex
            var isSpaced = true
            for index in word.indices.dropFirst() where mayBreak(word[word.index(before: index)], word[index]) {
                pieces.append((word[start..<index], isSpaced))
                start = index
                isSpaced = false
            }
            pieces.append((word[start...], isSpaced))
        }
        return pieces
    }

    private static func mayBreak(_ before: Character, _ after: Character) -> Bool {
        let isWide = DisplayWidth.columns(of: before) == 2 || DisplayWidth.columns(of: after) == 2
        return isWide && !closing.contains(after) && !opening.contains(before)
    }

    /// What may not begin a line, and what may not end one.
    private static let closing = Set("，。、；：？！）》」』】〕”’％…,.;:?!)]}%")
    private static let opening = Set("（《「『【〔“‘([{")
}
