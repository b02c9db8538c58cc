import Foundation
import PermitCore
import ZeroMQ

/// The thread that owns a subscriber's socket.
final class EventLine: Sendable {
    /// Past so long without a heartbeat, in milliseconds, what is known may be stale (contract §5).
    static let silenceMilliseconds: Int64 = 5_000

    let inbox = EventInbox()
    private let mailbox: Mailbox<Letter>

    enum Letter: Sendable {
        /// Let go of the connection and of all that came over it, and make another.
        case reopen
        case close
    }

    init(_ context: Context, _ endpoint: String, _ identity: Client.Identity, topics: [String]) throws {
        mailbox = try Mailbox()
        // What is wrong with the endpoint or the topics is found out here, where it can be thrown.
        _ = try EventReceiver(context, endpoint, identity, topics: topics)
        let thread = Thread { [mailbox, inbox] in
            var turns = EventTurns { try EventReceiver(context, endpoint, identity, topics: topics) }
            turns.run(mailbox, inbox)
        }
        thread.name = "permit-events"
        thread.start()
    }

    deinit { mailbox.post(.close) }

    func post(_ letter: Letter) { mailbox.post(letter) }
}

/// One SUB and what becomes of its connection.
final class EventReceiver {
    private let socket: Socket
    private let monitor: SocketMonitor

    init(_ context: Context, _ endpoint: String, _ identity: Client.Identity, topics: [String]) throws {
        socket = try Socket(context, .sub)
        try socket.setClient(identity, of: endpoint)
        try socket.set(.receiveHighWaterMark, EventInbox.room)
        for topic in topics.isEmpty ? [""] : topics + ["heartbeat"] { try socket.subscribe(topic) }
        monitor = try socket.monitor([.handshakeFailed])
        try socket.connect(endpoint)
    }

    /// Whether the daemon has refused the key since the last look.
    func wasRefused() throws -> Bool {
        var isRefused = false
        while let report = try monitor.next() {
            if case .handshakeFailed(.auth) = report.event { isRefused = true }
        }
        return isRefused
    }

    /// The next message, if one has come; nil inside for what is none of this protocol's.
    func receive() throws -> Heard?? {
        guard let message = try socket.receive(maximumFrames: 2) else { return .none }
        guard message.frames.count == 2, let body = try? JSONParser.parse(message.frames[1]).object else {
            return .some(nil)
        }
        if message.frames[0].elementsEqual("heartbeat".utf8) { return .some(Heartbeat(body).map(Heard.heartbeat)) }
        return .some(ReceivedEvent(body).map(Heard.event))
    }

    func pollItems() -> [PollItem] { [socket.pollItem(for: .readable), monitor.pollItem()] }
}

/// What the thread does, turn by turn.
private struct EventTurns {
    let open: () throws -> EventReceiver
    private var receiver: EventReceiver?
    private var backOff = BackOff(first: 1_000, longest: 30_000)
    private var openAt: Int64 = 0
    private var heardAt = monotonicMilliseconds()

    init(_ open: @escaping () throws -> EventReceiver) { self.open = open }

    mutating func run(_ mailbox: Mailbox<EventLine.Letter>, _ inbox: EventInbox) {
        while true {
            for letter in mailbox.take() {
                switch letter {
                case .reopen:
                    receiver = nil
                    inbox.clear()
                    inbox.put(.reopened)
                case .close:
                    return inbox.close()
                }
            }
            do {
                try turn(inbox)
            } catch {
                // Descriptors or memory have run out, for now.
                drop()
            }
            let now = monotonicMilliseconds()
            if now - heardAt >= EventLine.silenceMilliseconds {
                heardAt = now
                inbox.put(.silence)
            }
            let moment = min(heardAt + EventLine.silenceMilliseconds, receiver == nil ? openAt : .max)
            var items = [mailbox.pollItem()] + (receiver?.pollItems() ?? [])
            do {
                _ = try poll(&items, timeoutMilliseconds: Int(max(0, moment - now)))
            } catch {
                drop()
            }
        }
    }

    private mutating func turn(_ inbox: EventInbox) throws {
        if receiver == nil, openAt <= monotonicMilliseconds() { receiver = try open() }
        guard let receiver else { return }
        while let message = try receiver.receive() {
            guard let heard = message else { continue }
            if case .heartbeat = heard {
                heardAt = monotonicMilliseconds()
                backOff.reset()
            }
            inbox.put(heard)
        }
        if try receiver.wasRefused() {
            inbox.put(.refused)
            drop()
        }
    }

    private mutating func drop() {
        receiver = nil
        openAt = monotonicMilliseconds() + backOff.next()
    }
}
