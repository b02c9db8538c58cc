import Foundation
import PermitCore
import PermitLog
import PermitProof
public import PermitServer
import PermitWire

/// Puts a backup's log in the place of the installation's, with the daemon stopped.
///
/// What is there is renamed, never deleted. Events that anything still remembers are not given up unless it is said
/// that they shall be; then the daemon serves only once two people have gone on without them (`Daemon.acceptLoss`).
public struct Restore {
    /// What a restore came to.
    public struct Outcome: Sendable {
        /// How many events the log holds now.
        public let head: UInt64
        /// Where the former log lies; nil where there was none.
        public let aside: String?
        /// What is known to be missing; nil if nothing is.
        public let lost: String?
    }

    private let installation: Installation
    private let backup: Backup
    private let checkpoints: [Anchor]
    private let givesUpNewer: Bool

    /// Plans a restore.
    ///
    /// - Parameters:
    ///   - installation: the one to restore; its keys are there already.
    ///   - backup: what is put in place.
    ///   - checkpoints: what remembers the log beside the installation's anchors.
    ///   - givesUpNewer: whether events that are not in the backup are given up.
    public init(_ installation: Installation, from backup: Backup, checkpoints: [Anchor], givesUpNewer: Bool) {
        self.installation = installation
        self.backup = backup
        self.checkpoints = checkpoints
        self.givesUpNewer = givesUpNewer
    }

    /// Does it, or finishes one that was interrupted.
    ///
    /// - Throws: a ``BackupFault``, a `FileFault`, an ``InstallationFault`` or a `DaemonFault`. Then the log that was
    ///   there is there still, or a restore of the same backup can be finished.
    public func run(progress: (_ verified: UInt64, _ of: UInt64) -> Void) throws -> Outcome {
        let replacement = try asDaemonFault { try LogReplacement(directory: installation.stateDirectory) }
        defer { replacement.close() }
        if let plan = try asDaemonFault({ try replacement.unfinished() }) {
            guard plan.copy == backup.name else {
                throw BackupFault.refused(
                    "a restore of \(plan.copy) was interrupted: finish that one first, by the same command")
            }
            return try finish(replacement, lost: Anchor.lost(installation.stateDirectory).first.map { "\($0)" })
        }
        let keys = try installation.logPublicKeys()
        guard backup.manifest.instance == (try installation.instance()) else {
            throw BackupFault.refused(
                "\(backup.path) is of the installation \(backup.manifest.instance), not of this one")
        }
        let (present, loss) = try lookForLoss(keys, progress)
        if let loss, !givesUpNewer { throw BackupFault.refused("\(loss.text). \(Self.advice)") }
        if let note = loss?.note { try keep(note) }
        do {
            try asDaemonFault { try put(replacement) }
        } catch {
            // The log that is there agrees with what was noted of it: no need to keep that.
            if present { forgetLost() }
            throw error
        }
        let outcome = try finish(replacement, lost: loss?.text)
        if loss == nil { forgetLost() }
        return outcome
    }

    private func finish(_ replacement: LogReplacement, lost: String?) throws -> Outcome {
        let aside = try asDaemonFault { try replacement.finish() }
        return Outcome(head: backup.manifest.head, aside: aside, lost: lost)
    }

    private static let advice = """
        Look for a newer backup or the disk that broke; to go on without those events all the same: \
        permitd restore … --give-up-newer, then permitd recover --accept-loss, by two people
        """

    private struct Loss {
        let text: String
        /// The newest checkpoint that tells of it.
        let note: String?
    }

