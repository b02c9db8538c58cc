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
        return prefix(of: text[...], width - 3) + "..."
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
            var rest = piece.text
            let gap = piece.isSpaced && used > 0 ? 1 : 0
            let columns = DisplayWidth.columns(of: rest)
            if used + gap + columns <= width {
                line += (gap > 0 ? " " : "") + rest
                used += gap + columns
                continue
            }
            if used > 0 { lines.append(line) }
            while DisplayWidth.columns(of: rest) > width {
                let head = prefix(of: rest, width)
                lines.append(head)
                rest = rest.dropFirst(head.count)
            }
            line = String(rest)
            used = DisplayWidth.columns(of: rest)
        }
        return used > 0 || lines.isEmpty ? lines + [line] : lines
    }

    /// As many characters as fit, but one at least.
    private static func prefix(of text: Substring, _ width: Int) -> String {
        var used = 0
        var count = 0
        for character in text {
            used += DisplayWidth.columns(of: character)
            if used > width, count > 0 { break }
            count += 1
        }
        return String(text.prefix(count))
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
