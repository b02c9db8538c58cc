internal import CZeroMQ
internal import Glibc

/// One ZeroMQ socket. It belongs to the thread that made it (or to the actor whose executor is that thread) and closes
/// when it goes out of scope. Nothing here blocks, apart from the bounded retry of ``rebind(_:)``.
///
/// Set options and security first, then bind or connect: libzmq copies the options at that moment.
public struct Socket: ~Copyable {
    /// Longer topics are refused: 4.3.4 clients send a subscription of 246 to 255 bytes as an empty message.
    public static let maximumTopicBytes = 200

    let handle: SocketHandle

    /// - Throws: `EMFILE` when the context's or the process's limit is reached, `ETERM` after a shutdown.
    public init(_ context: Context, _ kind: SocketKind) throws(ZeroMQError) {
        handle = try SocketHandle(context, kind)
    }

    deinit {
        handle.close()
    }

    /// Sets one option.
    /// - Throws: `EINVAL` when the value is out of the option's range or the socket kind doesn't have it.
    public borrowing func set(_ option: IntegerOption, _ value: Int) throws(ZeroMQError) {
        if option.isWide { return try handle.set(option.number, Int64(value)) }
        guard let narrow = Int32(exactly: value) else {
            throw ZeroMQError(code: EINVAL, operation: "set socket option \(option.number)")
        }
        try handle.set(option.number, narrow)
    }

    /// Asks for messages whose first frame begins with `prefix`; an empty one asks for all.
    /// - Throws: `EINVAL` when the prefix is longer than ``maximumTopicBytes`` or this isn't a SUB.
    public borrowing func subscribe(_ prefix: String) throws(ZeroMQError) {
        try handle.set(ZMQ_SUBSCRIBE, Self.topic(prefix))
    }

    /// Takes back one ``subscribe(_:)`` with the same prefix.
    public borrowing func unsubscribe(_ prefix: String) throws(ZeroMQError) {
        try handle.set(ZMQ_UNSUBSCRIBE, Self.topic(prefix))
    }

    /// The one-frame message an XPUB sends to each new subscriber. A client that subscribes to it learns that its
    /// subscriptions are live.
    public borrowing func setWelcomeMessage(_ message: [UInt8]) throws(ZeroMQError) {
        try handle.set(ZMQ_XPUB_WELCOME_MSG, message)
    }

    /// What to give to ``poll(_:timeoutMilliseconds:)``. Valid while the socket is open.
    public borrowing func pollItem(for events: PollEvents) -> PollItem {
        PollItem(handle: handle, events: events)
    }

    private static func topic(_ prefix: String) throws(ZeroMQError) -> [UInt8] {
        guard prefix.utf8.count <= maximumTopicBytes else {
            throw ZeroMQError(code: EINVAL, operation: "subscribe to more than \(maximumTopicBytes) bytes")
        }
        return Array(prefix.utf8)
    }
}