    /// Verifies the backup and compares it with the log that is there and with all that remembers it.
    private func lookForLoss(
        _ keys: [LogPublicKey], _ progress: (UInt64, UInt64) -> Void
    ) throws -> (present: Bool, Loss?) {
        try backup.verify(trusting: keys, progress: progress)
        let kept = try asDaemonFault {
            let anchors = installation.anchorDirectories.map(Anchor.directory)
            return try (checkpoints + anchors + Anchor.lost(installation.stateDirectory)).flatMap {
                try $0.kept(origin: keys.first?.name ?? "")
            }
        }
        let present = try readPresent()
        let sizes = Set([present.reading?.head].compactMap { $0 })
        let disagreements: [Disagreement]
        let root: MerkleHash?
        do {
            let reading = try Daemon.read(stateDirectory: backup.path, for: kept, rootsAt: sizes)
            disagreements = try reading?.disagreements(with: kept, signedBy: keys) ?? []
            root = present.reading.flatMap { reading?.root(at: $0.head) }
        } catch {
            throw DaemonFault(error)
        }
        var texts = disagreements.map { text(of: $0) }
        var note = disagreements.max { $0.checkpoint.size < $1.checkpoint.size }
            .map { (size: $0.checkpoint.size, text: $0.note) }
        if let reading = present.reading, root != reading.root {
            texts.insert(text(of: reading), at: 0)
            if (note?.size ?? 0) < reading.head {
                let checkpoint = Checkpoint(
                    origin: keys.first?.name ?? "", size: reading.head, root: reading.root)
                note = (reading.head, try checkpoint.note(signedBy: try installation.logKey()))
            }
        }
        if let unread = present.unread { texts.insert(unread, at: 0) }
        return (
            present.reading != nil, texts.isEmpty ? nil : Loss(text: texts.joined(separator: "; "), note: note?.text)
        )
    }

    /// The log that is there; a damaged one is what a restore is for, and counts for nothing.
    private func readPresent() throws -> (reading: LogReading?, unread: String?) {
        let directory = installation.stateDirectory
        do {
            return (try Daemon.read(stateDirectory: directory, rootsAt: [backup.manifest.head]), nil)
        } catch LogFailure.corrupt {
            return (nil, nil)
        } catch let failure as LogFailure {
            return (nil, "the log in \(directory) can't be compared with the backup: \(failure)")
        } catch {
            // It does not replay.
            return (nil, nil)
        }
    }

    private func text(of present: LogReading) -> String {
        let held = backup.manifest.head
        let there =
            "the log in \(installation.stateDirectory) holds \(present.head) events, the last of \(present.latest)"
        let isOlder = present.head > held && present.root(at: held).map(Signing.base64) == backup.manifest.root
        return isOlder
            ? "\(there), the backup \(held): events \(held + 1) to \(present.head) would be lost"
            : "\(there), and they are not those of the backup, which holds \(held): one has left the other's way"
    }

    private func text(of disagreement: Disagreement) -> String {
        switch disagreement.fault {
        case .rolledBack(let anchor, let remembered, let held):
            "\(anchor) vouches for \(remembered) events, the backup holds \(held): events \(held + 1) to "
                + "\(remembered) would be lost; the last it holds is of \(backup.manifest.latest)"
        case .rewritten(let anchor, let size):
            "the backup's first \(size) events are not those that \(anchor) vouches for"
        case .unreadable, .foreign:
            "\(disagreement.fault)"
        }
    }

    private func keep(_ note: String) throws {
        let directory = Anchor.lostDirectory(installation.stateDirectory)
        if !FileManager.default.fileExists(atPath: directory) { try SyncedFiles.makeDirectory(directory) }
        try SyncedFiles.replace(Array(note.utf8), at: "\(directory)/checkpoint")
        try SyncedFiles.sync(directory: directory)
        try SyncedFiles.sync(directory: installation.stateDirectory)
    }

    private func forgetLost() {
        try? FileManager.default.removeItem(atPath: Anchor.lostDirectory(installation.stateDirectory))
    }

    private func put(_ replacement: LogReplacement) throws {
        guard let log = backup.manifest.files.first(where: { $0.path == "permitd.sqlite" }) else {
            throw BackupFault.damaged("\(backup.path): holds no log")
        }
        let (_, digest) = try SyncedFiles.digest("\(backup.path)/\(log.path)")
        guard Signing.hex(digest) == log.sha256 else {
            throw BackupFault.damaged("\(backup.path)/\(log.path): is not what the manifest says; it was changed")
        }
        let stamp = SystemClock().now().description.filter { $0 != "-" && $0 != ":" }
        try replacement.begin(
            LogReplacement.Plan(copy: backup.name, aside: "before-\(stamp)"), with: "\(backup.path)/\(log.path)",
            digest: digest)
    }

    /// Runs something that fails as a log or an anchor does.
    private func asDaemonFault<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let fault as BackupFault {
            throw fault
        } catch let fault as InstallationFault {
            throw fault
        } catch let fault as FileFault {
            throw fault
        } catch {
            throw DaemonFault(error)
        }
    }
}
