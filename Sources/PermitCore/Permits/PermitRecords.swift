/// A reason why a permit is suspended.
public struct Cause: Hashable, Sendable {
    /// An unmet code, or `stopWork`, `break`, `areaStopped`, `linkedPermit`, `handover`, `test`.
    public let cause: String
    /// Since when.
    public let since: Instant
    /// Who or what caused it.
    public let by: String
    /// Whether only the approver's release clears it.
    public var isLatched: Bool

    static let stopWork = "stopWork"
    static let linkedPermit = "linkedPermit"
    static let handover = "handover"
    static let test = "test"
    static let areaStopped = UnmetCode.areaStopped.rawValue

    /// The causes that are no unmet codes.
    static let ownNames = [stopWork, "break", linkedPermit, handover, test]

    /// Whether a permit can be suspended for a cause of this name.
    static func isKnown(_ cause: String) -> Bool { ownNames.contains(cause) || UnmetCode(rawValue: cause) != nil }

    /// The cause as replies carry it.
    public var json: JSONValue {
        ["cause": .string(cause), "since": .moment(since), "by": .string(by), "latched": .bool(isLatched)]
    }
}

/// A post's signature on the content.
public struct SignOff: Hashable, Sendable {
    /// Whether the post countersigns or approves.
    public enum Step: String, Sendable, CaseIterable {
        case countersign, approve
    }

    /// The post.
    public let post: String
    /// What it does.
    public let step: Step
    /// Who signed; nil while nobody has.
    public internal(set) var signedBy: PersonID?
    /// When.
    public internal(set) var signedAt: Instant?

    /// The line as replies carry it.
    public var json: JSONValue {
        [
            "post": .string(post), "step": .string(step.rawValue), "signedBy": .id(signedBy),
            "signedAt": .moment(signedAt),
        ]
    }
}

/// The newest finding of one check.
public struct CheckRecord: Hashable, Sendable {
    /// What was found.
    public let outcome: CheckOutcome
    /// Who found it.
    public let by: String
    /// When it was done.
    public let done: Instant
}

/// The newest look at one worker's condition.
public struct ConditionRecord: Hashable, Sendable {
    /// Whether the worker was fit.
    public let isFit: Bool
    /// Who looked.
    public let by: String
    /// When.
    public let done: Instant
}

/// The newest gas test at one point.
public struct GasTestRecord: Hashable, Sendable {
    /// When the sample was taken.
    public let sampledAt: Instant
    /// What was shown.
    public let readings: [GasReading]
    /// With what.
    public let instrument: InstrumentID
    /// Who tested.
    public let by: String
    /// How it stands to the limits.
    public let verdict: GasVerdict
    /// What orders it among the tests of this point: when it was sampled, or when it was received if it failed.
    let effective: Instant
}

/// A briefing of one person.
public struct BriefingRecord: Hashable, Sendable {
    /// Who briefed.
    public let by: String
    /// When.
    public let done: Instant
    /// When the person signed, if the person has.
    public internal(set) var signedAt: Instant?
}

/// The supervisor's presence.
public struct Presence: Hashable, Sendable {
    /// The supervisor is or was there.
    public internal(set) var hasArrived = false
    /// The last sign of the supervisor.
    public internal(set) var lastSeen: Instant?
    /// The sign of presence whose lapse was warned of.
    var warnedOf: Instant?
}

/// A person or a tool inside.
public struct Inside: Hashable, Sendable {
    /// Why.
    public let basis: EntryArguments.Basis
    /// Since when.
    public let since: Instant
}

/// A post that its holder, or whoever assigns it, offers to another.
public struct Offer: Hashable, Sendable {
    /// Who is to take it over.
    public let to: PersonID
    /// Who offered it.
    public let by: String
    /// The moment at which the offer lapses.
    public let lapsesAt: Instant
}

/// The watch after hot work.
public struct FireWatch: Hashable, Sendable {
    /// When the watch began or began anew.
    public internal(set) var since: Instant
    /// The last round.
    public internal(set) var lastRound: Instant
}
