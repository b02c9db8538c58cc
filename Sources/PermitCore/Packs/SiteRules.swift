/// Two kinds of work that get into each other's way (交叉作业, SIMOPS).
public struct ConflictRule: Record, Hashable {
    /// How near the two must be.
    public enum Nearness: String, Sendable, CaseIterable {
        /// In one area, or one below the other.
        case same
        /// There, or next door.
        case adjacent
        /// Within ``ConflictRule/metres``, by the facts `x` and `y` of both requests; without them, whatever is in the
        /// same area or next door counts as inside.
        case distance
        /// With a piece of equipment in common.
        case equipment
        /// With the same value of ``ConflictRule/fact``: the same pipe, the same space.
        case fact
    }

    /// What the conflict does.
    public enum Effect: String, Sendable, CaseIterable {
        /// The second neither is approved nor starts.
        case block
        /// The request is warned.
        case warn
    }

    /// What ``with`` says for every kind.
    static let any = "any"

    /// The other kind of work; `any` for every kind.
    public let with: String
    /// How near.
    public let nearness: Nearness
    /// The distance in metres, itself included.
    public let metres: DecimalNumber?
    /// The fact that both share.
    public let fact: String?
    /// What it does.
    public let effect: Effect
    /// When the rule holds, by this permit's facts.
    public let when: Condition
    /// Whether permits of one job are spared.
    public let sparesJob: Bool
    /// What people are told.
    public let title: Message
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        with = fields.required("with", .name)
        nearness = fields.required("near", .choice(.same))
        metres = fields.optional("metres", .decimal)
        fact = fields.optional("fact", .name)
        effect = fields.required("effect", .choice(.block))
        when = fields.optional("when", .condition, default: .always)
        sparesJob = fields.optional("sparesJob", .bool, default: false)
        title = fields.required("title", .message)
        clause = fields.required("clause", .text(300))
        if nearness == .distance, metres == nil {
            fields.add("metres", Message("a distance in metres is wanted", "须填写距离（米）"))
        }
        if nearness == .fact, fact == nil {
            fields.add("fact", Message("the fact that both share is wanted", "须填写共同的事实"))
        }
    }
}

/// A permit of another kind that this work needs beside it (GB 30871 4.6: one permit for each kind).
public struct LinkRule: Record, Hashable {
    /// The kind of the other permit.
    public let kind: String
    /// When it is needed.
    public let when: Condition
    /// Whether the other must be active while this one works.
    public let mustBeActive: Bool
    /// Whether this window must lie within the other's.
    public let isWithinWindow: Bool
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        kind = fields.required("kind", .name)
        when = fields.optional("when", .condition, default: .always)
        mustBeActive = fields.optional("active", .bool, default: false)
        isWithinWindow = fields.optional("within", .bool, default: false)
        clause = fields.required("clause", .text(300))
    }
}

/// Weather in which the work must not go on.
public struct WeatherRule: Record, Hashable {
    /// When the limits concern this work.
    public let when: Condition
    /// From this degree of the Beaufort scale on it is forbidden.
    public let wind: Int?
    /// Under any of these it is forbidden.
    public let conditions: [String]
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        when = fields.optional("when", .condition, default: .always)
        wind = fields.optional("wind", .integer(1...17))
        conditions = fields.optional("conditions", .list(1...20, .name), default: [])
        clause = fields.required("clause", .text(300))
    }
}

/// Something that must be true of a request, whatever its grade: one permit for one blind.
public struct DemandRule: Record, Hashable {
    /// The demand's name.
    public let demand: String
    /// What must hold.
    public let must: Condition
    /// When it is demanded.
    public let when: Condition
    /// What people are told.
    public let title: Message
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        demand = fields.required("demand", .name)
        must = fields.required("must", .condition)
        when = fields.optional("when", .condition, default: .always)
        title = fields.required("title", .message)
        clause = fields.required("clause", .text(300))
    }
}

/// Whether an approved window may be made longer.
public struct ExtensionRule: Record, Hashable {
    /// How often, at most.
    public let times: Int
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        times = fields.required("times", .integer(1...100))
        clause = fields.required("clause", .text(300))
    }
}

/// How a post is handed from one person to another.
public struct HandoverRule: Record, Hashable {
    /// An offer that is not taken up lapses after this long.
    public let lapsesAfter: Span
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        lapsesAfter = fields.required("lapsesAfter", .period)
        clause = fields.required("clause", .text(300))
    }
}

/// When work is managed one step up (升级管理).
public struct UpgradeRule: Record, Hashable {
    /// What is raised.
    public enum Raise: String, Sendable, CaseIterable {
        /// The grade, with its posts and its longest window.
        case grade
        /// The posts alone: the window stays that of the grade.
        case posts
    }

    /// Times at which work is managed one step up.
    public enum Occasion: String, Sendable, CaseIterable {
        case holiday, restDay, night
    }

    /// What is raised.
    public let raise: Raise
    /// The occasions, looked for in the whole window.
    public let occasions: [Occasion]
    /// Facts that raise too.
    public let when: Condition?
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        raise = fields.required("raise", .choice(.grade))
        occasions = fields.required("occasions", .list(0...3, .choice(.holiday)))
        when = fields.optional("when", .condition)
        clause = fields.required("clause", .text(300))
    }
}
