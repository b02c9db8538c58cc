import PermitCore
import PermitLog
import PermitWire

/// Where a reply goes: the routing id and the envelope of its request.
struct Route: Hashable, Sendable {
    let frames: [[UInt8]]
}

/// A reply that waits for what it rests on to be on disk.
struct PendingReply: Sendable {
    let route: Route
    var bytes: [UInt8]
    /// The request of the batch whose recorded reply it is, which gets its receipt when the batch is stored.
    var request: Int?
    /// When its request was taken in; nil for what waited on purpose.
    var receivedAt: Int64?
}

/// An event as it is stored and published.
struct PublishedEvent: Sendable {
    let event: Event
    let bytes: [UInt8]
}

/// What one transaction will hold, and what goes out after it.
struct Batch: Sendable {
    var events: [PublishedEvent] = []
    private(set) var requests: [RecordedRequest] = []
    var replies: [PendingReply] = []
    private var digests: [[UInt8]] = []
    private var byID: [[String]: Int] = [:]
    private var bySignedBody: [SignedBody: Int] = [:]

    private struct SignedBody: Hashable, Sendable {
        let signer: String
        let digest: [UInt8]
    }

    /// Whether nothing waits to leave.
    var isEmpty: Bool { !hasRecords && replies.isEmpty }

    /// Whether there is something to put on disk.
    var hasRecords: Bool { !events.isEmpty || !requests.isEmpty }

    /// Whether there are events that change who may do or see what.
    var changesRegister: Bool { events.contains { $0.event.type.isRegisters } }

    /// Whether it should be stored before more is decided: whoever is told to stop does not wait for what others do.
    var isFull: Bool { requests.count >= Limits.requestsPerBatch || events.count >= Limits.eventsPerBatch }

    /// Whether there is enough of it to store it as soon as the disk is free, though more could be decided first.
    var isWorthASync: Bool { requests.count >= Limits.requestsWorthASync }

    /// Whether there is enough of it to have another thread store it.
    var isWorthAStorer: Bool { requests.count + events.count >= Limits.recordsWorthAStorer }

    /// Adds an accepted request, whose body has a SHA-256.
    mutating func add(_ request: RecordedRequest, digest: [UInt8]) {
        byID[[request.key, request.id]] = requests.count
        if let signer = request.signer { bySignedBody[SignedBody(signer: signer, digest: digest)] = requests.count }
        requests.append(request)
        digests.append(digest)
    }

    /// The reply of a request of the batch by its key and id.
    func request(key: String, id: String) -> Engine.Recorded? { byID[[key, id]].map(recorded) }

    /// The reply of a request of the batch by what was signed.
    func request(signer: String, digest: [UInt8]) -> Engine.Recorded? {
        bySignedBody[SignedBody(signer: signer, digest: digest)].map(recorded)
    }

    private func recorded(_ index: Int) -> Engine.Recorded { (digests[index], requests[index].reply, index) }

    /// Puts a receipt into the recorded replies and into what goes out of them.
    mutating func add(receipt: String) {
        for index in requests.indices { requests[index] = requests[index].with(receipt: receipt) }
        for index in replies.indices {
            if let request = replies[index].request { replies[index].bytes = requests[request].reply }
        }
    }

    /// The batch as the log takes it.
    var stored: LogBatch {
        LogBatch(
            events: events.map {
                StoredEvent(
                    sequence: $0.event.sequence, topic: $0.event.topic, subject: $0.event.subject, body: $0.bytes)
            },
            requests: requests)
    }
}

extension RecordedRequest {
    fileprivate func with(receipt: String) -> RecordedRequest {
        RecordedRequest(
            key: key, id: id, body: body, signature: signature, signer: signer,
            reply: Reply.with(receipt: receipt, reply), firstSequence: firstSequence, lastSequence: lastSequence)
    }
}
