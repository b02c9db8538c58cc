import ZeroMQ

extension Socket {
    /// Sets what every socket of a client has: it says who it is, notices a dead connection and tries again.
    borrowing func setClient(_ identity: Client.Identity, of endpoint: String) throws(ZeroMQError) {
        try set(.linger, 0)
        try set(.heartbeatInterval, 5_000)
        try set(.heartbeatTimeout, 5_000)
        try set(.heartbeatTimeToLive, 15_000)
        try set(.handshakeInterval, 10_000)
        try set(.reconnectInterval, 100)
        try set(.reconnectIntervalMaximum, 5_000)
        if !endpoint.hasPrefix("ipc://") {
            try setCurveClient(serverKey: identity.serverKey, keys: identity.keys)
        }
    }
}
