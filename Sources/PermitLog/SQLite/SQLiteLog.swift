import FoundationEssentials
import GRDB
public import PermitProof
import Synchronization

/// The log on disk: an SQLite database in WAL mode, in a directory of its own.
///
/// Invariants, beyond those of `EventLog`:
/// 1. Durable before visible: `synchronous` is FULL and read back, so a commit returns after its sync. What a crash
///    left unsynced in the WAL is synced by `open` before anything is answered from it.
/// 2. One connection does every write and every checkpoint. SQLite 3.7.0 to 3.51.2, Debian 12's 3.40.1 among them, can
///    lose commits when two connections of one database write and checkpoint at once (the "WAL-reset bug"); with one
///    it cannot. Nothing else in the process may open the database but to read: recorded replies are looked up by a
///    connection of their own, which like `inspect` and `PrefixVerification` neither writes nor checkpoints.
/// 3. A failed commit is not a refused commit: the row may or may not be there. After any failure at or behind the
///    commit the log answers only `.failed`, and is not even closed, for closing would sync again.
/// 4. Nothing stored is changed or deleted: triggers refuse it, and the chain (`Chain`) shows it if done otherwise.
///
/// Not seen by the log itself: rows cut off its end, an older copy put in its place. Keep `head` elsewhere to see that.
public final class SQLiteLog: EventLog {
    /// Changes when another log takes this one's place.
    public private(set) var epoch: String
    /// The newest sequence; 0 while there is none.
    public var head: UInt64 { tail.head }

    let directory: LogDirectory
    let lock: LockFile
    let queue: DatabaseQueue
    /// Looks up recorded replies, whatever the other connection is at.
    private let replies: DatabaseQueue
    let reserve: ReserveFile
    private var tail: ChainTail
    private var tree: MerkleTail
    private let state = Mutex(State.open)
    /// Pages of 4 KiB after which a checkpoint is due: rare enough that most pages are copied once for many commits,
    /// often enough that no copy takes long.
    private static let checkpointPages = 1000
    /// Pages after which `append` checkpoints by itself, because nobody has.
    private static let mostPages = 4 * checkpointPages

    /// Bytes that opening a log may need: the shared memory, the first frames of the WAL, tiles.
    private static let spaceToOpen: UInt64 = 1 << 20

    /// About how many pages the WAL has grown by since the last checkpoint.
    private var pagesToCheckpoint = 0
    /// Pages of the WAL that the last checkpoint could not copy, because somebody else still reads.
    private(set) var pagesLeftBehind = 0

    private enum State: Equatable {
        case open
        case closed
        case failed(String)
    }

    /// Takes the lock, opens or creates the log and verifies all of it in one pass.
    ///
    /// - Parameters:
    ///   - directory: made with mode 0700 if it is not there; its parent must be.
    ///   - position: where somebody stands who knows what came before: only what follows is verified and replayed. The
    ///     rest is for a `PrefixVerification`.
    ///   - progress: called now and then with the number of events verified, and once at the end.
    ///   - replay: called with each event in its order, as soon as it is verified.
    /// - Throws: a `LogFailure`, a `PositionMisfit`, or what `replay` throws.
    public static func open(
        directory path: String,
        from position: LogPosition? = nil,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void = { _, _ in },
        replay: (StoredEvent) throws -> Void
    ) throws -> SQLiteLog {
        let directory = LogDirectory(path: path)
        try directory.prepare()
        let lock = try LockFile(path: directory.lock)
        // Whatever goes wrong, the lock goes last: the next process must not meet this connection still closing.
        return try withExtendedLifetime(lock) {
            try load(directory, lock, from: position, progress: progress, replay: replay)
        }
    }

