import Dispatch
import Foundation
import Synchronization

@testable import PermitLog

/// Appends to a log on a thread of its own, a request and an event in each batch.
// Sendable because the log is the thread's own until it has ended, but for what any thread may ask of it.
final class Appender: @unchecked Sendable {
    private let log: any EventLog
    private let batches: Int
    private let hasEnded = DispatchSemaphore(value: 0)
    private let failure = Mutex<LogFailure?>(nil)

    init(_ log: any EventLog, batches: Int) {
        self.log = log
        self.batches = batches
    }

    func start() {
        Thread { [self] in
            do throws(LogFailure) {
                for index in 0..<batches {
                    let sequence = UInt64(index) + 1
                    try log.append(
                        LogBatch(
                            events: [.sample(sequence)],
                            requests: [.sample(id: "\(index)", events: sequence...sequence)]))
                    (log as? SQLiteLog)?.checkpointIfIdle()
                }
            } catch {
                failure.withLock { $0 = error }
            }
            hasEnded.signal()
        }.start()
    }

    /// What went wrong; waits for the end.
    func end() -> LogFailure? {
        hasEnded.wait()
        return failure.withLock { $0 }
    }
}
