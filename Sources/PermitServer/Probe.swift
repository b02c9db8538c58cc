import ZeroMQ

/// The daemon's own attempt to get in with a key that nobody enrolled. libzmq lets everyone in when something about the
/// handshake's handler is amiss, so it is tried before anyone is served.
enum Probe {
    /// Whether a random key is kept out of an endpoint. Waits at most ten seconds for the handshake to end.
    static func isKeptOut(of endpoint: String, serverKey: CurveKey, _ context: Context) throws -> Bool {
        guard !endpoint.hasPrefix("ipc://") else { return true }
        let socket = try Socket(context, .dealer)
        try socket.set(.linger, 0)
        try socket.setCurveClient(serverKey: serverKey, keys: try CurveKeyPair.generate())
        let monitor = try socket.monitor(.all)
        try socket.connect(endpoint)
        let deadline = monotonicMilliseconds() + 10_000
        while monotonicMilliseconds() < deadline {
            var items = [monitor.pollItem()]
            _ = try poll(&items, timeoutMilliseconds: 100)
            while let report = try monitor.next() {
                switch report.event {
                case .handshakeSucceeded: return false
                case .handshakeFailed: return true
                default: continue
                }
            }
        }
        throw DaemonFault.unavailable(
            "the probe of \(endpoint) had no answer within 10 s: is its address within IPAddressAllow= of the unit?")
    }
}
