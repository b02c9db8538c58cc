import FoundationEssentials
import GRDB
import PermitProof

extension MerkleTile {
    /// Adds the tile.
    func insert(into db: Database) throws {
        let sql = "INSERT INTO tiles (level, number, hashes) VALUES (?, ?, ?)"
        try db.cachedStatement(sql: sql).execute(arguments: [level, Int64(number), Data(bytes)])
    }
}

extension Row {
    /// Asks for a tile by level and number.
    static let tileQuery = "SELECT hashes FROM tiles WHERE level = ? AND number = ?"

    /// A whole tile's hashes; nil where there is none of that size.
    static func tile(_ query: Statement, _ level: Int, _ number: UInt64) throws -> [UInt8]? {
        let row = try Row.fetchOne(query, arguments: [level, Int64(clamping: number)])
        return try row?.bytes(0).flatMap { $0.count == 32 * MerkleTile.width ? $0 : nil }
    }
}
