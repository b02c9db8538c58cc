import Foundation
public import Logging
import PermitCore
import PermitDossier
import PermitLog
import PermitWire
import Synchronization
public import ZeroMQ

/// Why a daemon doesn't start, or ended.
public enum DaemonFault: Error, Sendable, CustomStringConvertible {
    /// The log is damaged, or is not one of this daemon's.
    case badLog(String)
    /// Another daemon has this state directory, or a socket can't be bound.
    case unavailable(String)
    /// A key that nobody enrolled got in.
    case openDoor(String)
    /// The disk failed: nothing more was answered.
    case failedLog(String)
    /// A fault of the daemon itself.
    case `internal`(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .badLog(let text), .unavailable(let text), .openDoor(let text), .failedLog(let text),
            .internal(let text):
            text
        }
    }
}

/// A running daemon: a thread with its sockets and its log.
public final class Daemon: Sendable {
    /// What a daemon is started with.
    public struct Options: Sendable {
        /// The installation.
        public var settings: Settings
        /// The state directory, which must exist or can be made.
        public var stateDirectory: String
        /// Where the time comes from.
        public var clock: any WallClock = SystemClock()
        /// The process's one ZeroMQ context.
        public var context: Context
        /// Where it logs.
        public var logger: Logger
        /// Told how many events of the log are verified, and of how many, while it is opened.
        public var onVerifying: @Sendable (UInt64, UInt64) -> Void = { _, _ in }
        /// Lets every key in: only for the test that the daemon then refuses to serve.
        var admitsAnyone: @Sendable () -> Bool = { false }
        /// How many events the log must hold for a snapshot.
        var eventsWorthASnapshot = Limits.eventsWorthASnapshot
        /// How long its end may wait for a last snapshot, in milliseconds.
        var snapshotAtStopMilliseconds = Limits.snapshotAtStopMilliseconds
        /// The time between two tries of its own doors, in milliseconds.
        var doorMilliseconds = AlarmLimits.doorMilliseconds

        /// Describes a daemon.
        public init(settings: Settings, stateDirectory: String, context: Context, logger: Logger) {
            self.settings = settings
            self.stateDirectory = stateDirectory
            self.context = context
            self.logger = logger
        }

        /// Everything outside the log that remembers it, with what a restore has set aside.
        var anchors: [Anchor] { settings.anchors + Anchor.lost(stateDirectory) }
    }

    /// Where it can be reached.
    public let endpoints: Endpoints
    private let mailbox: Mailbox
    private let outcome: Outcome

    private init(endpoints: Endpoints, mailbox: Mailbox, outcome: Outcome) {
        self.endpoints = endpoints
        self.mailbox = mailbox
        self.outcome = outcome
    }

    /// Opens the log and replays it, or what came after the newest snapshot, binds, probes its own door, writes
    /// `endpoints.json` and serves.
    ///
    /// - Throws: a ``DaemonFault``; then nothing was served.
    public static func start(_ options: Options) throws -> Daemon {
        let mailbox = try Mailbox()
        let outcome = Outcome()
        let thread = Thread {
            // The system shows a name only if the thread gives it to itself.
            Thread.current.name = "writer"
            do {
                let writer = try openWriter(options, mailbox)
                outcome.bound(writer.endpoints)
                try writer.run()
                outcome.end(nil)
            } catch {
                outcome.end(DaemonFault(error))
            }
        }
        thread.stackSize = 8 * 1_024 * 1_024
        thread.start()
        let endpoints = try outcome.waitUntilBound()
        let daemon = Daemon(endpoints: endpoints, mailbox: mailbox, outcome: outcome)
        do {
            try daemon.probe(options)
            let path = "\(options.stateDirectory)/endpoints.json"
            try Data(endpoints.json(instance: options.settings.instance).utf8)
                .write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            daemon.stop()
            try? outcome.waitUntilEnded()
            throw DaemonFault(error)
        }
        mailbox.post(.serve)
        return daemon
    }

    private static func openWriter(_ options: Options, _ mailbox: Mailbox) throws -> Writer {
        let settings = options.settings
        let file = SnapshotFile(settings, stateDirectory: options.stateDirectory)
        let snapshot = file.flatMap { newestSnapshot(in: $0, options) }
        let (engine, _, position) = try resumeEngine(options, from: snapshot)
        if let person = settings.localIdentity {
            engine.localKey = ClientKey(local: person)
        }
        // Before anything is written: a new log in the place of an old one must not pass for it.
        try engine.check(options.anchors)
        try engine.open(settings.firstAdministrator)
        _ = try engine.commit()
        return try Writer(engine, options, mailbox, Resumption(options, file, from: position, mailbox))
    }

