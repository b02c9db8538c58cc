import GRDBSQLite

/// SQLite's codes for what failed, which its header writes in a way that Swift does not take over.
enum Failed {
    /// What SQLite's own VFS makes of EIO (SQLITE_IOERR_CORRUPTFS), which a statement then gives as SQLITE_CORRUPT.
    static let read = SQLITE_IOERR | 33 << 8
    static let shortRead = SQLITE_IOERR | 2 << 8
    static let write = SQLITE_IOERR | 3 << 8
    static let sync = SQLITE_IOERR | 4 << 8
    static let truncate = SQLITE_IOERR | 6 << 8
    static let size = SQLITE_IOERR | 7 << 8
    static let delete = SQLITE_IOERR | 10 << 8
    static let access = SQLITE_IOERR | 13 << 8
    static let sharedMemory = SQLITE_IOERR | 21 << 8
    static let deleteOfNothing = SQLITE_IOERR | 23 << 8
}
