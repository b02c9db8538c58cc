public import PermitCore

/// One operation with its arguments, made by the functions below: names and types that the compiler knows.
///
/// ```swift
/// try await tablet.act(.suspend(permit, reason: "smell of gas"))
/// ```
public struct Act: Hashable, Sendable {
    /// The operation.
    public let operation: Operation
    /// Its arguments.
    public let args: JSONObject
    /// The permit's revision that the person saw, where it must come with the act.
    public let expect: Int?

    /// Any operation with any arguments.
    public init(_ operation: Operation, _ args: JSONObject = [:], expect: Int? = nil) {
        self.operation = operation
        // What is left out is not written.
        self.args = JSONObject(members: args.members.filter { $0.value != .null })
        self.expect = expect
    }

    init(_ operation: Operation, _ permit: PermitID, _ rest: JSONObject = [:], expect: Int? = nil) {
        self.init(operation, (["permit": .id(permit)] as JSONObject).merging(rest), expect: expect)
    }
}

extension Client {
    /// Does something, or reads something, now.
    /// - Throws: ``Refused``, a ``ClientFault``, or what the signer throws.
    @discardableResult
    public func perform(_ act: Act, _ options: Options = Options()) async throws -> Answer {
        var options = options
        options.expect = act.expect ?? options.expect
        let answer = try await call(act.operation.rawValue, act.args, options)
        if let refusal = answer.refusal { throw refusal }
        return answer
    }
}

extension Tablet {
    /// Does something: now, or kept until it can be sent; see ``act(_:_:_:isSafer:)``.
    @discardableResult
    public func act(
        _ act: Act, _ options: Client.Options = Client.Options(), isSafer: Bool = false
    ) async throws -> Outbox.Outcome {
        var options = options
        options.expect = act.expect ?? options.expect
        return try await self.act(act.operation, act.args, options, isSafer: isSafer)
    }
}

/// A piece of evidence: the bytes go their own way.
public struct Evidence: Hashable, Sendable {
    /// SHA-256 of the bytes in lower-case hex.
    public var sha256: String
    /// What the bytes are, such as `image/jpeg`.
    public var mediaType: String
    /// The file's name.
    public var name: String

    /// Names a piece of evidence.
    public init(sha256: String, mediaType: String, name: String) {
        self.sha256 = sha256
        self.mediaType = mediaType
        self.name = name
    }
}

extension [Evidence] {
    var json: JSONValue {
        isEmpty
            ? .null
            : .array(
                map {
                    [
                        "sha256": .string($0.sha256), "mediaType": .string($0.mediaType), "name": .string($0.name),
                    ]
                })
    }
}

/// One of a crew and what the person works as.
public struct CrewMember: Hashable, Sendable {
    /// The person.
    public var person: PersonID
    /// The trade.
    public var trade: String

    /// Names one of the crew.
    public init(_ person: PersonID, trade: String) {
        self.person = person
        self.trade = trade
    }

    var json: JSONValue { ["person": .id(person), "trade": .string(trade)] }
}
