import GRDB
import GRDBSQLite

/// A value for a statement's next place.
enum Bound {
    case number(UInt64?)
    case text(String?)
    case bytes([UInt8]?)
}

/// What is run with each act goes past GRDB's arguments and rows, which cost as much as SQLite itself.
extension Statement {
    /// Runs a statement that answers with no row.
    func execute(_ values: [Bound]) throws {
        try run(values) { code in
            guard code == SQLITE_DONE else { throw fault() }
        }
    }

    /// The first row of a query's answer, as a reader of its columns makes something of it; nil if there is none.
    func first<Value>(_ values: [Bound], _ read: (BoundRow) throws -> Value) throws -> Value? {
        try run(values) { code in
            switch code {
            case SQLITE_ROW: try read(BoundRow(statement: sqliteStatement))
            case SQLITE_DONE: nil
            default: throw fault()
            }
        }
    }

    /// Binds, steps once, and leaves the statement ready to be run again.
    private func run<Value>(_ values: [Bound], _ take: (Int32) throws -> Value) throws -> Value {
        defer {
            sqlite3_reset(sqliteStatement)
            sqlite3_clear_bindings(sqliteStatement)
        }
        for (place, value) in zip((1 as Int32)..., values) {
            guard bind(value, at: place) == SQLITE_OK else { throw fault() }
        }
        return try take(sqlite3_step(sqliteStatement))
    }

    private func bind(_ value: Bound, at place: Int32) -> Int32 {
        // SQLite copies what it is given before it returns.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .number(let number?): return sqlite3_bind_int64(sqliteStatement, place, Int64(clamping: number))
        case .text(""): return sqlite3_bind_text(sqliteStatement, place, "", 0, copied)
        case .text(var text?):
            return text.withUTF8 { text in
                text.withMemoryRebound(to: CChar.self) { text in
                    sqlite3_bind_text(sqliteStatement, place, text.baseAddress, Int32(text.count), copied)
                }
            }
        // No bytes have no address, and are bound as NULL.
        case .bytes(let bytes?):
            return sqlite3_bind_blob(sqliteStatement, place, bytes, Int32(bytes.count), copied)
        case .number(nil), .text(nil), .bytes(nil): return sqlite3_bind_null(sqliteStatement, place)
        }
    }

    private func fault() -> DatabaseError {
        let database = sqlite3_db_handle(sqliteStatement)
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
            message: String(cString: sqlite3_errmsg(database)))
    }
}

/// The row that a query stands on.
struct BoundRow {
    fileprivate let statement: SQLiteStatement

    /// The number in a column; nil if it holds none, or one below zero.
    func number(_ column: Int32) -> UInt64? {
        guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
        return UInt64(exactly: sqlite3_column_int64(statement, column))
    }

    /// The bytes of a column; nil if it holds none, or something else.
    func bytes(_ column: Int32) -> [UInt8]? {
        guard sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
        let start = sqlite3_column_blob(statement, column)
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
