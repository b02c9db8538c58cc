/// Columns side by side, each as wide as it needs and as there is room for.
struct FormTable {
    let titles: [String]
    let rows: [[String]]

    private static let gap = 2
    /// A column that is narrower than this is not read any more: then each row is told as a list.
    private static let narrowest = 7

    /// The lines, each of at most `width` columns.
    func lines(width: Int) -> [String] {
        let cells = [titles] + rows
        var columns = titles.indices.map { column in
            cells.map { Self.natural($0[column]) }.max() ?? 0
        }
        let room = width - Self.gap * (columns.count - 1)
        // The widest gives way first, down to its longest word; words are broken where that is not enough.
        let words = titles.indices.map { column in cells.map { Wrapping.longestPiece(of: $0[column]) }.max() ?? 0 }
        for least in [words, titles.map { _ in Self.narrowest }] {
            while columns.reduce(0, +) > room {
                let wide = columns.indices.filter { columns[$0] > max(least[$0], Self.narrowest) }
                guard let widest = wide.max(by: { columns[$0] < columns[$1] }) else { break }
                columns[widest] -= 1
            }
        }
        guard columns.reduce(0, +) <= room else { return list(width) }
        let rule = columns.map { String(repeating: "-", count: $0) }
        return row(titles, columns) + row(rule, columns) + rows.flatMap { row($0, columns) }
    }

    private func row(_ cells: [String], _ columns: [Int]) -> [String] {
        let wrapped = zip(cells, columns).map { Wrapping.lines($0, width: $1) }
        return (0..<(wrapped.map(\.count).max() ?? 0)).map { line in
            let parts = zip(wrapped, columns).map { lines, width in padded(lines.count > line ? lines[line] : "", width)
            }
            return parts.joined(separator: String(repeating: " ", count: Self.gap))
        }
    }

    private func list(_ width: Int) -> [String] {
        rows.flatMap { cells in
            zip(titles, cells).enumerated().flatMap { number, pair in
                let lines = Wrapping.lines("\(pair.0): \(pair.1.replacing("\n", with: " "))", width: width - 2)
                return lines.enumerated().map { (number == 0 && $0 == 0 ? "- " : "  ") + $1 }
            }
        }
    }

    private static func natural(_ cell: String) -> Int {
        cell.split(separator: "\n").map { DisplayWidth.columns(of: $0) }.max() ?? 0
    }
}

/// A text with spaces behind it up to a number of columns.
func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayWidth.columns(of: text)))
}
