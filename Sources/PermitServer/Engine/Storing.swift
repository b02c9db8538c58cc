import Dispatch
import PermitLog
import Synchronization
import ZeroMQ

/// What is due of the WAL on its way into the database.
final class Copying: Errand {
    private let storage: Storage

    init(_ storage: Storage) { self.storage = storage }

    /// Another thread is about to have the log.
    func expectHelp() { storage.lend() }

    /// Copies.
    func help() {
        storage.copy()
        storage.giveBack()
    }
}

/// A batch on its way to the disk: by another thread if it is worth one, while the Writer decides the next.
///
/// Nothing of the batch, and nothing that was decided after it, leaves before ``result()`` is there.
final class Storing: Errand {
    let batch: Batch
    private let storage: Storage
    private let bell: WakeUp?
    private let isDone = DispatchGroup()
    private let outcome = Mutex<Result<Storage.Stored, LogFailure>?>(nil)

    /// - Parameter bell: rung when another thread has stored it.
    init(_ batch: Batch, in storage: Storage, bell: WakeUp?) {
        self.batch = batch
        self.storage = storage
        self.bell = bell
    }

    /// Stores the batch now; or begins to, on another thread, if there is enough of it to wake that for, or that thread
    /// has the log still.
    func begin(with storer: Helpers?) {
        isDone.enter()
        if let storer, batch.hasRecords, batch.isWorthAStorer || storage.isLent {
            storer.begin(self)
        } else {
            work()
        }
    }

    /// Another thread is about to have the log.
    func expectHelp() { storage.lend() }

    /// Stores the batch on another thread.
    func help() {
        work()
        storage.giveBack()
        bell?.wake()
    }

    /// Whether the result is there.
    var isStored: Bool { outcome.withLock { $0 != nil } }

    /// What became of the batch; waits for it.
    func result() throws(LogFailure) -> Storage.Stored {
        isDone.wait()
        guard let outcome = outcome.withLock({ $0 }) else { throw .failed("a batch ended without a result") }
        return try outcome.get()
    }

    /// The reply of a request of the batch by its key and id; waits until it may be given.
    func reply(key: String, id: String) throws(LogFailure) -> Engine.Recorded? {
        try batch.request(key: key, id: id).map(stored)
    }

    /// The reply of a request of the batch by what was signed; waits until it may be given.
    func reply(signer: String, digest: [UInt8]) throws(LogFailure) -> Engine.Recorded? {
        try batch.request(signer: signer, digest: digest).map(stored)
    }

    private func stored(_ decided: Engine.Recorded) throws(LogFailure) -> Engine.Recorded {
        guard let request = decided.request else { return decided }
        return (decided.digest, try result().batch.requests[request].reply, nil)
    }

    private func work() {
        let result: Result<Storage.Stored, LogFailure>
        do throws(LogFailure) {
            result = .success(try storage.store(batch))
        } catch {
            result = .failure(error)
        }
        outcome.withLock { $0 = result }
        isDone.leave()
    }
}
