import PermitCore
import PermitWire
import ZeroMQ

/// One XPUB and who may subscribe to it. Who may read what is decided in the handshake, by the socket's ZAP domain:
/// per-topic authorisation (`XPUB_MANUAL`) is unsafe on libzmq 4.3.4.
final class EventSocket {
    /// What the socket carries.
    enum Content: Hashable {
        case everything
        case area(AreaID)
    }

    let content: Content
    let domain: String
    let endpoint: String
    private let socket: Socket
    /// The keys let in since the socket was last bound.
    private(set) var admitted: Set<String> = []
    private var minute: Int64 = 0
    private var asked: [String: (count: Int, bytes: Int)] = [:]
    private var shutOut: [String: Int64] = [:]

    init(_ content: Content, domain: String, bind endpoint: String, _ context: Context, _ security: Security)
        throws(ZeroMQError)
    {
        self.content = content
        self.domain = domain
        socket = try Socket(context, .xpub)
        try socket.set(.linger, 1_000)
        try socket.set(.sendHighWaterMark, 5_000)
        try socket.set(.maximumMessageSize, Envelope.largestFrame + 33)
        try socket.set(.xpubVerboser, 1)
        try security.secure(socket, domain: domain, endpoint: endpoint)
        self.endpoint = try socket.bind(endpoint)
    }

    func pollItem() -> PollItem { socket.pollItem(for: .readable) }

    /// Whether a viewer may see all that this socket carries.
    func admits(_ viewer: Viewer) -> Bool {
        switch content {
        case .everything: viewer.seesEverything
        case .area(let area): viewer.areas.covers(area)
        }
    }

    func note(admitted key: String) { admitted.insert(key) }

    /// Drops every connection; whoever is still admitted is back at once, and the others are refused.
    func rebind() throws(ZeroMQError) {
        admitted = []
        try socket.rebind(endpoint)
    }

    /// Takes in subscriptions, so that libzmq can act on them; false once a key has asked for too many. libzmq keeps
    /// them all in memory, and can't drop one peer.
    func drain(now: Int64, _ doorkeeper: inout Doorkeeper) throws(ZeroMQError) -> Bool {
        if now / 60_000 != minute {
            minute = now / 60_000
            asked = [:]
        }
        var isModest = true
        for _ in 0..<Limits.requestsPerTurn {
            guard let message = try socket.receive(maximumFrames: 1) else { break }
            // A subscription that libzmq takes back for a peer that left has no User-Id.
            guard let user = message.userID else { continue }
            doorkeeper.note(messageBy: message.descriptor, of: user)
            guard let frame = message.frames.first, frame.first == 1 else { continue }
            var sum = asked[user] ?? (count: 0, bytes: 0)
            sum = (sum.count + 1, sum.bytes + frame.count)
            asked[user] = sum
            if sum.count > Limits.subscriptionsPerMinute || sum.bytes > Limits.subscriptionBytesPerMinute {
                shutOut[user] = now + 60_000
                isModest = false
            }
        }
        return isModest
    }

    /// Whether a key is kept away for a while, for having asked for too many subscriptions.
    func isShutOut(_ user: String, now: Int64) -> Bool {
        shutOut = shutOut.filter { $0.value > now }
        return shutOut[user] != nil
    }

    /// Whether any key is kept away now.
    func hasShutOut(now: Int64) -> Bool { shutOut.values.contains { $0 > now } }

    /// Publishes an event if this socket carries it. A slow subscriber's copy is dropped, never waited for.
    func publish(_ published: PublishedEvent) throws(ZeroMQError) {
        guard carries(published.event) else { return }
        _ = try socket.send([Array(published.event.topic.utf8), published.bytes])
    }

    func publish(heartbeat: [UInt8]) throws(ZeroMQError) {
        _ = try socket.send([Array("heartbeat".utf8), heartbeat])
    }

    private func carries(_ event: Event) -> Bool {
        switch content {
        case .everything: return true
        case .area(let area):
            guard let place = event.area else { return false }
            let type = event.type.rawValue
            return area.covers(place)
                || (place.covers(area) && (type.hasPrefix("area.") || type.hasPrefix("hazard.")))
        }
    }
}
