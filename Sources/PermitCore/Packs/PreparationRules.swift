/// How long a check, a condition check or a test lives.
public enum Lifetime: String, Sendable, CaseIterable {
    /// As long as the permit.
    case permit
    /// Until the end of the local day.
    case day
    /// Until the end of the shift.
    case shift
    /// Until the next resume.
    case resume
}

/// One thing to be confirmed on the spot.
public struct CheckRule: Record, Hashable {
    /// The check's name.
    public let check: String
    /// What is confirmed.
    public let title: Message
    /// Who may confirm it: roles and posts.
    public let by: [String]
    /// When it is wanted.
    public let required: Condition
    /// Whether it may be found not applicable, with a reason.
    public let mayNotApply: Bool
    /// Whether it needs evidence.
    public let needsEvidence: Bool
    /// How long it lives.
    public let lives: Lifetime
    /// The clause.
    public let clause: String

    /// Reads a check's rule.
    public init(reading fields: inout FieldReader) {
        check = fields.required("check", .name)
        title = fields.required("title", .message)
        by = fields.required("by", .list(1...20, .name))
        required = fields.optional("required", .condition, default: .always)
        mayNotApply = fields.optional("notApplicable", .bool, default: false)
        needsEvidence = fields.optional("evidence", .bool, default: false)
        lives = fields.required("lives", .choice(.permit))
        clause = fields.required("clause", .text(300))
    }
}

/// The check of each worker's condition before work.
public struct ConditionRule: Record, Hashable {
    /// How long it lives.
    public let lives: Lifetime
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        lives = fields.required("lives", .choice(.day))
        clause = fields.required("clause", .text(300))
    }
}

/// The briefing before work.
public struct BriefingRule: Record, Hashable {
    /// Who briefs: roles and posts.
    public let by: [String]
    /// Whether each person briefed signs.
    public let isSigned: Bool
    /// How long it lives.
    public let lives: Lifetime
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        by = fields.required("by", .list(1...20, .name))
        isSigned = fields.optional("signed", .bool, default: false)
        lives = fields.required("lives", .choice(.permit))
        clause = fields.required("clause", .text(300))
    }
}

/// One trade and the credentials it needs.
public struct TradeRule: Record, Hashable {
    /// The trade's name.
    public let trade: String
    /// The trade's name for people.
    public let title: Message
    /// Kinds of credential, all of them needed; `training.<course>` is a training record.
    public let credentials: [String]
    /// The clause.
    public let clause: String

    /// Reads a trade's rule.
    public init(reading fields: inout FieldReader) {
        trade = fields.required("trade", .name)
        title = fields.required("title", .message)
        credentials = fields.required("credentials", .list(0...20, .name))
        clause = fields.required("clause", .text(300))
    }
}

/// The one dedicated person on site.
public struct SupervisorRule: Record, Hashable {
    /// Kinds of credential the supervisor needs.
    public let credentials: [String]
    /// Presence lapses so long after the last sign of it.
    public let lapsesAfter: Span
    /// The warning comes so long before that.
    public let warnBefore: Span
    /// Whether one person may supervise one active permit only.
    public let onePermit: Bool
    /// Whether the other permits of the same job are spared from that.
    public let sparesJob: Bool
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        credentials = fields.required("credentials", .list(0...20, .name))
        lapsesAfter = fields.required("lapsesAfter", .period)
        warnBefore = fields.required("warnBefore", .period)
        onePermit = fields.required("onePermit", .bool)
        sparesJob = fields.optional("sparesJob", .bool, default: false)
        clause = fields.required("clause", .text(300))
        if warnBefore >= lapsesAfter {
            fields.add("warnBefore", Message("must be shorter than lapsesAfter", "必须短于 lapsesAfter"))
        }
    }
}

/// The watch after hot work.
public struct FireWatchRule: Record, Hashable {
    /// When a watch is wanted.
    public let required: Condition
    /// How long it lasts.
    public let lasts: TimedRule
    /// The longest time between rounds.
    public let round: Span
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        required = fields.optional("required", .condition, default: .always)
        lasts = fields.required("lasts", .timed)
        round = fields.required("round", .period)
        clause = fields.required("clause", .text(300))
    }
}

/// One thing to be put right before acceptance.
public struct RestorationRule: Record, Hashable {
    /// The item's name.
    public let item: String
    /// What is put right.
    public let title: Message
    /// When it is wanted.
    public let required: Condition
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        item = fields.required("item", .name)
        required = fields.optional("required", .condition, default: .always)
        title = fields.required("title", .message)
        clause = fields.required("clause", .text(300))
    }
}
