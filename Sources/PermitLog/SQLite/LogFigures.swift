import GRDB

/// How the files of a log stand, for whoever watches over them.
public struct LogFigures: Sendable, Hashable {
    /// The size of the database, in bytes.
    public var databaseBytes: UInt64
    /// The size of the write-ahead log, which is kept and written over, in bytes.
    public var writeAheadBytes: UInt64
    /// What of it could not be copied into the database, in bytes: somebody else holds a read open.
    public var backlogBytes: UInt64
    /// The room on the file system, in bytes.
    public var freeBytes: UInt64
    /// Whether the reserve for a full disk is there.
    public var hasReserve: Bool

    /// Describes a log's files.
    public init(
        databaseBytes: UInt64, writeAheadBytes: UInt64, backlogBytes: UInt64, freeBytes: UInt64, hasReserve: Bool
    ) {
        self.databaseBytes = databaseBytes
        self.writeAheadBytes = writeAheadBytes
        self.backlogBytes = backlogBytes
        self.freeBytes = freeBytes
        self.hasReserve = hasReserve
    }
}

extension SQLiteLog {
    /// How the files stand now; what can't be looked at counts 0.
    public func figures() -> LogFigures {
        LogFigures(
            databaseBytes: size(of: directory.database), writeAheadBytes: size(of: directory.writeAhead),
            backlogBytes: UInt64(pagesLeftBehind) * 4_096, freeBytes: spaceLeft(), hasReserve: reserve.isWhole)
    }

    private func size(of file: String) -> UInt64 {
        let size = try? directory.size(of: file)
        return UInt64(size.flatMap(\.self) ?? 0)
    }

    /// The version of the SQLite that is linked.
    public static let libraryVersion: String = {
        let queue = try? DatabaseQueue()
        return (try? queue?.read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
    }()
}
