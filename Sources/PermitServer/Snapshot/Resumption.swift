import Logging
import PermitLog

/// What a daemon does so that the next start, and this one, need not read the whole log before they serve.
final class Resumption {
    private let keeper: SnapshotKeeper?
    private let check: PrefixCheck?
    private let patience: Int
    private var isChecking = false

    /// - Parameters:
    ///   - file: where snapshots are kept; nil where none are.
    ///   - position: where the log was opened from; nil if all of it was verified.
    init(_ options: Daemon.Options, _ file: SnapshotFile?, from position: LogPosition?, _ mailbox: Mailbox) {
        patience = options.snapshotAtStopMilliseconds
        keeper = file.map {
            SnapshotKeeper(
                $0, taken: position?.head ?? 0, least: options.eventsWorthASnapshot, options.logger)
        }
        check = position.map {
            PrefixCheck(directory: options.stateDirectory, through: $0, options.logger) { fault in
                file?.remove()
                mailbox.post(.end(fault))
            }
        }
    }

    /// The daemon serves: what was not verified is verified now.
    func begin() {
        guard !isChecking, let check else { return }
        isChecking = true
        check.start()
    }

    /// Takes a snapshot if it is time for one.
    func lookAfter(_ engine: Engine, hasRoom: Bool, now: Int64) {
        guard hasRoom, let log = engine.log as? SQLiteLog else { return }
        keeper?.takeIfDue(engine.state, log, now: now)
    }

    /// The daemon ends as it was asked to; the log is still open.
    func finish(_ engine: Engine, hasRoom: Bool) {
        if let log = engine.log as? SQLiteLog {
            keeper?.finish(engine.state, log, hasRoom: hasRoom, within: patience)
        }
        end()
    }

    /// Nothing of it goes on when this returns.
    func end() {
        keeper?.abandon()
        if isChecking { check?.stop() }
        isChecking = false
    }
}
