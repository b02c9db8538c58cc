internal import Glibc
internal import Synchronization

/// One event with the endpoint it happened at.
public struct MonitorReport: Sendable, Equatable {
    /// What happened.
    public var event: MonitorEvent
    /// The endpoint that was bound or connected, or the peer's address.
    public var endpoint: String
}

/// Reads what happens to the connections of one socket, on the thread that owns the socket. Meant for metrics and logs:
/// an event can't be tied to a user.
///
/// It must be drained: unread events queue without limit, because with a limit libzmq's I/O thread would stop and wait.
public struct SocketMonitor: ~Copyable {
    private let watched: SocketHandle
    private let reader: Socket

    init(watching watched: SocketHandle, _ events: MonitorEvents) throws(ZeroMQError) {
        // libzmq has one monitor per socket and would silently cut off the first.
        guard !watched.isMonitored else { throw ZeroMQError(code: EBUSY, operation: "monitor a socket") }
        let number = monitorNumber.wrappingAdd(1, ordering: .relaxed).newValue
        let endpoint = "inproc://monitor-\(number)"
        let reader = try Socket(watched.context, .pair)
        try reader.set(.receiveHighWaterMark, 0)
        try watched.startMonitor(endpoint, events: events.rawValue)
        do {
            try reader.connect(endpoint)
        } catch {
            watched.stopMonitor()
            throw error
        }
        self.watched = watched
        self.reader = reader
    }

    deinit {
        watched.stopMonitor()
    }

    /// The next event, or nil when none is waiting. Never blocks.
    public borrowing func next() throws(ZeroMQError) -> MonitorReport? {
        guard let message = try reader.receive(maximumFrames: 2) else { return nil }
        guard message.frames.count == 2, message.frames[0].count == 6 else {
            throw ZeroMQError(code: EPROTO, operation: "read a monitor event")
        }
        let (number, value) = message.frames[0].withUnsafeBytes {
            ($0.loadUnaligned(as: UInt16.self), $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
        }
        return MonitorReport(
            event: MonitorEvent(number: number, value: value),
            endpoint: String(decoding: message.frames[1], as: UTF8.self)
        )
    }

    /// Waits for this to have something to read.
    public borrowing func pollItem() -> PollItem {
        reader.pollItem(for: .readable)
    }
}

extension Socket {
    /// Begins to report what happens to this socket's connections. One monitor per socket.
    /// - Throws: `EBUSY` when there is one already.
    public borrowing func monitor(_ events: MonitorEvents) throws(ZeroMQError) -> SocketMonitor {
        try SocketMonitor(watching: handle, events)
    }
}

private let monitorNumber = Atomic<UInt64>(0)
