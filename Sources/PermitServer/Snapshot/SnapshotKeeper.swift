import Foundation
import Logging
import PermitCore
import PermitLog
import Synchronization

/// Has snapshots written now and then, never on the Writer's time: a copy of the state costs nothing, and a thread of
/// its own turns it into bytes. A snapshot that can't be written is told in the journal and nothing more.
final class SnapshotKeeper {
    /// One snapshot on its way to the disk.
    private final class Writing: Sendable {
        let head: UInt64
        private let isCancelled = Atomic(false)
        private let isWritten = Atomic(false)
        private let isOver = Atomic(false)
        private let took = Atomic<Int64>(0)
        private let over = DispatchSemaphore(value: 0)

        init(_ snapshot: StateSnapshot, _ file: SnapshotFile, _ logger: Logger) {
            head = snapshot.position.head
            let thread = Thread {
                self.write(snapshot, file, logger)
                self.isOver.store(true, ordering: .releasing)
                self.over.signal()
            }
            thread.name = "snapshot"
            thread.stackSize = 8 * 1_024 * 1_024
            thread.start()
        }

        private func write(_ snapshot: StateSnapshot, _ file: SnapshotFile, _ logger: Logger) {
            let begun = monotonicMilliseconds()
            do {
                guard let size = try file.write(snapshot, isCancelled: { isCancelled.load(ordering: .relaxed) }) else {
                    return
                }
                isWritten.store(true, ordering: .relaxed)
                let time = monotonicMilliseconds() - begun
                took.store(time, ordering: .relaxed)
                logger.info(
                    "snapshot written",
                    metadata: ["head": "\(head)", "bytes": "\(size)", "milliseconds": "\(time)"])
            } catch {
                took.store(Limits.snapshotRetryMilliseconds, ordering: .relaxed)
                logger.warning("no snapshot could be written; the next start reads more of the log: \(error)")
            }
        }

        /// How long it took, and whether the file holds it, once it is over.
        var result: (milliseconds: Int64, isWritten: Bool)? {
            guard isOver.load(ordering: .acquiring) else { return nil }
            return (took.load(ordering: .relaxed), isWritten.load(ordering: .relaxed))
        }

        /// Waits for the end, and after some time asks for it; only the last one to ask does.
        func finish(within milliseconds: Int) {
            if over.wait(timeout: .now() + .milliseconds(milliseconds)) == .success { return }
            isCancelled.store(true, ordering: .relaxed)
            over.wait()
        }
    }

    private let file: SnapshotFile
    private let least: UInt64
    private let logger: Logger
    /// The newest event that the file's snapshot holds.
    private var taken: UInt64
    private var writing: Writing?
    private var next: Int64 = 0
    private var newest: (head: UInt64, since: Int64)

    /// - Parameters:
    ///   - taken: the newest event of the snapshot that is there; 0 for none.
    ///   - least: how many events the log must hold for one.
    init(_ file: SnapshotFile, taken: UInt64, least: UInt64, _ logger: Logger) {
        self.file = file
        self.least = least
        self.taken = taken
        self.logger = logger
        newest = (taken, 0)
    }

    /// Begins a snapshot if it is time for one and the state is that of the log.
    func takeIfDue(_ state: State, _ log: SQLiteLog, now: Int64) {
        if let result = writing?.result { note(result, now: now) }
        if newest.head != state.head { newest = (state.head, now) }
        guard writing == nil, now >= next, isWorth(state, log) else { return }
        let isIdle = now - newest.since >= Limits.snapshotIdleMilliseconds
        let most = isIdle ? Limits.eventsBetweenIdleSnapshots : Limits.eventsBetweenSnapshots
        guard state.head - taken >= most else { return }
        take(state, log)
    }

    /// Takes a last one, if that is a matter of a moment, and sees to it that nothing is written when this returns.
    func finish(_ state: State, _ log: SQLiteLog, hasRoom: Bool, within milliseconds: Int) {
        if let result = writing?.result { note(result, now: 0) }
        if writing == nil, hasRoom, isWorth(state, log) { take(state, log) }
        abandon(within: milliseconds)
    }

    /// Sees to it that nothing is written when this returns.
    func abandon(within milliseconds: Int = 0) {
        writing?.finish(within: milliseconds)
        if let result = writing?.result { note(result, now: 0) }
    }

    private func note(_ result: (milliseconds: Int64, isWritten: Bool), now: Int64) {
        if result.isWritten { taken = writing?.head ?? taken }
        next = now + result.milliseconds * Limits.snapshotRest
        writing = nil
    }

    private func isWorth(_ state: State, _ log: SQLiteLog) -> Bool {
        state.head == log.head && state.head > taken && state.head >= least
    }

    private func take(_ state: State, _ log: SQLiteLog) {
        writing = Writing(StateSnapshot(state: state, position: log.position), file, logger)
    }
}
