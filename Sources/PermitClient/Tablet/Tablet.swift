public import PermitCore
public import ZeroMQ

/// A field tablet's way to the daemon: what makes things safer and what records is kept until it is answered; what lets
/// work go on is asked now, and refused at once where there is no connection.
public final class Tablet: Sendable {
    /// For reads, and for what the outbox doesn't do.
    public let client: Client
    /// What waits to be sent.
    public let outbox: Outbox
    let store: OutboxStore

    /// How long an act that lets work go on waits for a connection, in milliseconds.
    public static let connectionMilliseconds = 2_000
    /// How long a person waits for an answer before an act that is kept counts as sent later, in milliseconds.
    public static let patienceMilliseconds = 3_000

    /// Opens the outbox and begins to connect and to send what it holds.
    ///
    /// - Parameters:
    ///   - outbox: the outbox's path.
    ///   - identity: the device's keys. Where it names no installation, the one that the outbox remembers is taken.
    /// - Throws: an ``OutboxFault``, or a `ZeroMQError`.
    public init(
        _ context: Context, endpoint: String, _ identity: Client.Identity, outbox path: String,
        now: @escaping @Sendable () -> Instant
    ) async throws {
        store = try OutboxStore(path: path)
        let known = try identity.instance ?? store.remembered("instance")
        client = try Client(
            context, endpoint: endpoint,
            Client.Identity(
                serverKey: identity.serverKey, keys: identity.keys, instance: known, signer: identity.signer),
            now: now)
        outbox = try await Outbox(store, client, now: now)
    }

    /// Does something: now, or kept until it can be sent.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - options: who acts and signs, and for `expect` the revision that the person saw.
    ///   - isSafer: whether the person knows it to be safer than its words tell, such as a gas reading over its limit:
    ///     then it goes before all else.
    /// - Throws: ``Refused``; a ``ClientFault``, of which ``ClientFault/offline(_:)`` says that nothing was sent and
    ///   ``ClientFault/noAnswer(_:)`` that it may have happened; `FieldFaults` for arguments that can't be taken; an
    ///   ``OutboxFault``; or what the signer throws.
    public func act(
        _ operation: Operation, _ args: JSONObject, _ options: Client.Options = Client.Options(), isSafer: Bool = false
    ) async throws -> Outbox.Outcome {
        var urgency = try Urgency(of: operation, args)
        if isSafer, urgency == .inTurn { urgency = .first }
        var options = options
        if !urgency.isKept {
            options.connectionMilliseconds = Self.connectionMilliseconds
            let answer = try await client.call(operation.rawValue, args, options)
            if let refusal = answer.refusal { throw refusal }
            return .done(answer)
        }
        // Signing may need the installation's name, which is asked for once and then remembered.
        options.connectionMilliseconds = Self.connectionMilliseconds
        let request = try await prepare(operation, args, options)
        if let instance = client.instance, try store.remembered("instance") != instance {
            try store.remember(instance, as: "instance")
        }
        // Without a connection there is nothing to wait for.
        let patience = client.state == .online ? Self.patienceMilliseconds : 0
        return try await outbox.put(request, urgency, waitMilliseconds: patience)
    }

    /// Makes the request. Where it can't be signed, what anyone may do without a name is done without one: nobody is
    /// kept from stopping work by a key that doesn't work.
    private func prepare(
        _ operation: Operation, _ args: JSONObject, _ options: Client.Options
    ) async throws -> PreparedRequest {
        do {
            return try await client.prepare(operation.rawValue, args, options)
        } catch  where operation.rule.needsNoActor && !(error is CancellationError) {
            var nameless = options
            nameless.signs = false
            nameless.actor = nil
            return try await client.prepare(operation.rawValue, args, nameless)
        }
    }
}
