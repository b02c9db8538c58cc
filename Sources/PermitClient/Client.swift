import Foundation
public import PermitCore
public import PermitWire
public import ZeroMQ

/// An answer of the daemon.
public struct Answer: Sendable {
    /// Whether something happened, or was read.
    public let isOK: Bool
    /// The position at which the answer is true.
    public let sequence: UInt64
    /// What was answered: the result, or the error.
    public let content: JSONObject
    /// The whole reply.
    public let reply: JSONObject

    /// The code of a refusal; nil if it is none.
    public var code: String? { isOK ? nil : content["code"]?.string }
}

/// Why there is no answer.
public enum ClientFault: Error, Sendable, CustomStringConvertible {
    /// The daemon did not answer in time. The act may or may not have happened: the same id tells.
    case noAnswer(String)
    /// The reply was not one of this protocol's.
    case badReply(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .noAnswer(let text), .badReply(let text): text
        }
    }
}

/// Sends requests and waits for their replies, one at a time, on the thread that made it.
///
/// A reply that doesn't come is asked for again over a new connection with the same bytes, which take effect once.
public final class Client {
    /// Who connects and to what.
    public struct Identity: Sendable {
        /// The daemon's public key.
        public let serverKey: CurveKey
        /// The client's own keys.
        public let keys: CurveKeyPair
        /// The installation, which signatures name.
        public let instance: String
        /// The person's signing key, if there is one.
        public let signing: PersonSigningKey?

        /// Names an identity.
        public init(serverKey: CurveKey, keys: CurveKeyPair, instance: String, signing: PersonSigningKey?) {
            self.serverKey = serverKey
            self.keys = keys
            self.instance = instance
            self.signing = signing
        }
    }

    /// What goes into a request beside the operation and its arguments.
    public struct Options: Sendable {
        /// The person acting; nil for the person the key is bound to.
        public var actor: PersonID?
        /// The revision that the person saw.
        public var expect: Int?
        /// The language of messages.
        public var language = Language.english
        /// Whether to sign, where there is a key.
        public var signs = true
        /// How long to wait for the answer in all, in milliseconds.
        public var timeoutMilliseconds = 10_000

        /// The usual options.
        public init() {}
    }

    private let context: Context
    private let endpoint: String
    private let identity: Identity
    private let now: @Sendable () -> Instant
    private var connection: Connection?

    /// Makes a client; nothing is sent yet.
    public init(
        _ context: Context, endpoint: String, _ identity: Identity, now: @escaping @Sendable () -> Instant
    ) {
        self.context = context
        self.endpoint = endpoint
        self.identity = identity
        self.now = now
    }

    /// Asks for one operation.
    public func call(
        _ operation: String, _ args: JSONObject = [:], _ options: Options = Options()
    ) throws -> Answer {
        let id = UUID().uuidString.lowercased()
        var body: JSONObject = [
            "v": 1, "id": .string(id), "op": .string(operation), "at": .moment(now()), "args": .object(args),
        ]
        if let actor = options.actor { body["actor"] = .id(actor) }
        if let expect = options.expect { body["expect"] = .count(expect) }
        if options.language != .english { body["lang"] = .string(options.language.rawValue) }
        let bytes = JSONValue.object(body).utf8
        var frames = [bytes]
        if options.signs, let key = identity.signing {
            frames.append(try key.sign(Signing.requestBytes(instance: identity.instance, body: bytes)))
        }
        return try exchange(frames, id: id, timeoutMilliseconds: options.timeoutMilliseconds)
    }

    private func exchange(_ frames: [[UInt8]], id: String, timeoutMilliseconds: Int) throws -> Answer {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .milliseconds(timeoutMilliseconds))
        while clock.now < deadline {
            let connection = try connection ?? Connection(context, endpoint, identity)
            self.connection = connection
            if let reply = try connection.exchange(
                frames, id: id, until: min(deadline, clock.now.advanced(by: .seconds(3))))
            {
                return reply
            }
            // The connection may be dead without knowing it.
            self.connection = nil
        }
        throw ClientFault.noAnswer("no answer from \(endpoint) within \(timeoutMilliseconds) ms")
    }
}

/// One DEALER and its replies.
private final class Connection {
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

extension Answer {
    fileprivate init(_ reply: JSONObject) throws(ClientFault) {
        guard let isOK = reply["ok"]?.bool, let sequence = reply["seq"]?.integer,
            let content = reply[isOK ? "result" : "error"]?.object
        else { throw ClientFault.badReply("the reply lacks its fields") }
        self.init(isOK: isOK, sequence: UInt64(clamping: sequence), content: content, reply: reply)
    }
}
