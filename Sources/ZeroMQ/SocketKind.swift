internal import CZeroMQ

/// What a socket does with messages; see zmq_socket(3).
public enum SocketKind: Sendable {
    case router, dealer, req, pub, sub, xpub, pair, rep

    var number: Int32 {
        switch self {
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .req: ZMQ_REQ
        case .pub: ZMQ_PUB
        case .sub: ZMQ_SUB
        case .xpub: ZMQ_XPUB
        case .pair: ZMQ_PAIR
        case .rep: ZMQ_REP
        }
    }
}

/// What became of a message given to ``Socket/send(_:)``.
public enum SendOutcome: Sendable, Equatable {
    /// The whole message is in libzmq's hands. It may still be lost with the connection.
    case sent
    /// Nothing was sent: there is no peer, or the peer's queue is full.
    case wouldBlock
    /// Nothing was sent: a ROUTER with `routerMandatory` knows no such peer.
    case unreachable
}

/// One whole message, with what libzmq knows about its sender.
public struct ReceivedMessage: Sendable, Equatable {
    /// The frames, on a ROUTER beginning with the sender's routing id.
    public var frames: [[UInt8]]
    /// The user id that the ZAP handler gave this connection. The peer can't choose it.
    public var userID: String?
    /// The sender's IP address without port; for `ipc://` it is `localhost:uid:gid:pid`.
    public var peerAddress: String?
    /// The connection's file descriptor, which may be given to `shutdown(2)` to drop the peer and never to `close(2)`.
    /// It may have been reused since: compare its peer address before use.
    public var descriptor: Int32?
    /// True when the sender sent more frames than asked for; the rest was thrown away.
    public var truncated: Bool

    /// Makes a message as it would be received.
    public init(
        frames: [[UInt8]],
        userID: String? = nil,
        peerAddress: String? = nil,
        descriptor: Int32? = nil,
        truncated: Bool = false
    ) {
        self.frames = frames
        self.userID = userID
        self.peerAddress = peerAddress
        self.descriptor = descriptor
        self.truncated = truncated
    }
}
