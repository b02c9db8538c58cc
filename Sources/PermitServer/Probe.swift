import ZeroMQ

/// The daemon's own attempt to get in with a key that nobody enrolled. libzmq lets everyone in when something about the
/// handshake's handler is amiss, so it is tried before anyone is served, and again while it serves.
final class Probe {
    /// How an attempt ended.
    enum Verdict {
        case keptOut, letIn
        /// No handshake came to an end within ten seconds.
        case unanswered
    }

    let endpoint: String
    /// The key it tries, in Z85.
    let key: String
    private let socket: Socket
    private let monitor: SocketMonitor
    private let deadline: Int64

    init(of endpoint: String, serverKey: CurveKey, _ context: Context, now: Int64) throws(ZeroMQError) {
        self.endpoint = endpoint
        let keys = try CurveKeyPair.generate()
        key = keys.publicKey.z85
        socket = try Socket(context, .dealer)
        try socket.set(.linger, 0)
        try socket.setCurveClient(serverKey: serverKey, keys: keys)
        monitor = try socket.monitor(.all)
        try socket.connect(endpoint)
        deadline = now + 10_000
    }

    /// Whether there is anything to be tried: over `ipc://` the file system's rights keep the door.
    static func isWanted(for endpoint: String) -> Bool { !endpoint.hasPrefix("ipc://") }

    /// How the attempt ended; nil while it goes on.
    func verdict(now: Int64) throws(ZeroMQError) -> Verdict? {
        while let report = try monitor.next() {
            switch report.event {
            case .handshakeSucceeded: return .letIn
            case .handshakeFailed: return .keptOut
            default: continue
            }
        }
        return now < deadline ? nil : .unanswered
    }

    /// Waits for the end of the attempt.
    func wait() throws(ZeroMQError) -> Verdict {
        while true {
            if let verdict = try verdict(now: monotonicMilliseconds()) { return verdict }
            var items = [monitor.pollItem()]
            _ = try poll(&items, timeoutMilliseconds: 100)
        }
    }
}

extension DaemonFault {
    static func openDoor(in door: String) -> DaemonFault {
        .openDoor("a key that nobody enrolled was let in at \(door): not serving")
    }
}
