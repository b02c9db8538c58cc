internal import CZeroMQ

/// Which events a monitor reports.
public struct MonitorEvents: OptionSet, Sendable {
    /// The bits as libzmq has them.
    public let rawValue: Int32

    /// Takes bits as libzmq has them.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// A connection stands; the handshake is to come.
    public static let connected = Self(rawValue: ZMQ_EVENT_CONNECTED)
    /// The connection is being made.
    public static let connectDelayed = Self(rawValue: ZMQ_EVENT_CONNECT_DELAYED)
    /// The connection is tried again after a while.
    public static let connectRetried = Self(rawValue: ZMQ_EVENT_CONNECT_RETRIED)
    /// The socket is bound.
    public static let listening = Self(rawValue: ZMQ_EVENT_LISTENING)
    /// The socket can't be bound.
    public static let bindFailed = Self(rawValue: ZMQ_EVENT_BIND_FAILED)
    /// A peer connected; the handshake is to come.
    public static let accepted = Self(rawValue: ZMQ_EVENT_ACCEPTED)
    /// Comes 600,000 times a second when descriptors run out: subscribe only where that can't hurt.
    public static let acceptFailed = Self(rawValue: ZMQ_EVENT_ACCEPT_FAILED)
    /// A connection was closed.
    public static let closed = Self(rawValue: ZMQ_EVENT_CLOSED)
    /// A connection can't be closed.
    public static let closeFailed = Self(rawValue: ZMQ_EVENT_CLOSE_FAILED)
    /// A connection broke.
    public static let disconnected = Self(rawValue: ZMQ_EVENT_DISCONNECTED)
    /// The peer is who it must be.
    public static let handshakeSucceeded = Self(rawValue: ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
    /// The peer was refused, or spoke another protocol.
    public static let handshakeFailed = Self(
        rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    )
    /// The end of the monitor, because its socket was closed.
    public static let stopped = Self(rawValue: ZMQ_EVENT_MONITOR_STOPPED)
    /// All that can't flood.
    public static let all: Self = [
        .connected, .connectDelayed, .connectRetried, .listening, .bindFailed, .accepted, .closed, .closeFailed,
        .disconnected, .handshakeSucceeded, .handshakeFailed, .stopped,
    ]
}

/// Why a handshake failed.
public enum HandshakeFailure: Sendable, Equatable {
    /// The ZAP handler (ours, or on a client the server's) answered with this status: 300, 400 or 500.
    case auth(zapStatus: Int)
    /// The peer broke the protocol; a `ZMQ_PROTOCOL_ERROR_…` number.
    case protocolError(UInt32)
    /// An `errno` value. A server without a ZAP handler shows as this.
    case noDetail(code: Int32)
}

/// What happened to a connection. Descriptors are hints: the number may be in use again by the time it is read.
public enum MonitorEvent: Sendable, Equatable {
    case connected(descriptor: Int32)
    case connectDelayed
    case connectRetried(afterMilliseconds: Int)
    case listening(descriptor: Int32)
    case bindFailed(code: Int32)
    case accepted(descriptor: Int32)
    case acceptFailed(code: Int32)
    case closed(descriptor: Int32)
    case closeFailed(code: Int32)
    case disconnected(descriptor: Int32)
    case handshakeSucceeded
    case handshakeFailed(HandshakeFailure)
    case stopped
    case unknown(UInt16)

    init(number: UInt16, value: UInt32) {
        let signed = Int32(bitPattern: value)
        switch Int32(number) {
        case ZMQ_EVENT_CONNECTED: self = .connected(descriptor: signed)
        case ZMQ_EVENT_CONNECT_DELAYED: self = .connectDelayed
        case ZMQ_EVENT_CONNECT_RETRIED: self = .connectRetried(afterMilliseconds: Int(signed))
        case ZMQ_EVENT_LISTENING: self = .listening(descriptor: signed)
        case ZMQ_EVENT_BIND_FAILED: self = .bindFailed(code: signed)
        case ZMQ_EVENT_ACCEPTED: self = .accepted(descriptor: signed)
        case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed(code: signed)
        case ZMQ_EVENT_CLOSED: self = .closed(descriptor: signed)
        case ZMQ_EVENT_CLOSE_FAILED: self = .closeFailed(code: signed)
        case ZMQ_EVENT_DISCONNECTED: self = .disconnected(descriptor: signed)
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .handshakeSucceeded
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .handshakeFailed(.auth(zapStatus: Int(signed)))
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: self = .handshakeFailed(.protocolError(value))
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: self = .handshakeFailed(.noDetail(code: signed))
        case ZMQ_EVENT_MONITOR_STOPPED: self = .stopped
        default: self = .unknown(number)
        }
    }
}
