import GRDB

extension SQLiteLog {
    /// Pages of 4 KiB between two calls of `progress`.
    private static let pagesPerStep: CInt = 2048

    /// Copies a log into a new file by SQLite's own means, whether a daemon writes it meanwhile or none runs.
    ///
    /// The copy is of one moment: one read transaction holds from the first page to the last, and the WAL grows as long
    /// as that takes. The connection can neither write nor checkpoint the log, nor even its shared memory (see
    /// `SQLiteLog`, invariant 2). Nothing is copied that a power cut could still take away: what a daemon shows is
    /// synced, and what a dead one left is synced here first.
    ///
    /// - Parameters:
    ///   - path: the log's directory.
    ///   - file: what to make; must not be there. Synced when this returns, but for its name.
    ///   - progress: called now and then with the number of pages copied.
    /// - Throws: a `LogFailure`; what was begun of the file is then worthless.
    public static func copy(
        directory path: String, to file: String, progress: (_ copied: Int, _ of: Int) -> Void = { _, _ in }
    ) throws {
        let directory = LogDirectory(path: path)
        try directory.requireWhole()
        try directory.syncWriteAhead()
        // SQLite keeps the mode of the empty file that it finds.
        do { try SyncedFiles.write([], to: file) } catch { throw LogFailure(error) }
        do {
            let source = try Connection.openReading(directory)
            let target = try DatabaseQueue(path: file)
            try source.inDatabase { from in
                guard try !Schema.isEmpty(from) else { throw LogFailure.unusable("there is no log in \(path)") }
                try from.inTransaction(.deferred) {
                    // The transaction begins with its first read.
                    _ = try Schema.isEmpty(from)
                    // GRDB keeps the closure no longer than its call.
                    try withoutActuallyEscaping(progress) { progress in
                        try target.writeWithoutTransaction { into in
                            try from.backup(to: into, pagesPerStep: pagesPerStep) { step in
                                progress(step.completedPageCount, step.totalPageCount)
                            }
                        }
                    }
                    return .commit
                }
            }
            // Out of WAL mode, so that whoever looks into the copy leaves no files beside it.
            let mode = try target.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            guard mode == "delete" else { throw LogFailure.failed("\(file) stays in journal mode \(mode ?? "none")") }
            try target.close()
        } catch let error as DatabaseError {
            throw Connection.failure(opening: error)
        }
        do { try SyncedFiles.sync(file: file) } catch { throw LogFailure(error) }
    }
}
