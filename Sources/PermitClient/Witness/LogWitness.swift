import PermitCore
public import PermitProof
import PermitWire

/// What a client remembers of the log, so that nobody can take back what it was once told: each checkpoint must
/// be the last one with events appended, and nothing else.
public struct LogWitness: Hashable, Sendable {
    /// The log's key, as it was first seen or was given by hand.
    public private(set) var key: LogPublicKey?
    /// The newest checkpoint, as a signed note.
    public private(set) var note: String?

    /// Remembers nothing yet, or a key that was given by hand.
    public init(key: LogPublicKey? = nil) { self.key = key }

    /// What was remembered before: the key in the C2SP form and the newest checkpoint.
    public init(key: String, note: String?) {
        self.key = LogPublicKey(verifierText: key)
        self.note = note
    }

    /// The newest checkpoint; nil before the first.
    public var checkpoint: Checkpoint? {
        guard let key, let note else { return nil }
        return Checkpoint(note: note, signedBy: key)
    }

    /// Takes in the answer to `log.checkpoint`, which was shown ``note``.
    /// - Throws: a ``WitnessFault``: the log is not the one that was known, or was changed. Nothing of it can be relied
    ///   on until people have looked at it.
    public mutating func take(
        key text: String, checkpoint note: String, consistency: [[UInt8]]
    ) throws(WitnessFault) {
        guard let shown = LogPublicKey(verifierText: text) else { throw .unsigned }
        guard key == nil || key == shown else { throw .otherKey(text) }
        guard let new = Checkpoint(note: note, signedBy: shown) else { throw .unsigned }
        if let old = checkpoint {
            guard new.size >= old.size else { throw .shorter(known: old.size, shown: new.size) }
            guard
                MerkleVerifier.isConsistent(
                    from: old.size, old.root, to: new.size, new.root, proof: consistency)
            else { throw .changed(size: old.size) }
        }
        key = shown
        self.note = note
    }

    /// Takes in the receipt of an act, if it is newer; whether the log has only grown to it, the next look tells.
    /// - Throws: ``WitnessFault/unsigned``, or ``WitnessFault/changed(size:)`` for another root at a known size.
    public mutating func take(receipt note: String) throws(WitnessFault) {
        guard let key else { return }
        guard let new = Checkpoint(note: note, signedBy: key) else { throw .unsigned }
        guard let old = checkpoint else {
            self.note = note
            return
        }
        if new.size == old.size, new.root != old.root { throw .changed(size: old.size) }
    }
}

/// What a log is found to be that is not what it was.
public enum WitnessFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The checkpoint is not signed by the key that it comes with.
    case unsigned
    /// Another key signs: the log's key was put in the place of another, or it is another log.
    case otherKey(String)
    /// The log holds less than it did.
    case shorter(known: UInt64, shown: UInt64)
    /// The log's first events are others than they were.
    case changed(size: UInt64)

    /// The fault in words.
    public var description: String {
        switch self {
        case .unsigned: "the log's checkpoint is not signed by its key"
        case .otherKey(let key): "another key signs for the log: \(key)"
        case .shorter(let known, let shown): "the log had \(known) events and now has \(shown)"
        case .changed(let size): "the log's first \(size) events are others than they were"
        }
    }
}

extension Client {
    /// Shows the daemon what is remembered of its log and takes in what it is now.
    /// - Throws: a ``WitnessFault``, ``Refused`` or a ``ClientFault``. A daemon that finds itself rolled back by this
    ///   ends rather than answer.
    public func look(with witness: LogWitness) async throws -> LogWitness {
        var args: JSONObject = [:]
        if let note = witness.note { args["known"] = .string(note) }
        var options = Options()
        options.signs = false
        let answer = try await call("log.checkpoint", args, options)
        if let refusal = answer.refusal { throw refusal }
        guard let key = answer.content["key"]?.string, let note = answer.content["checkpoint"]?.string else {
            throw ClientFault.badReply("log.checkpoint lacks its fields")
        }
        let proof = (answer.content["consistency"]?.array ?? []).map { $0.string.flatMap(Signing.bytes(base64:)) ?? [] }
        var witness = witness
        try witness.take(key: key, checkpoint: note, consistency: proof)
        return witness
    }
}
