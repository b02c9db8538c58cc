import ZeroMQ

/// How sockets are secured: CURVE everywhere, save on `ipc://`, where the file system's rights let in the local
/// identity.
struct Security {
    let serverKeys: CurveKeyPair
    let hasLocalIdentity: Bool

    /// The domains of the handshakes, one for each socket.
    static let commandsDomain = "commands"
    static let eventsDomain = "events"
    /// The User-Id of the local identity.
    static let localUser = "local"

    /// Sets what must be set before a socket is bound.
    func secure(_ socket: borrowing Socket, domain: String, endpoint: String) throws(ZeroMQError) {
        try socket.set(.backlog, 1_024)
        try socket.set(.handshakeInterval, Limits.handshakeMilliseconds)
        try socket.set(.tcpKeepalive, 1)
        try socket.set(.tcpKeepaliveIdle, 30)
        try socket.set(.tcpKeepaliveInterval, 10)
        try socket.set(.tcpKeepaliveCount, 3)
        // With IPv6 on, an IPv4 address is told as a mapped one, which clients without IPv6 can't connect to.
        if endpoint.contains("[") { try socket.set(.ipv6, 1) }
        if endpoint.hasPrefix("ipc://") {
            try socket.setNullServer(domain: domain)
        } else {
            try socket.setCurveServer(secretKey: serverKeys.secretKey, domain: domain)
        }
    }
}