    /// The snapshot in a file. One that can't be used is no reason not to start.
    private static func newestSnapshot(in file: SnapshotFile, _ options: Options) -> StateSnapshot? {
        do {
            return try file.read()
        } catch {
            options.logger.notice("the snapshot is not used and the whole log is read: \(error)")
            return nil
        }
    }

    /// Opens the log from a snapshot if it fits, else from its beginning.
    ///
    /// - Returns: the engine, its log, and where it was opened from: what lies before that is not verified.
    static func resumeEngine(
        _ options: Options, from snapshot: StateSnapshot?
    ) throws -> (engine: Engine, log: SQLiteLog, from: LogPosition?) {
        if let snapshot {
            do {
                let (engine, log) = try openEngine(options, from: snapshot)
                return (engine, log, snapshot.position)
            } catch let fault as PositionMisfit {
                options.logger.notice("the snapshot is not used and the whole log is read: \(fault)")
            } catch {
                // What is at fault, the snapshot or the log itself, the whole log tells.
                guard case .badLog = DaemonFault(error) else { throw error }
                options.logger.warning("what follows the snapshot does not fit, so the whole log is read: \(error)")
            }
        }
        let (engine, log) = try openEngine(options)
        return (engine, log, nil)
    }

    /// Takes the log's lock, verifies the log and replays it, or what follows a snapshot.
    static func openEngine(
        _ options: Options, from snapshot: StateSnapshot? = nil
    ) throws -> (engine: Engine, log: SQLiteLog) {
        let settings = options.settings
        var state = snapshot?.state ?? State()
        var toldAt = monotonicMilliseconds()
        let log = try SQLiteLog.open(directory: options.stateDirectory, from: snapshot?.position) { verified, total in
            let now = monotonicMilliseconds()
            // What is over in a moment is nobody's news.
            let isLong = now - toldAt >= Limits.verificationProgressMilliseconds
            if isLong { toldAt = now }
            options.logger.log(
                level: isLong ? .notice : .info, "verifying the log", metadata: ["events": "\(verified)/\(total)"])
            options.onVerifying(verified, total)
        } replay: { stored in
            try state.apply(try EventCoding.event(from: stored.body, sequence: stored.sequence))
        }
        let engine = Engine(
            log: log, state: state, instance: settings.instance, house: settings.house, clock: options.clock,
            logger: options.logger)
        engine.notary = settings.logKey.map(Notary.init)
        engine.anchors = settings.anchors
        return (engine, log)
    }

    private func probe(_ options: Options) throws {
        for door in endpoints.doors {
            let probe = try Probe(
                of: door, serverKey: options.settings.serverKeys.publicKey, options.context,
                now: monotonicMilliseconds())
            switch try probe.wait() {
            case .keptOut: continue
            case .letIn: throw DaemonFault.openDoor(in: door)
            case .unanswered:
                throw DaemonFault.unavailable(
                    "the probe of \(door) had no answer within 10 s: is its address within IPAddressAllow= of the unit?"
                )
            }
        }
    }

    /// Puts other rules in force.
    public func adopt(_ house: Settings.House) { mailbox.post(.adopt(house)) }

    /// Says that other rules were at hand but at fault, so that the old ones stay in force.
    public func refuseRules(_ reason: String) { mailbox.post(.refuseRules(reason)) }

    /// How it stands, as of the last second.
    public var standing: Standing { mailbox.standing }

    /// Takes the machine's clock for right, where it was in doubt: somebody has looked at it.
    public func trustClock() { mailbox.post(.trustClock) }

    /// Looks at the clock again, after a clock of one's own was moved.
    public func wake() { mailbox.post(.wake) }

    /// Asks the daemon to finish what it has and end.
    public func stop() { mailbox.post(.stop) }

    /// How long ago the thread last finished a turn, in milliseconds: what a watchdog is fed by.
    public var millisecondsSinceTurn: Int64 { mailbox.millisecondsSinceTurn }

    /// Waits until the daemon has ended.
    ///
    /// - Throws: why, if it was not asked to.
    public func waitUntilEnded() async throws {
        try await outcome.ended()
    }
}

extension DaemonFault {
    /// What a fault of any part means for the daemon.
    public init(_ error: any Error) {
        switch error {
        case let fault as DaemonFault: self = fault
        case LogFailure.locked(let text): self = .unavailable(text)
        case let failure as LogFailure:
            switch failure {
            case .corrupt, .unusable: self = .badLog("\(failure)")
            default: self = .failedLog("\(failure)")
            }
        case let fault as ReplayFault: self = .badLog("\(fault)")
        case let fault as AnchorFault: self = .badLog("\(fault)")
        case let error as ZeroMQError: self = .unavailable("\(error)")
        case let refusal as Refusal: self = .internal(refusal.message.english)
        default: self = .internal("\(error)")
        }
    }
}
