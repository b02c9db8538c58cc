import GRDB

/// How a connection is set up, and how what SQLite reports becomes a `LogFailure`.
enum Connection {
    /// The one connection that writes and checkpoints.
    ///
    /// - Throws: `.unusable` when the file is not a log, or SQLite does not keep one of the settings.
    static func openWriting(_ directory: LogDirectory) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: directory.database, configuration: configuration())
        try queue.inDatabase { db in
            let isEmpty = try Schema.isEmpty(db)
            try set(writing, in: db)
            if isEmpty { try Schema.create(db) } else { try Schema.bringUp(db) }
        }
        return queue
    }

    /// A connection that reads beside the one that writes, in the same process, which has just found the log sound.
    static func openLookingUp(_ directory: LogDirectory) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: directory.database, configuration: configuration)
            try queue.inDatabase { db in
                try set(reading, in: db)
                // Opens the WAL now, while a missing descriptor is only a failed start.
                _ = try Row.fetchOne(db, sql: "SELECT number FROM requests LIMIT 1")
            }
            return queue
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // What SQLite also says of a page that the disk does not give.
            throw LogFailure.failed(text(error))
        }
    }

    /// A connection that cannot change a byte on disk, not even of the shared memory file.
    static func openReading(_ directory: LogDirectory) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: readingURI(directory), configuration: configuration)
        try queue.inDatabase { try set(reading, in: $0) }
        return queue
    }

    /// What a failure means while a log is being opened: nothing was answered yet, so every cause has its own name.
    static func failure(opening error: DatabaseError) -> LogFailure {
        switch error.resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH: .corrupt(sequence: nil, text(error))
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .unusable(text(error))
        case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(text(error))
        default: .failed(text(error))
        }
    }

    /// The error without statement or arguments: bodies and names do not belong in a message.
    static func text(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
    }

    private typealias Setting = (pragma: String, value: String, readsBack: String)

    private static let reading: [Setting] = [
        ("mmap_size", "0", "0"),  // an I/O error must be a result code, not SIGBUS
        ("trusted_schema", "OFF", "0"),
        ("cell_size_check", "ON", "1"),
        ("cache_size", "-32768", "-32768"),  // KiB: request ids are random, so their index is read all over
    ]

    private static let writing: [Setting] =
        reading + [
            ("journal_mode", "WAL", "wal"),
            ("synchronous", "FULL", "2"),  // in WAL mode: every commit is synced before it returns
            ("foreign_keys", "ON", "1"),
            ("recursive_triggers", "ON", "1"),  // else INSERT OR REPLACE deletes behind the triggers
            ("wal_autocheckpoint", "0", "0"),  // SQLite's own would swallow an I/O error
            ("journal_size_limit", "-1", "-1"),  // a WAL written over again needs no new blocks
        ]

    private static func set(_ settings: [Setting], in db: Database) throws {
        for setting in settings {
            // Some pragmas answer when set, and stepping through the answer is what sets them.
            _ = try Row.fetchAll(db, sql: "PRAGMA \(setting.pragma) = \(setting.value)")
            let value = try readBack(setting.pragma, in: db)
            guard value == setting.readsBack else {
                throw LogFailure.unusable("SQLite has \(setting.pragma) at \(value ?? "nothing"), not \(setting.value)")
            }
        }
    }

    private static func readBack(_ pragma: String, in db: Database) throws -> String? {
        switch try Row.fetchOne(db, sql: "PRAGMA \(pragma)")?.databaseValues.first?.storage {
        case .int64(let number): String(number)
        case .string(let text): text
        default: nil
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "permitd.log"
        configuration.busyMode = .timeout(1)
        // A commit that fails may leave its transaction open; the log then stops in its own way, not by a trap.
        configuration.allowsUnsafeTransactions = true
        return configuration
    }

    /// With a WAL there is something to read in it, and a process may be writing it: its shared memory is then read
    /// too, but never written. Without one nothing is missing from the database file, which is then taken as immutable:
    /// the one way on a read-only disk.
    private static func readingURI(_ directory: LogDirectory) throws(LogFailure) -> String {
        let size = try directory.size(of: directory.writeAhead)
        let isShared = try directory.size(of: directory.sharedMemory) != nil
        if let size, size > 0, !isShared {
            throw .unusable("\(directory.path) holds a WAL without its -shm file; check a copy of it by opening that")
        }
        let isLive = size != nil && isShared
        return "file:\(escaped(directory.database))?mode=ro&\(isLive ? "readonly_shm=1" : "immutable=1")"
    }

    private static func escaped(_ path: String) -> String {
        path.reduce(into: "") { result, character in
            switch character {
            case "%": result += "%25"
            case "?": result += "%3f"
            case "#": result += "%23"
            default: result.append(character)
            }
        }
    }
}
