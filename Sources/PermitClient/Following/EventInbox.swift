import Synchronization

/// What a subscriber hears from its socket.
enum Heard: Sendable {
    case event(ReceivedEvent)
    case heartbeat(Heartbeat)
    /// Nothing came for ``EventLine/silenceMilliseconds``.
    case silence
    /// The key may not subscribe here.
    case refused
    /// The connection is a new one, as was asked for: nothing from before comes after this.
    case reopened
    /// The subscriber was closed.
    case closed
}

/// Where a socket's thread leaves what came and a subscriber takes it up. It never holds back the thread: what a slow
/// subscriber has no room for is let go, which it will notice, since a number is missing.
final class EventInbox: Sendable {
    /// The most events kept for a slow subscriber.
    static let room = 10_000

    private struct Contents {
        var heard: [Heard] = []
        /// How much of `heard` was taken already.
        var taken = 0
        var reader: CheckedContinuation<Heard, Never>?
        var isClosed = false
    }

    private let contents = Mutex(Contents())

    func put(_ new: Heard) {
        let reader = contents.withLock { contents in
            if let reader = contents.reader {
                contents.reader = nil
                return reader as CheckedContinuation<Heard, Never>?
            }
            if contents.heard.count - contents.taken < Self.room { contents.heard.append(new) }
            return nil
        }
        reader?.resume(returning: new)
    }

    /// Whether nothing waits to be taken up.
    var isEmpty: Bool { contents.withLock { $0.taken == $0.heard.count } }

    /// Lets go of everything that was not taken up.
    func clear() { contents.withLock { $0.taken = $0.heard.count } }

    func close() {
        let reader = contents.withLock { contents in
            contents.isClosed = true
            defer { contents.reader = nil }
            return contents.reader
        }
        reader?.resume(returning: .closed)
    }

    /// The next thing heard, in order. One subscriber at a time.
    func next() async -> Heard {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let heard = contents.withLock { contents -> Heard? in
                    if contents.isClosed || Task.isCancelled { return .closed }
                    guard contents.taken < contents.heard.count else {
                        contents.heard.removeAll(keepingCapacity: true)
                        contents.taken = 0
                        contents.reader = continuation
                        return nil
                    }
                    defer { contents.taken += 1 }
                    return contents.heard[contents.taken]
                }
                if let heard { continuation.resume(returning: heard) }
            }
        } onCancel: {
            close()
        }
    }
}
