import GRDB

extension SQLiteLog {
    /// Whether there is a log in a directory.
    ///
    /// - Throws: `.unusable` where one was about to take another's place.
    public static func exists(directory path: String) throws(LogFailure) -> Bool {
        let directory = LogDirectory(path: path)
        try directory.requireWhole()
        return try directory.size(of: directory.database) != nil
    }

    /// Verifies a log without opening it for use: takes no lock that keeps a daemon out and changes nothing on disk.
    ///
    /// Works while a daemon runs (on the state at the first read; keep it short, for the WAL grows meanwhile) and on a
    /// read-only disk. Never call it on a log in the middle of a start: it may report a state half made.
    ///
    /// - Parameters: as for `open`.
    /// - Returns: the sequence number of the last event, and the epoch.
    /// - Throws: a `LogFailure`, or what `replay` throws.
    public static func inspect(
        directory path: String,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void = { _, _ in },
        replay: (StoredEvent) throws -> Void
    ) throws -> (head: UInt64, epoch: String) {
        let directory = LogDirectory(path: path)
        try directory.requireWhole()
        do {
            let queue = try Connection.openReading(directory)
            return try queue.read { db in
                guard try !Schema.isEmpty(db) else { throw LogFailure.unusable("there is no log in \(path)") }
                let found = try Verification.run(db, progress: progress, replay: replay)
                return (found.tail.head, found.epoch)
            }
        } catch let error as DatabaseError {
            throw Connection.failure(opening: error)
        }
    }
}
