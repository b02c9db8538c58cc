import Dispatch
import Logging
import PermitLog

/// The log and the key that signs for it, which belong to one thread at a time: the Writer's, or the one that stores a
/// batch for it.
// Sendable because each of the two is handed out only while no other thread has them, but for the recorded replies,
// which any thread may look for.
final class Storage: @unchecked Sendable {
    /// Entered while another thread than the Writer's has them.
    private let lent = DispatchGroup()
    private let keptLog: any EventLog
    private var keptNotary: Notary?
    private let logger: Logger

    init(_ log: any EventLog, _ logger: Logger) {
        keptLog = log
        self.logger = logger
    }

    /// For the Writer: the log, once no other thread has it.
    var log: any EventLog {
        lent.wait()
        return keptLog
    }

    /// For the Writer: who signs what the log is, once no other thread has it; nil where there is no key to do so.
    var notary: Notary? {
        get {
            lent.wait()
            return keptNotary
        }
        set {
            lent.wait()
            keptNotary = newValue
        }
    }

    /// For the Writer at any time.
    var replies: any RecordedReplies { keptLog }

    /// Whether another thread has them.
    var isLent: Bool { lent.wait(timeout: .now()) == .timedOut }

    /// Another thread is about to have both.
    func lend() { lent.enter() }

    /// That thread has them no more.
    func giveBack() { lent.leave() }

    /// What a batch became on disk.
    struct Stored: Sendable {
        /// The batch, with its receipt.
        let batch: Batch
        /// How long it took, in nanoseconds.
        let nanoseconds: Int64
        /// Whether the disk was so full that the reserve was given back.
        let tookReserve: Bool
    }

    /// Puts a batch on disk. For the thread that has the log.
    func store(_ batch: Batch) throws(LogFailure) -> Stored {
        let begun = monotonicNanoseconds()
        guard batch.hasRecords else { return Stored(batch: batch, nanoseconds: 0, tookReserve: false) }
        var done = batch
        var stored = batch.stored
        if let receipt = try keptNotary?.checkpoint(of: keptLog.tree(with: stored)) {
            done.add(receipt: receipt)
            stored.requests = done.requests
        }
        var tookReserve = false
        do {
            try keptLog.append(stored)
        } catch .full {
            // The state has taken these events up already, so they must be kept: the reserve is for this.
            logger.critical("the disk is full: giving back the reserve", metadata: ["head": "\(keptLog.head)"])
            guard (keptLog as? SQLiteLog)?.releaseReserve() == true else { throw .full }
            tookReserve = true
            try keptLog.append(stored)
        }
        return Stored(batch: done, nanoseconds: monotonicNanoseconds() - begun, tookReserve: tookReserve)
    }

    /// For the Writer: whether so much was stored that it should be copied from the WAL into the database, which takes
    /// longer than to store a batch.
    var isCopyDue: Bool { (log as? SQLiteLog)?.isCheckpointDue == true }

    /// Copies it. For the thread that has the log.
    func copy() { (keptLog as? SQLiteLog)?.checkpointIfIdle() }
}
