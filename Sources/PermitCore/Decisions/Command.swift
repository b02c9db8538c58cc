/// A well-formed request, as the wire hands it to the core.
public struct Command: Sendable {
    /// What the request's signature is worth.
    public enum Signature: Sendable {
        /// There is none.
        case absent
        /// It fits the body and a signing key of the actor.
        case valid
        /// It does not.
        case invalid
    }

    /// The request's id.
    public let id: String
    /// What is asked.
    public let operation: Operation
    /// With what.
    public let arguments: Arguments
    /// The arguments as they came, for the event and the content text.
    public let args: JSONObject
    /// The person named as acting.
    public let actor: PersonID?
    /// The device's clock when the act was done.
    public let at: Instant
    /// The revision that the person saw.
    public let expect: Int?
    /// The language for messages.
    public let language: Language
    /// The key that brought it.
    public let caller: ClientKey
    /// Its signature.
    public let signature: Signature

    /// Makes a command.
    public init(
        id: String, operation: Operation, arguments: Arguments, args: JSONObject, actor: PersonID?, at: Instant,
        expect: Int?, language: Language = .english, caller: ClientKey, signature: Signature
    ) {
        self.id = id
        self.operation = operation
        self.arguments = arguments
        self.args = args
        self.actor = actor
        self.at = at
        self.expect = expect
        self.language = language
        self.caller = caller
        self.signature = signature
    }
}

extension Command {
    /// Whether an instrument's own key brings a reading of that instrument.
    func isInstrumentsOwn(in state: State) -> Bool {
        guard case .gasTest(let test) = arguments, case .device(let device) = caller.owner else { return false }
        return device == test.instrument.text && state.register.instruments[test.instrument] != nil
    }
}

/// What the caller of the core brings: the time, the zone and a digest. The core has no clock and no library.
public struct Surroundings: Sendable {
    /// The server's time, which never falls below the newest event's.
    public let now: Instant
    /// How late it may be: later than `now` only while the server's clock is in doubt. What lets work go on ends by it.
    public let atLatest: Instant
    /// The installation's time zone.
    public let zone: TimeZoneTable
    /// Whether sign-offs must be signed.
    public let signaturesRequired: Bool
    /// SHA-256 in lower-case hex.
    public let digest: @Sendable (String) -> String

    /// Brings the surroundings of one decision.
    public init(
        now: Instant, atLatest: Instant? = nil, zone: TimeZoneTable, signaturesRequired: Bool,
        digest: @escaping @Sendable (String) -> String
    ) {
        self.now = now
        self.atLatest = max(now, atLatest ?? now)
        self.zone = zone
        self.signaturesRequired = signaturesRequired
        self.digest = digest
    }
}

/// What came of a command: the events that happened and the answer.
public struct Decision: Sendable {
    /// The events, in order; none where nothing changed.
    public let events: [Event]
    /// The answer.
    public let result: JSONObject
    /// What the events add up to: whoever takes them up need not apply them once more.
    public let after: State
    /// The permits that the events concern.
    public let concern: Concern

    init(_ draft: Draft, result: JSONObject) {
        events = draft.events
        after = draft.state
        concern = draft.concern
        self.result = result
    }
}
