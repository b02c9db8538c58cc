import Foundation
public import PermitCore
import PermitWire
import Synchronization
public import ZeroMQ

/// Asks a daemon, from any task: many requests may be under way at once over one connection.
///
/// A reply that doesn't come is asked for again over a new connection with the same bytes, which take effect once.
public final class Client: Sendable {
    /// Who connects and to what.
    public struct Identity: Sendable {
        /// The daemon's public key.
        public let serverKey: CurveKey
        /// The client's own keys.
        public let keys: CurveKeyPair
        /// The installation, which signatures name; nil to ask the daemon for it when it is first needed.
        public let instance: String?
        /// What makes the person's signatures, if there is a person.
        public let signer: (any PersonSigner)?

        /// Names an identity.
        public init(serverKey: CurveKey, keys: CurveKeyPair, instance: String?, signer: (any PersonSigner)?) {
            self.serverKey = serverKey
            self.keys = keys
            self.instance = instance
            self.signer = signer
        }
    }

    /// What goes into a request beside the operation and its arguments.
    public struct Options: Sendable {
        /// The request's id; nil for a new one.
        public var id: String?
        /// The person acting; nil for the person the key is bound to.
        public var actor: PersonID?
        /// The revision that the person saw.
        public var expect: Int?
        /// The language of messages.
        public var language = Language.english
        /// Who signs in the identity's place, for a device that people share.
        public var signer: (any PersonSigner)?
        /// Whether to sign, where there is a signer.
        public var signs = true
        /// How long to wait for an answer before asking again over another connection, in milliseconds.
        public var patienceMilliseconds = 3_000
        /// How long to wait for the answer in all, in milliseconds.
        public var timeoutMilliseconds = 10_000
        /// How long a connection may be missing, in milliseconds; past that nothing is sent and nothing will be.
        public var connectionMilliseconds = 10_000

        /// The usual options.
        public init() {}
    }

    private let line: Line
    private let identity: Identity
    private let now: @Sendable () -> Instant
    private let known: Mutex<String?>

    /// Makes a client and begins to connect.
    ///
    /// - Parameters:
    ///   - context: the process's one context.
    ///   - endpoint: where the daemon takes requests.
    ///   - now: the device's clock.
    /// - Throws: a `ZeroMQError` for an endpoint that can't be, or when descriptors have run out.
    public init(
        _ context: Context, endpoint: String, _ identity: Identity, now: @escaping @Sendable () -> Instant
    ) throws {
        line = try Line(context, endpoint, identity)
        self.identity = identity
        self.now = now
        known = Mutex(identity.instance)
    }

    deinit { line.post(.close) }

    /// How the client stands to the daemon.
    public var state: ConnectionState { line.state }

    /// How the client stands to the daemon, now and each time it changes.
    public func states() -> AsyncStream<ConnectionState> { line.states() }

    /// The installation, as far as it is known.
    public var instance: String? { known.withLock(\.self) }

    /// Asks for one operation; a daemon that is busy is asked again when it wants to be.
    /// - Throws: a ``ClientFault``, what the signer throws, or `CancellationError`.
    public func call(
        _ operation: String, _ args: JSONObject = [:], _ options: Options = Options()
    ) async throws -> Answer {
        try await send(try await prepare(operation, args, options), options)
    }

    /// Makes a request, signed, without sending it.
    public func prepare(
        _ operation: String, _ args: JSONObject = [:], _ options: Options = Options()
    ) async throws -> PreparedRequest {
        let id = options.id ?? UUID().uuidString.lowercased()
        var body: JSONObject = [
            "v": 1, "id": .string(id), "op": .string(operation), "at": .moment(now()), "args": .object(args),
        ]
        if let actor = options.actor { body["actor"] = .id(actor) }
        if let expect = options.expect { body["expect"] = .count(expect) }
        if options.language != .english { body["lang"] = .string(options.language.rawValue) }
        let bytes = JSONValue.object(body).utf8
        var signature: [UInt8]?
        if options.signs, let signer = options.signer ?? identity.signer {
            let signed = Signing.requestBytes(instance: try await learnInstance(options), body: bytes)
            signature = try await signer.signature(of: signed)
        }
        return PreparedRequest(id: id, operation: operation, body: bytes, signature: signature)
    }

    /// Sends a request and waits for its answer; a daemon that is busy is asked again when it wants to be.
    /// - Throws: a ``ClientFault`` or `CancellationError`.
    public func send(_ request: PreparedRequest, _ options: Options = Options()) async throws -> Answer {
        let deadline = monotonicMilliseconds() + Int64(options.timeoutMilliseconds)
        while true {
            let answer = try await exchange(request, options, until: deadline)
            guard answer.code == RefusalCode.busy.rawValue, monotonicMilliseconds() < deadline else { return answer }
            let pause = answer.refusal?.retryAfterMilliseconds ?? 50
            try await Task.sleep(for: .milliseconds(pause))
        }
    }

    private func exchange(
        _ request: PreparedRequest, _ options: Options, until deadline: Int64
    ) async throws -> Answer {
        try Task.checkCancellation()
        let line = line
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                line.post(
                    .ask(
                        Inquiry(
                            id: request.id, frames: request.frames, deadline: deadline,
                            patience: Int64(options.patienceMilliseconds),
                            connectedBy: monotonicMilliseconds() + Int64(options.connectionMilliseconds),
                            finish: { continuation.resume(returning: $0) })))
                // What was cancelled before it was asked has been forgotten too early.
                if Task.isCancelled { line.post(.forget(request.id)) }
            }
        } onCancel: {
            line.post(.forget(request.id))
        }
        try Task.checkCancellation()
        return try result.get()
    }

    /// Signatures name the installation: one that isn't known is asked for, unsigned.
    private func learnInstance(_ options: Options) async throws -> String {
        if let instance { return instance }
        var plain = Options()
        plain.signs = false
        plain.timeoutMilliseconds = options.timeoutMilliseconds
        plain.connectionMilliseconds = options.connectionMilliseconds
        let answer = try await call("daemon.status", [:], plain)
        if let refusal = answer.refusal { throw refusal }
        guard let found = answer.content["instance"]?.string else {
            throw ClientFault.badReply("daemon.status names no instance")
        }
        known.withLock { $0 = found }
        return found
    }
}
