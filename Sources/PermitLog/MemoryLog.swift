import FoundationEssentials
public import PermitProof
import Synchronization

/// The twin of `SQLiteLog` for tests and simulation: the same contract, nothing survives the process.
public final class MemoryLog: EventLog {
    /// Changes when another log takes this one's place.
    public let epoch: String
    /// The newest sequence; 0 while there is none.
    public var head: UInt64 { UInt64(stored.count) }

    /// The right edge of the events' tree.
    public private(set) var frontier = MerkleFrontier()

    private var stored: [StoredEvent] = []
    private var leaves: [MerkleHash] = []
    /// For each event the place of its request in `requests`.
    private var makers: [Int?] = []
    private var requests: [RecordedRequest] = []
    private var subjects: [Name: [Int]] = [:]
    private let recorded = Mutex(Recorded())

    /// The recorded replies, by key and id and by what was signed.
    private struct Recorded {
        var replies: [Name: RecordedReply] = [:]
        var signed: [Name: RecordedReply] = [:]

        /// Adds more; false, with nothing added, if one of them is recorded already.
        mutating func add(_ requests: [RecordedRequest]) -> Bool {
            var more = Recorded()
            for request in requests {
                let digest = Chain.digest(request.body)
                let reply = RecordedReply(bodyDigest: digest, reply: request.reply)
                let name = Name(request.key, request.id)
                guard replies[name] == nil, more.replies.updateValue(reply, forKey: name) == nil else { return false }
                guard let signer = request.signer else { continue }
                let signature = Name(signer, digest)
                guard signed[signature] == nil, more.signed.updateValue(reply, forKey: signature) == nil else {
                    return false
                }
            }
            replies.merge(more.replies) { old, _ in old }
            signed.merge(more.signed) { old, _ in old }
            return true
        }
    }

    /// - Parameter epoch: given by a simulation that wants every run alike; else made here.
    public init(epoch: String? = nil) {
        self.epoch = epoch ?? UUID().uuidString.lowercased()
    }

    /// Puts a batch in; durable when it returns.
    public func append(_ batch: LogBatch) throws(LogFailure) {
        try batch.check(after: head)
        guard recorded.withLock({ $0.add(batch.requests) }) else { throw .alreadyRecorded }
        for event in batch.events {
            makers.append(batch.requestIndex(madeEvent: event.sequence).map { requests.count + $0 })
            subjects[Name(event.subject), default: []].append(stored.count)
            stored.append(event)
            leaves.append(MerkleTree.leaf(event.body))
            frontier.append(MerkleTree.leaf(event.body))
        }
        requests += batch.requests
    }

    /// The hash of a whole subtree.
    public func subtree(level: Int, index: UInt64) throws(LogFailure) -> MerkleHash {
        let first = Int(index) << level
        return MerkleTree.root(of: Array(leaves[first..<first + (1 << level)]))
    }

    /// The recorded reply of a request id of a key.
    public func recordedReply(key: String, id: String) throws(LogFailure) -> RecordedReply? {
        recorded.withLock { $0.replies[Name(key, id)] }
    }

    /// The recorded reply of a body that a person signed.
    public func recordedReply(signer: String, bodyDigest: [UInt8]) throws(LogFailure) -> RecordedReply? {
        recorded.withLock { $0.signed[Name(signer, bodyDigest)] }
    }

    /// Events after a sequence, in order.
    public func events(after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        guard after < head else { return [] }
        return Array(stored[Int(after)...].prefix(max(0, limit)))
    }

    /// Events about one thing after a sequence, in order.
    public func history(subject: String, after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        let places = subjects[Name(subject), default: []].drop { stored[$0].sequence <= after }
        return places.prefix(max(0, limit)).map { stored[$0] }
    }

    /// The request that caused an event; nil if none did.
    public func request(forEvent sequence: UInt64) throws(LogFailure) -> RecordedRequest? {
        guard (1...).contains(sequence), sequence <= head else { return nil }
        return makers[Int(sequence) - 1].map { requests[$0] }
    }
}

/// A dictionary key of exact bytes: as in SQLite, two spellings of one accented letter are two names.
private struct Name: Hashable {
    private let first: [UInt8]
    private let second: [UInt8]

    init(_ first: String, _ second: [UInt8] = []) {
        self.first = Array(first.utf8)
        self.second = second
    }

    init(_ first: String, _ second: String) {
        self.init(first, Array(second.utf8))
    }
}
