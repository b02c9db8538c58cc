import Foundation
import Logging
import PermitLog
import Synchronization

/// Verifies, while the daemon serves, what the log held before the snapshot that the daemon began from. What would have
/// kept it from starting ends it, and the snapshot goes, so that the next start finds it too.
final class PrefixCheck: Sendable {
    private let directory: String
    private let position: LogPosition
    private let logger: Logger
    private let isStopped = Atomic(false)
    private let running = Mutex<PrefixVerification?>(nil)
    private let over = DispatchSemaphore(value: 0)
    private let onFault: @Sendable (DaemonFault) -> Void

    /// - Parameter onFault: told on the check's own thread, once.
    init(
        directory: String, through position: LogPosition, _ logger: Logger,
        onFault: @escaping @Sendable (DaemonFault) -> Void
    ) {
        self.directory = directory
        self.position = position
        self.logger = logger
        self.onFault = onFault
    }

    /// Begins, on a thread of its own.
    func start() {
        let thread = Thread {
            self.run()
            self.over.signal()
        }
        thread.name = "verification"
        thread.stackSize = 8 * 1_024 * 1_024
        thread.start()
    }

    /// Ends it, if it was started, and waits for that.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        repeat {
            running.withLock { $0?.cancel() }
        } while over.wait(timeout: .now() + .milliseconds(50)) == .timedOut
    }

    private func run() {
        while !isStopped.load(ordering: .acquiring) {
            do {
                return try verify()
            } catch {
                let fault = DaemonFault(error)
                switch error {
                case LogFailure.corrupt, LogFailure.failed:
                    logger.critical("the log before the snapshot is at fault: \(fault)")
                    return onFault(fault)
                default:
                    // No descriptor left, or the like: nothing is known of the log.
                    logger.error("the log before the snapshot can't be verified yet: \(fault)")
                    rest(Limits.snapshotRetryMilliseconds)
                }
            }
        }
    }

    private func verify() throws {
        let pass = try PrefixVerification(directory: directory, through: position)
        running.withLock { $0 = pass }
        defer { running.withLock { $0 = nil } }
        let begun = monotonicMilliseconds()
        var (toldAt, slice) = (begun, begun)
        let isWhole = try pass.run { verified, total in
            let now = monotonicMilliseconds()
            // Half of the time is left to the log's own work: while a slice is read its WAL can't begin anew.
            rest(min(now - slice, Limits.verificationRestMilliseconds))
            slice = monotonicMilliseconds()
            guard now - toldAt >= Limits.backgroundProgressMilliseconds else { return }
            toldAt = now
            logger.notice("verifying the log before the snapshot", metadata: ["events": "\(verified)/\(total)"])
        }
        guard isWhole else { return }
        logger.notice(
            "the log before the snapshot is verified",
            metadata: ["events": "\(position.head)", "milliseconds": "\(monotonicMilliseconds() - begun)"])
    }

    private func rest(_ milliseconds: Int64) {
        let end = monotonicMilliseconds() + milliseconds
        while !isStopped.load(ordering: .acquiring) {
            let left = end - monotonicMilliseconds()
            guard left > 0 else { return }
            Thread.sleep(forTimeInterval: Double(min(left, 50)) / 1_000)
        }
    }
}
