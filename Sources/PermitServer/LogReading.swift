public import PermitCore
import PermitDossier
import PermitLog
public import PermitProof
import PermitWire

/// What a log was found to be when it was read from end to end: both chains, the tree, every event replayed.
public struct LogReading: Sendable {
    /// The newest sequence; 0 for a log without events.
    public let head: UInt64
    /// The log's epoch.
    public let epoch: String
    /// The root of the events' tree.
    public let root: MerkleHash
    /// The time of the newest event.
    public let latest: Instant
    /// The roots that were asked for, by the size of the tree.
    fileprivate let roots: [UInt64: MerkleHash]
    /// The events that tell of new keys of the log.
    fileprivate let successions: [[UInt8]]

    /// The root of the first so many events; nil beyond the head, and for a size that was not asked for.
    public func root(at size: UInt64) -> MerkleHash? { size == head ? root : roots[size] }
}

/// What an anchor remembers that a log does not hold.
public struct Disagreement: Sendable {
    /// What is wrong.
    public let fault: AnchorFault
    /// What the anchor remembers.
    public let checkpoint: Checkpoint
    /// The same, as it was signed.
    public let note: String
}

extension Daemon {
    /// The daemon's version.
    public static var version: String { Engine.version }

    /// Reads a log from end to end without changing anything; nil where there is none yet.
    ///
    /// - Parameters:
    ///   - anchors: what it is to be compared with afterwards.
    ///   - sizes: further sizes at which the root is wanted.
    ///   - progress: called now and then with the number of events verified.
    /// - Throws: a `LogFailure` or a `ReplayFault`.
    public static func read(
        stateDirectory: String, for anchors: [Anchor] = [], rootsAt sizes: Set<UInt64> = [],
        progress: (_ verified: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws -> LogReading? {
        guard try SQLiteLog.exists(directory: stateDirectory) else { return nil }
        var sizes = sizes
        for note in try anchors.flatMap({ try $0.notes(origin: "") }) {
            if let checkpoint = SignedNote(note).flatMap({ Checkpoint(text: $0.text) }) {
                sizes.insert(checkpoint.size)
            }
        }
        var state = State()
        var frontier = MerkleFrontier()
        var roots: [UInt64: MerkleHash] = [0: frontier.root]
        var successions: [[UInt8]] = []
        let (head, epoch) = try SQLiteLog.inspect(directory: stateDirectory, progress: progress) { stored in
            try state.apply(try EventCoding.event(from: stored.body, sequence: stored.sequence))
            frontier.append(MerkleTree.leaf(stored.body))
            if sizes.contains(frontier.size) { roots[frontier.size] = frontier.root }
            if stored.subject == Engine.logKeySubject { successions.append(stored.body) }
        }
        return LogReading(
            head: head, epoch: epoch, root: frontier.root, latest: state.latest, roots: roots,
            successions: successions)
    }

    /// Reads a log from end to end and compares it with what remembers it; nil where there is none yet.
    ///
    /// - Parameters:
    ///   - anchors: what remembers the log outside of it.
    ///   - keys: what has signed their checkpoints, the newest key first.
    ///   - progress: called now and then with the number of events verified.
    /// - Throws: a ``DaemonFault`` that names what is wrong.
    public static func check(
        stateDirectory: String, anchors: [Anchor] = [], signedBy keys: [LogPublicKey] = [],
        progress: (_ verified: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws -> LogReading? {
        do {
            let origin = keys.first?.name ?? ""
            // Kept before the log is read: an anchor may be older than the log, never newer.
            let kept = try (anchors + Anchor.lost(stateDirectory)).flatMap { try $0.kept(origin: origin) }
            let reading = try read(stateDirectory: stateDirectory, for: kept, progress: progress)
            if let fault = try (reading ?? .none).disagreements(with: kept, signedBy: keys).first?.fault { throw fault }
            return reading
        } catch {
            throw DaemonFault(error)
        }
    }

    /// The newest keys of the daemon that the log records, as it records them; nil for a key that was never rotated.
    ///
    /// Opens the log as a daemon would: what was killed in the middle of a start can't be read in any other way.
    ///
    /// - Throws: a ``DaemonFault``, `unavailable` while a daemon holds the log.
    public static func newestKeys(stateDirectory: String) throws -> (log: String?, server: String?) {
        var newest: (log: String?, server: String?) = (nil, nil)
        do {
            let log = try SQLiteLog.open(directory: stateDirectory) { stored in
                guard [Engine.logKeySubject, Engine.serverKeySubject].contains(stored.subject) else { return }
                let args = try EventCoding.event(from: stored.body, sequence: stored.sequence).args
                newest = (args["log"]?.string ?? newest.log, args["server"]?.string ?? newest.server)
            }
            try log.close()
        } catch {
            throw DaemonFault(error)
        }
        return newest
    }

    /// Copies a log into a new file, whether a daemon runs or not; see `SQLiteLog.copy`.
    ///
    /// - Throws: a ``DaemonFault``.
    public static func copyLog(
        stateDirectory: String, to file: String, progress: (_ copied: Int, _ of: Int) -> Void
    ) throws {
        do {
            try SQLiteLog.copy(directory: stateDirectory, to: file, progress: progress)
        } catch {
            throw DaemonFault(error)
        }
    }
}

extension LogReading {
    /// What a log that is not there is found to be.
    fileprivate static let none = LogReading(
        head: 0, epoch: "", root: MerkleTree.emptyRoot, latest: Instant(milliseconds: 0), roots: [:], successions: [])

    /// What the anchors, for which the log was read, remember otherwise.
    ///
    /// - Parameter keys: what has signed their checkpoints, the newest key first.
    /// - Throws: an ``AnchorFault`` for what none of the keys has signed.
    public func disagreements(with anchors: [Anchor], signedBy keys: [LogPublicKey]) throws -> [Disagreement] {
        guard let newest = keys.first else { return [] }
        let trusted = try LogKeySuccession.keys(before: newest, successions) + keys.dropFirst()
        var found: [Disagreement] = []
        for anchor in anchors {
            for note in try anchor.notes(origin: newest.name) {
                let checkpoint = try anchor.checkpoint(note, signedBy: trusted)
                if let fault = fault(checkpoint, of: "\(anchor)") {
                    found.append(Disagreement(fault: fault, checkpoint: checkpoint, note: note))
                }
            }
        }
        return found
    }

    private func fault(_ checkpoint: Checkpoint, of anchor: String) -> AnchorFault? {
        guard let root = root(at: checkpoint.size) else {
            return .rolledBack(anchor: anchor, remembered: checkpoint.size, held: head)
        }
        return root == checkpoint.root ? nil : .rewritten(anchor: anchor, size: checkpoint.size)
    }
}
