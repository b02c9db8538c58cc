import Foundation
public import PermitCore
public import PermitWire
public import ZeroMQ

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
        /// How long to wait for an answer before asking again over another connection, in milliseconds.
        public var patienceMilliseconds = 3_000
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
        return try exchange(frames, id: id, options)
    }

    private func exchange(_ frames: [[UInt8]], id: String, _ options: Options) throws -> Answer {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .milliseconds(options.timeoutMilliseconds))
        while clock.now < deadline {
            let connection = try connection ?? Connection(context, endpoint, identity)
            self.connection = connection
            if let reply = try connection.exchange(
                frames, id: id,
                until: min(deadline, clock.now.advanced(by: .milliseconds(options.patienceMilliseconds))))
            {
                return reply
            }
            // The connection may be dead without knowing it.
            self.connection = nil
        }
        throw ClientFault.noAnswer("no answer from \(endpoint) within \(options.timeoutMilliseconds) ms")
    }
}
