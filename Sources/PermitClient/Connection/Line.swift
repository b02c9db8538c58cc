import Foundation
import PermitCore
import Synchronization
import ZeroMQ

/// The thread that owns a client's connection: sends requests, matches replies to them, and connects anew when a
/// reply doesn't come or the key was refused.
final class Line: Sendable {
    enum Letter: Sendable {
        case ask(Inquiry)
        case forget(String)
        case close
    }

    private let mailbox: Mailbox<Letter>
    private let standing = Mutex(Standing())

    private struct Standing {
        var state = ConnectionState.offline
        var watchers: [UUID: AsyncStream<ConnectionState>.Continuation] = [:]
    }

    init(_ context: Context, _ endpoint: String, _ identity: Client.Identity) throws {
        mailbox = try Mailbox()
        // A socket belongs to its thread, so the first one is made there; what is wrong with the endpoint or the keys
        // is found out here, where it can be thrown.
        _ = try CommandSocket(context, endpoint, identity)
        let thread = Thread { [self] in
            var turns = LineTurns { try CommandSocket(context, endpoint, identity) }
            turns.run(mailbox, note)
        }
        thread.name = "permit-line"
        thread.start()
    }

    func post(_ letter: Letter) { mailbox.post(letter) }

    /// How the connection stands.
    var state: ConnectionState { standing.withLock(\.state) }

    /// How the connection stands, now and each time it changes.
    func states() -> AsyncStream<ConnectionState> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let watcher = UUID()
            standing.withLock { standing in
                standing.watchers[watcher] = continuation
                continuation.yield(standing.state)
            }
            continuation.onTermination = { [self] _ in
                standing.withLock { _ = $0.watchers.removeValue(forKey: watcher) }
            }
        }
    }

    private func note(_ state: ConnectionState?) {
        let watchers = standing.withLock { standing in
            guard standing.state != state else { return [AsyncStream<ConnectionState>.Continuation]() }
            standing.state = state ?? .offline
            return Array(standing.watchers.values)
        }
        for watcher in watchers {
            if let state { watcher.yield(state) } else { watcher.finish() }
        }
    }
}

/// What the line's thread does, turn by turn.
struct LineTurns {
    private let open: () throws -> CommandSocket
    private var socket: CommandSocket?
    private var correspondence = Correspondence()
    private var backOff = BackOff(first: 100, longest: 5_000)
    /// When to open a socket, while there is none.
    private var openAt: Int64 = 0
    /// Whether the daemon refused the key when it was last reached.
    private var isRefused = false

    init(_ open: @escaping () throws -> CommandSocket) { self.open = open }

    /// Turns until told to close. `note` hears how the connection stands, and nil at the end.
    mutating func run(_ mailbox: Mailbox<Line.Letter>, _ note: (ConnectionState?) -> Void) {
        while true {
            for letter in mailbox.take() {
                switch letter {
                case .ask(let inquiry): correspondence.add(inquiry)
                case .forget(let id):
                    correspondence.forget(id)?.finish(.failure(.noAnswer("given up; it may have happened")))
                case .close:
                    expire(at: .max)
                    return note(nil)
                }
            }
            do {
                try exchange()
            } catch {
                // Descriptors or memory have run out: what was under way is asked again later.
                drop()
            }
            note(isOnline ? .online : isRefused ? .keyRefused : .offline)
            expire(at: monotonicMilliseconds())
            wait(for: mailbox)
        }
    }

    private mutating func exchange() throws {
        let now = monotonicMilliseconds()
        if socket == nil, openAt <= now { socket = try open() }
        guard let socket else { return }
        let before = socket.state
        try socket.look()
        if before == .online, socket.state != .online { correspondence.loseConnection() }
        while let bytes = try socket.receive() {
            backOff.reset()
            guard let reply = try? JSONParser.parse(bytes).object, let inquiry = correspondence.take(reply) else {
                continue
            }
            inquiry.finish(Result { () throws(ClientFault) in try Answer(reply) })
        }
        if isOnline {
            isRefused = false
            try correspondence.sendAll(at: now) { try socket.send($0) }
        }
        if socket.state == .keyRefused { isRefused = true }
        // A refused client never tries again by itself, and a connection may be dead without knowing it.
        if socket.state == .keyRefused || correspondence.isOverdue(at: now) { drop() }
    }

    private var isOnline: Bool { socket?.state == .online }

    private mutating func drop() {
        socket = nil
        correspondence.loseConnection()
        openAt = monotonicMilliseconds() + backOff.next()
    }

    private mutating func expire(at now: Int64) {
        for (inquiry, fault) in correspondence.expire(at: now, isConnected: isOnline) {
            inquiry.finish(.failure(fault))
        }
    }

    private mutating func wait(for mailbox: Mailbox<Line.Letter>) {
        let now = monotonicMilliseconds()
        let moments = [correspondence.nextMoment(isConnected: isOnline), socket == nil ? openAt : nil]
        let pause = moments.compactMap { $0 }.min().map { max(0, min(60_000, $0 - now)) } ?? 60_000
        var items = [mailbox.pollItem()] + (socket?.pollItems(isSending: correspondence.hasUnsent) ?? [])
        do {
            _ = try poll(&items, timeoutMilliseconds: Int(pause))
        } catch {
            drop()
        }
    }
}
