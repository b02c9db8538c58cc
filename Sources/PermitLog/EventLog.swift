public import PermitProof

/// The replies that a log holds. One thread may look for them while another appends: a request that is just being
/// appended is then found or not.
public protocol RecordedReplies: AnyObject {
    /// The reply recorded for this request id of this key, nil if there is none.
    func recordedReply(key: String, id: String) throws(LogFailure) -> RecordedReply?

    /// The reply recorded for a body with this SHA-256 signed by this person, whichever key brought it.
    func recordedReply(signer: String, bodyDigest: [UInt8]) throws(LogFailure) -> RecordedReply?
}

/// The durable order of everything that was decided. It keeps bytes and knows nothing of permits.
///
/// Invariants:
/// 1. Durable before visible: `append` returns only when the whole batch would survive a power cut. Reply and publish
///    after it returned, never before.
/// 2. Sequence numbers run 1, 2, 3… without a hole, and a stored event or request never changes.
/// 3. A request id is recorded once for its key, and a signed body once for its signer, whichever key brings it.
/// 4. After `.failed` every call answers `.failed`: the sync is never tried again.
///
/// A log belongs to one thread at a time, but for its recorded replies.
public protocol EventLog: RecordedReplies {
    /// The sequence number of the newest event, 0 when the log is empty.
    var head: UInt64 { get }

    /// A lower case UUID made when the log was created: a client that sees another one talks to another log.
    var epoch: String { get }

    /// The right edge of the tree whose leaves are the events' bodies, in their order.
    var frontier: MerkleFrontier { get }

    /// The hash of the whole subtree of 2^level events that begins behind event `index` × 2^level.
    func subtree(level: Int, index: UInt64) throws(LogFailure) -> MerkleHash

    /// Stores the batch in one transaction with one sync. An empty batch does nothing.
    ///
    /// - Throws: `.full` or `.corrupt` (hole, repeated id, event claimed twice…) with nothing changed, or `.failed`.
    func append(_ batch: LogBatch) throws(LogFailure)

    /// At most `limit` events with a sequence number above `after`, in order.
    func events(after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent]

    /// At most `limit` events of one subject with a sequence number above `after`, in order.
    func history(subject: String, after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent]

    /// The request that made this event, nil if none did (time passing) or there is no such event.
    func request(forEvent sequence: UInt64) throws(LogFailure) -> RecordedRequest?
}

extension EventLog {
    /// Proves what is in the log and how it grew.
    public var prover: MerkleProver { MerkleProver { try self.subtree(level: $0, index: $1) } }

    /// How many events the log will hold with a batch, and the root of their tree then.
    public func tree(with batch: LogBatch) -> MerkleFrontier {
        var frontier = frontier
        for event in batch.events { frontier.append(MerkleTree.leaf(event.body)) }
        return frontier
    }
}
