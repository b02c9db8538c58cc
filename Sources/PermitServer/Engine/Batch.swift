import PermitCore
import PermitLog

/// Where a reply goes: the routing id and the envelope of its request.
struct Route: Hashable, Sendable {
    let frames: [[UInt8]]
}

/// A reply that waits for what it rests on to be on disk.
struct PendingReply: Sendable {
    let route: Route
    let bytes: [UInt8]
}

/// An event as it is stored and published.
struct PublishedEvent: Sendable {
    let event: Event
    let bytes: [UInt8]
}

/// What one transaction will hold, and what goes out after it.
struct Batch {
    var events: [PublishedEvent] = []
    var requests: [RecordedRequest] = []
    var replies: [PendingReply] = []

    var isEmpty: Bool { events.isEmpty && requests.isEmpty && replies.isEmpty }

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
