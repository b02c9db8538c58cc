import PermitWire
import ZeroMQ

/// One DEALER to the daemon and what becomes of its connection. It belongs to the thread that made it.
final class CommandSocket {
    /// How the connection stands.
    private(set) var state = ConnectionState.offline
    private let socket: Socket
    private let monitor: SocketMonitor

    init(_ context: Context, _ endpoint: String, _ identity: Client.Identity) throws {
        socket = try Socket(context, .dealer)
        try socket.setClient(identity, of: endpoint)
        // Only to a connection that stands: what can't leave now must not leave by itself an hour later.
        try socket.set(.immediate, 1)
        monitor = try socket.monitor([.handshakeSucceeded, .handshakeFailed, .disconnected])
        try socket.connect(endpoint)
    }

    /// Takes in what happened to the connection.
    func look() throws {
        while let report = try monitor.next() {
            switch report.event {
            case .handshakeSucceeded: state = .online
            case .handshakeFailed(.auth): state = .keyRefused
            case .handshakeFailed, .disconnected: if state == .online { state = .offline }
            default: break
            }
        }
    }

    /// Sends one message if the connection takes it.
    func send(_ frames: [[UInt8]]) throws -> Bool { try socket.send(frames) == .sent }

    /// The next reply's bytes, if one has come.
    func receive() throws -> [UInt8]? { try socket.receive(maximumFrames: 2)?.frames.last }

    /// What to wait for: replies, what happens to the connection and, where something is to be sent, room for it.
    func pollItems(isSending: Bool) -> [PollItem] {
        [socket.pollItem(for: isSending && state == .online ? [.readable, .writable] : .readable), monitor.pollItem()]
    }
}

/// How a client stands to its daemon.
public enum ConnectionState: Sendable, Hashable {
    /// No connection; it is tried again and again.
    case offline
    /// The daemon can be asked.
    case online
    /// The daemon doesn't know this key, or no longer.
    case keyRefused
}
