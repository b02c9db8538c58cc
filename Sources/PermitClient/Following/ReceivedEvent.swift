public import PermitCore

/// An event as it came: a CloudEvents 1.0 object.
public struct ReceivedEvent: Hashable, Sendable {
    /// Its place in the log.
    public let sequence: UInt64
    /// The previous event with the same area, or of the register; 0 if there is none.
    public let previous: UInt64
    /// What happened, such as `permit.suspended`; it may be newer than this client.
    public let type: String
    /// The id of the thing itself.
    public let subject: String
    /// The daemon's time.
    public let time: Instant
    /// What is said of it.
    public let data: JSONObject
    /// All of it.
    public let body: JSONObject

    /// Reads an event; nil for what is none.
    public init?(_ body: JSONObject) {
        guard let sequence = body["id"]?.string.flatMap({ UInt64($0) }), sequence > 0,
            let previous = body["prev"]?.integer.flatMap({ UInt64(exactly: $0) }), let type = body["type"]?.string,
            let time = body["time"]?.string.flatMap({ Instant($0) })
        else { return nil }
        self.sequence = sequence
        self.previous = previous
        self.type = type
        self.time = time
        self.body = body
        subject = body["subject"]?.string ?? ""
        data = body["data"]?.object ?? [:]
    }
}

/// How far a subscriber has come: everything up to `sequence` that concerns it was seen. To be stored, to go on from.
public struct FollowingPosition: Hashable, Sendable {
    /// Changes when an older log was restored.
    public var epoch: String
    /// The last sequence.
    public var sequence: UInt64

    /// Names a position.
    public init(epoch: String, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

/// What a daemon says each second.
struct Heartbeat: Hashable, Sendable {
    let epoch: String
    let sequence: UInt64
    let at: Instant

    init(epoch: String, sequence: UInt64, at: Instant) {
        self.epoch = epoch
        self.sequence = sequence
        self.at = at
    }

    /// Reads a heartbeat; nil for what is none.
    init?(_ body: JSONObject) {
        guard let epoch = body["epoch"]?.string, let sequence = body["seq"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let at = body["at"]?.string.flatMap({ Instant($0) })
        else { return nil }
        self.init(epoch: epoch, sequence: sequence, at: at)
    }
}

/// One answer of `events.read`.
struct EventPage: Sendable {
    let events: [ReceivedEvent]
    let next: UInt64
    let head: UInt64
    let epoch: String
    /// The daemon's time when it answered.
    let at: Instant

    init(_ answer: Answer) throws(ClientFault) {
        let result = answer.content
        guard let at = answer.reply["at"]?.string.flatMap({ Instant($0) }),
            let next = result["next"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let head = result["head"]?.integer.flatMap({ UInt64(exactly: $0) }), let epoch = result["epoch"]?.string
        else { throw ClientFault.badReply("events.read answers no page") }
        events = (result["events"]?.array ?? []).compactMap { $0.object.flatMap(ReceivedEvent.init) }
        self.next = next
        self.head = head
        self.at = at
        self.epoch = epoch
    }
}
