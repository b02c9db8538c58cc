internal import CZeroMQ
internal import Glibc

/// What to wait for.
public struct PollEvents: OptionSet, Sendable {
    /// The bits as libzmq has them.
    public let rawValue: Int16

    /// Takes bits as libzmq has them.
    public init(rawValue: Int16) { self.rawValue = rawValue }

    /// A message (or bytes on a descriptor) can be received.
    public static let readable = PollEvents(rawValue: Int16(ZMQ_POLLIN))
    /// A message can be sent to some peer.
    public static let writable = PollEvents(rawValue: Int16(ZMQ_POLLOUT))
}

/// One socket or file descriptor to wait for, and after a poll what it is ready for. Level triggered.
public struct PollItem {
    let handle: SocketHandle?
    let descriptor: Int32
    // Keeps the descriptor open for as long as somebody may poll it.
    private let owner: AnyObject?
    /// What to wait for; an empty set switches the item off.
    public var events: PollEvents
    /// What the last poll found.
    public internal(set) var ready: PollEvents = []
    /// True when the last poll found an error on a descriptor, such as a closed pipe.
    public internal(set) var hasFailed = false

    init(handle: SocketHandle, events: PollEvents) {
        self.handle = handle
        descriptor = -1
        owner = nil
        self.events = events
    }

    /// Waits for a plain file descriptor, such as a signalfd or a timerfd, which the caller keeps open.
    public init(descriptor: Int32, for events: PollEvents, owner: AnyObject? = nil) {
        handle = nil
        self.descriptor = descriptor
        self.owner = owner
        self.events = events
    }

    /// Whether a message or a byte can be taken.
    public var isReadable: Bool { ready.contains(.readable) }
    /// Whether a message or a byte can be given.
    public var isWritable: Bool { ready.contains(.writable) }
}

/// Waits until an item is ready, the time is up or a signal comes.
/// - Parameter timeoutMilliseconds: 0 looks and returns, -1 waits for ever.
/// - Returns: how many items are ready; 0 after a time-out or a signal.
/// - Throws: `ETERM` after the context's shutdown, `ENOTSOCK` when an item's socket has been closed.
public func poll(_ items: inout [PollItem], timeoutMilliseconds: Int) throws(ZeroMQError) -> Int {
    var raw: [zmq_pollitem_t] = []
    raw.reserveCapacity(items.count)
    for index in items.indices {
        items[index].ready = []
        items[index].hasFailed = false
        let item = items[index]
        guard item.handle?.isOpen != false else { throw ZeroMQError(code: ENOTSOCK, operation: "poll") }
        raw.append(
            zmq_pollitem_t(socket: item.handle?.pointer, fd: item.descriptor, events: item.events.rawValue, revents: 0)
        )
    }
    let count = zmq_poll(&raw, Int32(raw.count), timeoutMilliseconds)
    guard count >= 0 else {
        let error = ZeroMQError.last("poll")
        guard error.code == EINTR else { throw error }
        return 0
    }
    for index in items.indices {
        items[index].ready = PollEvents(rawValue: raw[index].revents).intersection([.readable, .writable])
        items[index].hasFailed = raw[index].revents & Int16(ZMQ_POLLERR) != 0
    }
    return Int(count)
}
