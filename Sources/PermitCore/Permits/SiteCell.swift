/// A fact as a request tells it, by which rules look for other work: the same pipe, the same space.
struct SharedFact: Hashable, Sendable {
    let name: String
    let value: JSONValue
}

/// A square of the site, 32 m wide, by the facts `x` and `y`: whatever is within a distance is found in the squares
/// around, without a look at all the site.
struct SiteCell: Hashable, Sendable {
    private static let metres = 32

    private let column: Int
    private let row: Int

    private init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }

    /// Where a request says that the work is; nil if it doesn't.
    init?(_ content: PermitContent) {
        guard let x = content.facts["x"]?.number, let y = content.facts["y"]?.number else { return nil }
        self.init(column: Self.number(x.floor), row: Self.number(y.floor))
    }

    /// The cell of a request, if it has one.
    static func all(_ content: PermitContent) -> [SiteCell] { SiteCell(content).map { [$0] } ?? [] }

    /// The cells, among those of an index, that something within a distance may be in.
    func isWithin(_ metres: DecimalNumber, of index: Index<SiteCell>) -> [SiteCell] {
        let steps = Self.number(Int(clamping: metres.floor.magnitude)) + 1
        // Far-reaching rules on a small site, or the end of all numbers: every cell in use is looked at instead.
        let (columns, left) = (column.addingReportingOverflow(steps), column.subtractingReportingOverflow(steps))
        let (rows, below) = (row.addingReportingOverflow(steps), row.subtractingReportingOverflow(steps))
        guard steps < 100, (2 * steps + 1) * (2 * steps + 1) <= index.count,
            !columns.overflow, !left.overflow, !rows.overflow, !below.overflow
        else {
            return index.keys.filter { isNear($0, steps) }
        }
        return (left.partialValue...columns.partialValue).flatMap { column in
            (below.partialValue...rows.partialValue).map { SiteCell(column: column, row: $0) }
        }
    }

    private func isNear(_ other: SiteCell, _ steps: Int) -> Bool {
        // Numbers of cells are an integer's over 32, so their difference is one.
        (column - other.column).magnitude <= UInt(steps) && (row - other.row).magnitude <= UInt(steps)
    }

    private static func number(_ metres: Int) -> Int {
        let (quotient, rest) = metres.quotientAndRemainder(dividingBy: Self.metres)
        return rest < 0 ? quotient - 1 : quotient
    }
}
