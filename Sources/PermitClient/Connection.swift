import PermitCore
import PermitWire
import ZeroMQ

/// One DEALER and its replies.
final class Connection {
    private let socket: Socket

    init(_ context: Context, _ endpoint: String, _ identity: Client.Identity) throws {
        socket = try Socket(context, .dealer)
        try socket.set(.linger, 0)
        try socket.set(.heartbeatInterval, 5_000)
        try socket.set(.heartbeatTimeToLive, 15_000)
        if !endpoint.hasPrefix("ipc://") {
            try socket.setCurveClient(serverKey: identity.serverKey, keys: identity.keys)
        }
        try socket.connect(endpoint)
    }

    /// Sends a request and waits for its own reply; nil when there was none in time.
    func exchange(
        _ frames: [[UInt8]], id: String, until deadline: ContinuousClock.Instant
    ) throws -> Answer? {
        let clock = ContinuousClock()
        var isSent = false
        while clock.now < deadline {
            if !isSent { isSent = try socket.send(frames) == .sent }
            var items = [socket.pollItem(for: isSent ? .readable : .writable)]
            _ = try poll(&items, timeoutMilliseconds: 100)
            while let message = try socket.receive(maximumFrames: 2) {
                guard let bytes = message.frames.last, let reply = try JSONParser.parse(bytes).object else {
                    throw ClientFault.badReply("the reply is not an object")
                }
                // Replies to earlier requests that were given up may still come.
                guard reply["id"]?.string == id || reply["id"] == .null else { continue }
                return try Answer(reply)
            }
        }
        return nil
    }
}
