/// One fact as the log keeps it: opaque bytes under a place in the order, a topic and a subject.
public struct StoredEvent: Sendable, Equatable {
    /// Place in the log: 1 for the first event, then without a hole.
    public let sequence: UInt64
    /// What it is published under. Holds no zero byte.
    public let topic: String
    /// Whose history it belongs to, for instance a permit's number. Holds no zero byte.
    public let subject: String
    /// The encoded event, never encoded again.
    public let body: [UInt8]

    /// Makes an event as it is stored.
    public init(sequence: UInt64, topic: String, subject: String, body: [UInt8]) {
        self.sequence = sequence
        self.topic = topic
        self.subject = subject
        self.body = body
    }
}

/// One accepted request: kept for ever with its exact bytes, signature and recorded reply.
public struct RecordedRequest: Sendable, Equatable {
    /// The client key (or local identity) that brought it. Holds no zero byte.
    public let key: String
    /// The request id, unique for its key. Holds no zero byte.
    public let id: String
    /// The bytes as received.
    public let body: [UInt8]
    /// The signature over the body, nil if unsigned; never empty.
    public let signature: [UInt8]?
    /// The person whose signature was verified, nil if unsigned. Holds no zero byte.
    public let signer: String?
    /// The bytes answered, and answered again to a retry.
    public let reply: [UInt8]
    /// The first event it made, nil if it made none.
    public let firstSequence: UInt64?
    /// The last event it made, nil if it made none.
    public let lastSequence: UInt64?

    /// Makes a request as it is kept.
    public init(
        key: String,
        id: String,
        body: [UInt8],
        signature: [UInt8]? = nil,
        signer: String? = nil,
        reply: [UInt8],
        firstSequence: UInt64? = nil,
        lastSequence: UInt64? = nil
    ) {
        self.key = key
        self.id = id
        self.body = body
        self.signature = signature
        self.signer = signer
        self.reply = reply
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
    }
}

/// What a retry gets: the reply as recorded, and the digest that tells a true retry from another body under an old id.
public struct RecordedReply: Sendable, Equatable {
    /// SHA-256 of the body of the recorded request, 32 bytes.
    public let bodyDigest: [UInt8]
    /// The reply as recorded.
    public let reply: [UInt8]

    /// Makes a recorded reply.
    public init(bodyDigest: [UInt8], reply: [UInt8]) {
        self.bodyDigest = bodyDigest
        self.reply = reply
    }
}

/// What goes to disk together, in one transaction with one sync: all of it or none of it.
public struct LogBatch: Sendable, Equatable {
    /// New events, continuing the head of the log without a hole.
    public var events: [StoredEvent]
    /// The requests answered in this batch, in the order of their events.
    public var requests: [RecordedRequest]

    /// True when there is nothing to store.
    public var isEmpty: Bool { events.isEmpty && requests.isEmpty }

    /// Makes a batch.
    public init(events: [StoredEvent] = [], requests: [RecordedRequest] = []) {
        self.events = events
        self.requests = requests
    }
}
