import PermitCore
import PermitLog
import PermitWire

/// An `events.read` that waits for its first match.
struct WaitingRead {
    let route: Route
    let key: String
    let actor: PersonID?
    let id: String
    let language: Language
    let arguments: EventsArguments
    /// When it is answered empty, by the clock that never runs back.
    let deadline: Int64
}

/// The reads that wait, one for each key.
struct WaitingReads {
    private var byKey: [String: WaitingRead] = [:]
    /// The newest event that all of them were asked about; those that came to wait later have seen more.
    var examined: UInt64 = 0

    var count: Int { byKey.count }
    var nextDeadline: Int64? { byKey.values.map(\.deadline).min() }
    var all: [WaitingRead] { Array(byKey.values) }

    mutating func insert(_ read: WaitingRead) { byKey[read.key] = read }
    mutating func remove(key: String) -> WaitingRead? { byKey.removeValue(forKey: key) }
}

extension Engine {
    /// Answers the waiting reads that the events committed just now concern.
    func answerWaiting(for events: [PublishedEvent]) throws {
        guard let newest = events.last?.event.sequence else { return }
        waiting.examined = newest
        for read in waiting.all {
            guard let key = clientKey(read.key), !key.isRevoked else {
                refuseWait(read)
                continue
            }
            let viewer = viewer(of: key, actor: read.actor)
            let concerns = events.contains { published in
                published.event.sequence > read.arguments.after
                    && viewer.sees(area: published.event.area, type: published.event.type.rawValue)
                    && read.arguments.wants(published.event.topic)
            }
            if concerns {
                _ = waiting.remove(key: read.key)
                try answerWait(read, try page(of: read.arguments, viewer))
            }
        }
    }

    /// Answers the waiting reads whose time is over, or all of them.
    func endWaits(at now: Int64?) {
        for read in waiting.all where now.map({ read.deadline <= $0 }) ?? true {
            _ = waiting.remove(key: read.key)
            endWait(read)
        }
    }

    /// Answers a waiting read with nothing. What is only being stored was not examined yet.
    func endWait(_ read: WaitingRead) {
        try? answerWait(read, EventPage(next: max(read.arguments.after, waiting.examined)))
    }

    private func answerWait(_ read: WaitingRead, _ page: EventPage) throws {
        let now = surroundings().now
        let result = page.written(head: log.head, epoch: log.epoch)
        quotas.note(read: result.count, by: read.key)
        watch.instruments.note(.eventsRead, "ok")
        batch.replies.append(
            PendingReply(
                route: read.route, bytes: Reply.ok(id: read.id, sequence: log.head, at: now, written: result)))
    }

    private func refuseWait(_ read: WaitingRead) {
        _ = waiting.remove(key: read.key)
        let refusal = Refusal(.unauthorized, Message("this key was revoked", "此密钥已吊销"))
        watch.note(.eventsRead, refusal.code)
        batch.replies.append(
            PendingReply(
                route: read.route,
                bytes: Reply.refusal(
                    id: read.id, sequence: log.head, at: surroundings().now, refusal, language: read.language)))
    }
}