    private static func load(
        _ directory: LogDirectory,
        _ lock: LockFile,
        from position: LogPosition?,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws -> SQLiteLog {
        try directory.requireWhole()
        // SQLite wants room even to open: on a full disk the reserve gives it, and work can still be stopped.
        if directory.spaceLeft() < spaceToOpen { _ = ReserveFile(path: directory.reserve).release() }
        do {
            try directory.createDatabaseFile()
            let queue = try Connection.openWriting(directory)
            try directory.syncNames()
            let isLarge = (try directory.size(of: directory.database) ?? 0) >= FileCheck.leastSize
            let check = isLarge && position == nil ? try FileCheck(directory) : nil
            return try queue.inDatabase { db in
                let found = try verify(db, from: position, beside: check, progress: progress, replay: replay)
                try db.inTransaction(.immediate) {
                    for tile in found.missingTiles { try tile.insert(into: db) }
                    return .commit
                }
                try db.checkpoint(.passive)
                try Schema.beginWAL(db)
                return SQLiteLog(directory, lock, queue, try Connection.openLookingUp(directory), found)
            }
        } catch let error as DatabaseError {
            throw Connection.failure(opening: error)
        }
    }

    /// Verifies the rows, and has SQLite check the file: before that, or where there is a check on its way, beside it.
    private static func verify(
        _ db: Database,
        from position: LogPosition?,
        beside check: FileCheck?,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws -> Verification.Found {
        do {
            let found = try Verification.run(
                db, from: position, checksFile: check == nil, progress: progress, replay: replay)
            try check?.finish { progress(found.tail.head, found.tail.head) }
            return found
        } catch {
            check?.cancel()
            throw error
        }
    }

    private init(
        _ directory: LogDirectory, _ lock: LockFile, _ queue: DatabaseQueue, _ replies: DatabaseQueue,
        _ found: Verification.Found
    ) {
        self.directory = directory
        self.lock = lock
        self.queue = queue
        self.replies = replies
        epoch = found.epoch
        tail = found.tail
        tree = found.tree
        reserve = ReserveFile(path: directory.reserve)
        restoreReserve()
    }

    deinit {
        // Whoever needs to know how closing went calls close().
        try? close()
    }

    /// Where the log stands: all of it is on disk.
    public var position: LogPosition { LogPosition(epoch: epoch, tail: tail, tree: tree) }

    // MARK: Writing

    /// Puts a batch in; durable when it returns.
    public func append(_ batch: LogBatch) throws(LogFailure) {
        try requireOpen()
        guard !batch.isEmpty else { return }
        try batch.check(after: head)
        guard directory.spaceLeft() >= batch.spaceNeeded else { throw .full }
        var next = tail
        var nextTree = tree
        do {
            try queue.inDatabase { db in
                try db.beginTransaction(.immediate)
                try batch.insert(into: db, advancing: &next)
                for event in batch.events {
                    for tile in nextTree.append(MerkleTree.leaf(event.body)) { try tile.insert(into: db) }
                }
            }
        } catch {
            throw abandon(error)
        }
        try commit()
        tail = next
        tree = nextTree
        pagesToCheckpoint += batch.pagesTouched
        if pagesToCheckpoint >= Self.mostPages { checkpointIfIdle() }
    }

    /// Begins another epoch: to clients the log is another one, and they join again. For a log that an older copy took
    /// the place of.
    public func beginEpoch() throws(LogFailure) {
        try requireOpen()
        let new = UUID().uuidString.lowercased()
        do {
            try queue.inDatabase { db in
                try db.beginTransaction(.immediate)
                try db.execute(sql: "INSERT INTO epochs (epoch) VALUES (?)", arguments: [new])
            }
        } catch {
            throw abandon(error)
        }
        try commit()
        epoch = new
    }

    /// Copies what the WAL holds into the database, so that the WAL is written over instead of growing.
    ///
    /// Call it when there is nothing else to do. A failure shows at the next call of the log: what was appended is
    /// durable all the same.
    public func checkpointIfIdle() {
        guard isOpen, pagesToCheckpoint + pagesLeftBehind > 0 else { return }
        pagesToCheckpoint = 0
        try? checkpoint(.passive)
    }

    /// Whether the WAL has grown by about 4 MiB. Then call `checkpointIfIdle` once what was appended has been told to
    /// whoever waits for it, since copying takes longer than a commit; where nobody does, `append` copies at 16 MiB.
    public var isCheckpointDue: Bool { pagesToCheckpoint >= Self.checkpointPages }

    /// Empties the WAL into the database, closes it and gives up the lock. Closing again does nothing.
    ///
    /// - Throws: `.failed`; the log then stays locked until the process ends.
    public func close() throws(LogFailure) {
        if state.withLock({ $0 }) == .closed { return }
        try requireOpen()
        do { try replies.close() } catch { throw fail(error) }
        try checkpoint(.truncate)
        do { try queue.close() } catch { throw fail(error) }
        lock.release()
        state.withLock { $0 = .closed }
    }

    /// The first point of no return: whatever goes wrong here, nobody knows whether the batch is stored.
    private func commit() throws(LogFailure) {
        do {
            try queue.inDatabase { try $0.commit() }
        } catch {
            throw fail(error)
        }
    }

    /// Undoes a batch whose commit was not yet tried, if the reason is an ordinary one.
    private func abandon(_ error: any Error) -> LogFailure {
        let answer: LogFailure
        switch (error as? DatabaseError)?.extendedResultCode {
        case .SQLITE_FULL?: answer = .full
        case .SQLITE_CONSTRAINT_UNIQUE?: answer = .alreadyRecorded
        default: return fail(error)
        }
        do {
            try queue.inDatabase { try $0.rollback() }
        } catch {
            return fail(error)
        }
        return answer
    }

    private func checkpoint(_ mode: Database.CheckpointMode) throws(LogFailure) {
        do {
            let found = try queue.inDatabase { try $0.checkpoint(mode) }
            pagesLeftBehind = max(0, found.walFrameCount - found.checkpointedFrameCount)
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_FULL].contains(error.resultCode) {
            // A reader, or no room in the database file: the WAL keeps the commits until the next time.
            return
        } catch {
            throw fail(error)
        }
    }

    // MARK: The tree

    /// The right edge of the events' tree.
    public var frontier: MerkleFrontier { tree.frontier }

    /// The hash of a whole subtree.
    public func subtree(level: Int, index: UInt64) throws(LogFailure) -> MerkleHash {
        try tree.subtree(level, index) { level, number throws(LogFailure) in
            let tile = try read { db in try Row.tile(db.cachedStatement(sql: Row.tileQuery), level, number) }
            guard let tile else { throw .corrupt(sequence: nil, "tile \(number) of level \(level) is missing") }
            return tile
        }
    }

    // MARK: State

    /// Runs a look for a recorded reply, which any thread may.
    func lookUp<Value: Sendable>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        try requireOpen()
        do {
            return try replies.inDatabase(body)
        } catch {
            throw fail(error)
        }
    }

    /// Runs a read; it fails the log like a write, for a disk that cannot be read is not trusted to be written.
    func read<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        try requireOpen()
        do {
            return try queue.inDatabase(body)
        } catch {
            throw fail(error)
        }
    }

