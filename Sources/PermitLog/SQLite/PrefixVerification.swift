import FoundationEssentials
import GRDB
import Synchronization

/// Verifies what a log held before the position that it was opened from, while it is in use: every row as
/// `SQLiteLog.open` does, and that each is found through the indexes.
///
/// It has a connection of its own, which neither writes nor checkpoints. Rows are read about a thousand in a
/// transaction, so that the WAL can be copied into the database in between, and begun anew.
public final class PrefixVerification: Sendable {
    private let queue: DatabaseQueue
    private let position: LogPosition
    private let isCancelled = Atomic(false)

    /// Opens the log of a directory, which the process must have opened to write already.
    ///
    /// - Throws: a `LogFailure`.
    public init(directory path: String, through position: LogPosition) throws {
        self.position = position
        do {
            queue = try Connection.openReading(LogDirectory(path: path))
        } catch let error as DatabaseError {
            throw Connection.failure(opening: error)
        }
    }

    /// Has `run` end soon, as not done. To be said again until it has: what begins just then does not hear it.
    public func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        queue.interrupt()
    }

    /// Verifies; to be called once.
    ///
    /// - Parameter progress: called after each slice with the number of events verified, and once at the end. Nothing
    ///   is being read then: time that it takes is time for the log's own work.
    /// - Returns: false if it was cancelled.
    /// - Throws: a `LogFailure`, `.corrupt` for what would keep a daemon from starting.
    public func run(progress: (_ verified: UInt64, _ of: UInt64) -> Void) throws -> Bool {
        do {
            var pass = try queue.read { try Verification($0) }
            while !isCancelled.load(ordering: .relaxed) {
                guard let verified = try queue.read({ try pass.slice($0, through: position) }) else {
                    progress(position.head, position.head)
                    return true
                }
                progress(verified, position.head)
            }
            return false
        } catch let error as DatabaseError {
            if isCancelled.load(ordering: .relaxed) { return false }
            throw Connection.failure(opening: error)
        } catch {
            if isCancelled.load(ordering: .relaxed) { return false }
            throw error
        }
    }
}
