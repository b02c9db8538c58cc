internal import CZeroMQ

/// A socket option with a number for a value. Times are in milliseconds, sizes in bytes, switches are 0 or 1, unless
/// noted. Most work only on later binds and connects, so set them first.
public struct IntegerOption: Sendable, Hashable {
    let number: Int32
    let isWide: Bool

    private init(_ number: Int32, isWide: Bool = false) {
        self.number = number
        self.isWide = isWide
    }

    /// How long unsent messages outlive the socket; -1 for ever. This layer's default is 0.
    public static let linger = Self(ZMQ_LINGER)
    /// Messages (not bytes) queued per peer for sending; 0 for no limit.
    public static let sendHighWaterMark = Self(ZMQ_SNDHWM)
    /// Messages (not bytes) queued per peer for receiving; 0 for no limit.
    public static let receiveHighWaterMark = Self(ZMQ_RCVHWM)
    /// The largest frame a peer may send, else it is disconnected. CURVE adds 33 bytes to each frame. -1 for no limit.
    public static let maximumMessageSize = Self(ZMQ_MAXMSGSIZE, isWide: true)
    /// The kernel's send buffer per connection; -1 for the system's choice.
    public static let sendBuffer = Self(ZMQ_SNDBUF)
    /// The kernel's receive buffer per connection; -1 for the system's choice.
    public static let receiveBuffer = Self(ZMQ_RCVBUF)
    /// How long a handshake may take; also the time after which a client refused with ZAP 300 tries again.
    public static let handshakeInterval = Self(ZMQ_HANDSHAKE_IVL)
    /// Time between pings; 0 for none. Old JeroMQ clients break on pings a server sends.
    public static let heartbeatInterval = Self(ZMQ_HEARTBEAT_IVL)
    /// How long a ping may stay unanswered before the connection is dropped.
    public static let heartbeatTimeout = Self(ZMQ_HEARTBEAT_TIMEOUT)
    /// After how long a silence the *other* side should drop us. The wire carries tenths of a second.
    public static let heartbeatTimeToLive = Self(ZMQ_HEARTBEAT_TTL)
    /// -1 leaves it to the system.
    public static let tcpKeepalive = Self(ZMQ_TCP_KEEPALIVE)
    /// In **seconds**.
    public static let tcpKeepaliveIdle = Self(ZMQ_TCP_KEEPALIVE_IDLE)
    /// In **seconds**.
    public static let tcpKeepaliveInterval = Self(ZMQ_TCP_KEEPALIVE_INTVL)
    /// Probes without an answer before the connection counts as dead.
    public static let tcpKeepaliveCount = Self(ZMQ_TCP_KEEPALIVE_CNT)
    /// How long sent data may stay unacknowledged before the connection is dropped.
    public static let tcpMaximumRetransmission = Self(ZMQ_TCP_MAXRT)
    /// Connections the kernel holds until they are accepted.
    public static let backlog = Self(ZMQ_BACKLOG)
    /// The first wait before a lost connection is tried again; -1 for never.
    public static let reconnectInterval = Self(ZMQ_RECONNECT_IVL)
    /// The longest wait, reached by doubling; 0 for no doubling.
    public static let reconnectIntervalMaximum = Self(ZMQ_RECONNECT_IVL_MAX)
    /// How long a TCP connect may take; 0 for the system's choice.
    public static let connectTimeout = Self(ZMQ_CONNECT_TIMEOUT)
    /// 1 queues only to connections that are up.
    public static let immediate = Self(ZMQ_IMMEDIATE)
    /// 1 for both families; IPv4 peers then show as mapped addresses.
    public static let ipv6 = Self(ZMQ_IPV6)
    /// 1 makes a ROUTER report unknown peers instead of dropping their messages in silence.
    public static let routerMandatory = Self(ZMQ_ROUTER_MANDATORY)
    /// 1 lets a new peer take the routing id of a connected one, and with it that peer's replies. Leave it at 0.
    public static let routerHandover = Self(ZMQ_ROUTER_HANDOVER)
    /// 1 hands every subscription and its end to the XPUB's reader, repeats included.
    public static let xpubVerboser = Self(ZMQ_XPUB_VERBOSER)
    /// 1 lets a REQ send again without having had its reply.
    public static let reqRelaxed = Self(ZMQ_REQ_RELAXED)
    /// 1 makes a REQ match replies to requests.
    public static let reqCorrelate = Self(ZMQ_REQ_CORRELATE)
}
