import PermitWire
import ZeroMQ

/// The ROUTER that requests come in by.
///
/// Routing ids are chosen by peers, so they are return addresses and nothing else: who a peer is, is the User-Id that
/// the handshake gave the connection, read from the body's frame.
final class CommandSocket {
    let endpoint: String
    private let socket: Socket

    init(bind endpoint: String, _ context: Context, _ security: Security) throws(ZeroMQError) {
        socket = try Socket(context, .router)
        try socket.set(.linger, 1_000)
        try socket.set(.routerMandatory, 1)
        try socket.set(.routerHandover, 0)
        try socket.set(.sendHighWaterMark, 2_000)
        try socket.set(.receiveHighWaterMark, Limits.requestsWaitingOfOneConnection)
        // The limit is compared with the encrypted frame, which is 33 bytes longer.
        try socket.set(.maximumMessageSize, Envelope.largestFrame + 33)
        try security.secure(socket, domain: Security.commandsDomain, endpoint: endpoint)
        self.endpoint = try socket.bind(endpoint)
    }

    func pollItem() -> PollItem { socket.pollItem(for: .readable) }

    /// The next request, if one is waiting; one more frame than is taken shows the excess.
    func receive() throws(ZeroMQError) -> (message: ReceivedMessage, routingID: [UInt8])? {
        guard var message = try socket.receive(maximumFrames: Envelope.mostFrames + 1) else { return nil }
        let routingID = message.frames.removeFirst()
        return (message, routingID)
    }

    /// Sends a reply. A peer that is gone or doesn't read loses it: it asks again with the same id.
    func send(_ reply: PendingReply) throws(ZeroMQError) {
        _ = try socket.send(reply.route.frames + [reply.bytes])
    }
}