    private var isOpen: Bool { state.withLock { $0 } == .open }

    private func requireOpen() throws(LogFailure) {
        switch state.withLock({ $0 }) {
        case .open: return
        case .closed: throw .unusable("it was closed")
        case .failed(let reason): throw .failed(reason)
        }
    }

    private func fail(_ error: any Error) -> LogFailure {
        let reason = Connection.text(error)
        state.withLock { $0 = .failed(reason) }
        // Kept for ever on purpose: letting go of the connection would close it, and SQLite syncs when it closes. Not
        // this object itself, which may be ending just now.
        _ = Unmanaged.passRetained(queue)
        _ = Unmanaged.passRetained(replies)
        _ = Unmanaged.passRetained(lock)
        return .failed(reason)
    }

    // MARK: Space

    /// Bytes that may still be written where the log is; 0 if the file system does not say.
    public func spaceLeft() -> UInt64 {
        directory.spaceLeft()
    }

    /// Gives the reserve of 4 MiB back to the disk, so that what is safety-relevant can still be stored.
    /// False if there was none.
    public func releaseReserve() -> Bool {
        reserve.release()
    }

    /// Sets the reserve aside again, unless that would take half of what is left.
    public func restoreReserve() {
        guard directory.spaceLeft() >= UInt64(2 * ReserveFile.size) else { return }
        reserve.restore()
    }
}
