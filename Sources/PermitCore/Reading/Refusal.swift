/// Why a request was refused: the codes that clients rely on.
public enum RefusalCode: String, Sendable, CaseIterable {
    /// Not one JSON object, or the wrong frames.
    case malformed
    /// A protocol version this daemon does not speak.
    case unsupportedVersion
    /// The key, the key for this actor, or the missing grant.
    case unauthorized
    /// The request id was used for other bytes.
    case idReused
    /// No operation of that name here.
    case unknownOperation
    /// Fields missing, unknown or wrong.
    case invalid
    /// The device's clock is ahead of the server's.
    case clockSkew
    /// The signature doesn't fit the body and the actor's keys.
    case signatureInvalid
    /// The act must be signed.
    case signatureRequired
    /// No such thing, or none within the actor's areas.
    case notFound
    /// The id is taken.
    case alreadyExists
    /// The act lets work go on and is too old.
    case tooLate
    /// The state does not allow the act.
    case wrongState
    /// The person saw another revision.
    case staleContent
    /// One person may not do both.
    case separationOfDuties
    /// Conditions are still unmet; all of them are named.
    case gateUnmet
    /// Too much at once; try again.
    case busy
    /// Nothing changed: the disk is nearly full, the clock untrusted or the daemon is shutting down.
    case unavailable
    /// The page's snapshot is gone.
    case cursorExpired
    /// A fault of the daemon.
    case `internal`
}

/// A refusal: nothing changed, and why.
public struct Refusal: Error, Hashable, Sendable {
    /// The stable code.
    public let code: RefusalCode
    /// The reason for people.
    public let message: Message
    /// Every condition still unmet, for `gateUnmet`.
    public let unmet: [Unmet]
    /// Every field at fault, for `invalid`.
    public let fields: [FieldFault]
    /// What else helps: `serverTime`, `state` and `allowed`, `revision`.
    public let details: JSONObject

    /// Makes a refusal.
    public init(_ code: RefusalCode, _ message: Message, details: JSONObject = [:]) {
        self.init(code, message, unmet: [], fields: [], details: details)
    }

    private init(
        _ code: RefusalCode, _ message: Message, unmet: [Unmet], fields: [FieldFault], details: JSONObject
    ) {
        self.code = code
        self.message = message
        self.unmet = unmet
        self.fields = fields
        self.details = details
    }

    /// Refuses for fields at fault.
    public static func invalid(_ fields: [FieldFault]) -> Refusal {
        let paths = fields.prefix(3).map(\.path).joined(separator: ", ")
        return Refusal(
            .invalid, Message("wrong fields: \(paths)", "字段有误：\(paths)"), unmet: [], fields: fields, details: [:])
    }

    /// Refuses for conditions unmet.
    public static func gateUnmet(_ unmet: [Unmet]) -> Refusal {
        let count = unmet.count == 1 ? "1 condition is" : "\(unmet.count) conditions are"
        return Refusal(
            .gateUnmet, Message("\(count) unmet", "还有 \(unmet.count) 项条件未满足"),
            unmet: unmet, fields: [], details: [:])
    }

    /// Refuses because there is no such thing to be seen.
    public static func notFound(_ what: String) -> Refusal {
        Refusal(.notFound, Message("no \(what) here", "此处没有 \(what)"))
    }
}
