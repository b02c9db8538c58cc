/// What libzmq asks about a connection whose handshake is under way (ZeroMQ RFC 27).
public struct ZAPRequest: Sendable, Equatable {
    /// How the peer proves who it is.
    public enum Mechanism: Sendable, Equatable {
        case null
        /// The client has proved that it holds the secret key of this public key.
        case curve(CurveKey)
        case plain
    }

    /// Which of our sockets asks, as given to `setCurveServer` or `setNullServer`.
    public var domain: String
    /// The client's IP address without port; for `ipc://` it is `localhost:uid:gid:pid`.
    public var address: String
    /// How the peer proves who it is.
    public var mechanism: Mechanism

    /// Makes a request as a peer's handshake would.
    public init(domain: String, address: String, mechanism: Mechanism) {
        self.domain = domain
        self.address = address
        self.mechanism = mechanism
    }

    /// The frames of a request after the reply address: empty, version, request id, domain, address, identity,
    /// mechanism, credentials. The identity is the server socket's own and of no use.
    /// - Returns: nil when they break the protocol.
    init?(frames: ArraySlice<[UInt8]>) {
        let frames = Array(frames)
        guard frames.count >= 7, frames[0].isEmpty, frames[1] == Array("1.0".utf8) else { return nil }
        guard let domain = String(validating: frames[3], as: UTF8.self) else { return nil }
        guard let address = String(validating: frames[4], as: UTF8.self) else { return nil }
        let credentials = frames[7...]
        switch (String(decoding: frames[6], as: UTF8.self), credentials.count) {
        case ("NULL", 0):
            mechanism = .null
        case ("CURVE", 1):
            guard let key = CurveKey(bytes: credentials[7]) else { return nil }
            mechanism = .curve(key)
        case ("PLAIN", 2):
            mechanism = .plain
        default:
            return nil
        }
        self.domain = domain
        self.address = address
    }

    /// The uid of an `ipc://` client, which the kernel vouches for; nil for any other address.
    public var userNumber: UInt32? {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "localhost" else { return nil }
        return UInt32(parts[1])
    }
}

/// The answer to a ``ZAPRequest``.
public enum ZAPDecision: Sendable, Equatable {
    /// 200. The user id shows on every message of the connection: 1 to 255 bytes without a zero byte, or else the
    /// connection is refused with 500.
    case allow(userID: String)
    /// 400, with a reason for people. A libzmq client gives up for good.
    case refuse(String)
    /// The same without the delay that refusals have: for an attempt that can't come again and again.
    case refuseAtOnce(String)
    /// 300, with a reason for people. The client is left hanging until the server's `handshakeInterval`, then it tries
    /// again by itself.
    case retry(String)
}
