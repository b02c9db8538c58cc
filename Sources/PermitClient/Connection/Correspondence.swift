import PermitCore

/// A request that waits for its reply.
struct Inquiry: Sendable {
    /// The request's id.
    let id: String
    /// Its frames, the same ones each time they are sent.
    let frames: [[UInt8]]
    /// When to give up, in milliseconds of the caller's clock.
    let deadline: Int64
    /// How long to wait for the reply before sending again over another connection, in milliseconds.
    let patience: Int64
    /// Until when a connection may be missing; past that the request is given up without having been sent.
    let connectedBy: Int64
    /// Takes the answer, or why there is none.
    let finish: @Sendable (Result<Answer, ClientFault>) -> Void
}

/// The requests under way on one connection, and when to lose patience with it. Pure: the caller brings the time.
///
/// Each inquiry is finished once: by its reply, by its deadline, or by being forgotten.
struct Correspondence {
    private struct Entry {
        let inquiry: Inquiry
        /// When it was sent over the connection of now.
        var sentAt: Int64?
        /// Whether it ever left: if not, it is certain that nothing happened.
        var hasLeft = false
    }

    /// In the order in which they were asked.
    private var entries: [Entry] = []

    /// Whether nothing waits.
    var isEmpty: Bool { entries.isEmpty }

    /// Whether something waits to be sent.
    var hasUnsent: Bool { entries.contains { $0.sentAt == nil } }

    /// Takes up a request.
    mutating func add(_ inquiry: Inquiry) {
        entries.append(Entry(inquiry: inquiry))
    }

    /// Lets go of a request that nobody waits for any more.
    mutating func forget(_ id: String) -> Inquiry? {
        guard let index = entries.firstIndex(where: { $0.inquiry.id == id }) else { return nil }
        return entries.remove(at: index).inquiry
    }

    /// Sends what is unsent, in order, for as long as `send` takes it.
    mutating func sendAll(at now: Int64, _ send: ([[UInt8]]) throws -> Bool) rethrows {
        for index in entries.indices where entries[index].sentAt == nil {
            guard try send(entries[index].inquiry.frames) else { return }
            entries[index].sentAt = now
            entries[index].hasLeft = true
        }
    }

    /// The connection is gone: everything has to be sent anew.
    mutating func loseConnection() {
        for index in entries.indices { entries[index].sentAt = nil }
    }

    /// Takes in a reply; one that nobody waits for is an echo of a request sent twice. A reply to what could not be
    /// read names no id: it is the answer to the oldest request that was sent.
    /// - Returns: the inquiry that it ends.
    mutating func take(_ reply: JSONObject) -> Inquiry? {
        if let id = reply["id"]?.string { return forget(id) }
        guard let oldest = entries.first(where: { $0.sentAt != nil }) else { return nil }
        return forget(oldest.inquiry.id)
    }

    /// Takes out what can't be waited for any longer, with the reason for each.
    mutating func expire(at now: Int64, isConnected: Bool) -> [(Inquiry, ClientFault)] {
        var expired: [(Inquiry, ClientFault)] = []
        entries.removeAll { entry in
            let inquiry = entry.inquiry
            if entry.hasLeft {
                guard inquiry.deadline <= now else { return false }
                expired.append((inquiry, .noAnswer("no answer in time; it may have happened: the same id tells")))
            } else {
                let limit = isConnected ? inquiry.deadline : min(inquiry.deadline, inquiry.connectedBy)
                guard limit <= now else { return false }
                expired.append((inquiry, .offline("there is no connection; nothing was sent")))
            }
            return true
        }
        return expired
    }

    /// Whether the connection owes a reply for longer than a request has patience: it may be dead without knowing it.
    func isOverdue(at now: Int64) -> Bool {
        entries.contains { entry in entry.sentAt.map { now - $0 >= entry.inquiry.patience } ?? false }
    }

    /// The next moment at which something has to be done although nothing came.
    func nextMoment(isConnected: Bool) -> Int64? {
        entries.map { entry in
            let inquiry = entry.inquiry
            if let sentAt = entry.sentAt { return min(inquiry.deadline, sentAt + inquiry.patience) }
            return isConnected || entry.hasLeft ? inquiry.deadline : min(inquiry.deadline, inquiry.connectedBy)
        }.min()
    }
}
