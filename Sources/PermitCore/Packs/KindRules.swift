/// All that a pack says of one kind of work.
public struct KindRules: Record, Hashable {
    /// The kind's id, such as `hot`.
    public let kind: String
    /// The kind's name.
    public let title: Message
    /// The clause that makes this work need a permit.
    public let clause: String
    /// What a request must tell.
    public let facts: [FactRule]
    /// The grades. The highest whose condition holds or may hold is the permit's.
    public let grades: [GradeRule]
    /// What must be confirmed on the spot.
    public let checks: [CheckRule]
    /// The check of each worker's condition.
    public let condition: ConditionRule
    /// The briefing.
    public let briefing: BriefingRule
    /// The trades and what each needs.
    public let trades: [TradeRule]
    /// The supervisor.
    public let supervisor: SupervisorRule
    /// Gas, where this kind looks at it.
    public let gas: GasRule?
    /// The watch after the work, where this kind has one.
    public let fireWatch: FireWatchRule?
    /// What must be put right before acceptance.
    public let restoration: [RestorationRule]
    /// What must be true of every request.
    public let demands: [DemandRule]
    /// Credentials that the leader needs.
    public let leaderCredentials: [String]
    /// When work is managed one step up.
    public let upgrade: UpgradeRule?
    /// Work that this kind must not meet.
    public let conflicts: [ConflictRule]
    /// Permits that this kind needs beside it.
    public let links: [LinkRule]
    /// Weather in which this kind must not go on.
    public let weather: [WeatherRule]
    /// Whether a window may be made longer.
    public let `extension`: ExtensionRule?
    /// How posts are handed over.
    public let handover: HandoverRule?
    /// How often an alarm repeats.
    public let alarmEvery: Span
    /// Causes of suspension that only the approver clears, beside an area's stop.
    public let latches: [String]
    /// Whether a permit may be approved without the approver's own visit to the site.
    public let allowsRemoteApproval: Bool
    /// Separations that this pack does without.
    public let relaxes: [Relaxation]

    /// A separation of duties that a pack may do without.
    public enum Relaxation: String, Sendable, CaseIterable {
        /// The analyst may be one of the crew.
        case analystInCrew
        /// One person may fill two sign-off lines in a row.
        case consecutiveSignOffs
    }

    /// Reads the rules of a kind.
    public init(reading fields: inout FieldReader) {
        kind = fields.required("kind", .name)
        title = fields.required("title", .message)
        clause = fields.required("clause", .text(300))
        facts = fields.required("facts", .list(0...100, .record(FactRule.self)))
        grades = fields.required("grades", .list(1...20, .record(GradeRule.self)))
        checks = fields.required("checks", .list(0...100, .record(CheckRule.self)))
        condition = fields.required("condition", .record(ConditionRule.self))
        briefing = fields.required("briefing", .record(BriefingRule.self))
        trades = fields.required("trades", .list(1...100, .record(TradeRule.self)))
        supervisor = fields.required("supervisor", .record(SupervisorRule.self))
        gas = fields.optional("gas", .record(GasRule.self))
        fireWatch = fields.optional("fireWatch", .record(FireWatchRule.self))
        restoration = fields.required("restoration", .list(0...100, .record(RestorationRule.self)))
        demands = fields.optional("demands", .list(1...50, .record(DemandRule.self)), default: [])
        leaderCredentials = fields.optional("leaderCredentials", .list(1...20, .name), default: [])
        upgrade = fields.optional("upgrade", .record(UpgradeRule.self))
        conflicts = fields.optional("conflicts", .list(1...100, .record(ConflictRule.self)), default: [])
        links = fields.optional("links", .list(1...20, .record(LinkRule.self)), default: [])
        weather = fields.optional("weather", .list(1...20, .record(WeatherRule.self)), default: [])
        `extension` = fields.optional("extension", .record(ExtensionRule.self))
        handover = fields.optional("handover", .record(HandoverRule.self))
        alarmEvery = fields.required("alarmEvery", .period)
        latches = fields.optional("latches", .list(0...50, .name), default: [])
        allowsRemoteApproval = fields.optional("remoteApproval", .bool, default: false)
        relaxes = fields.optional("relaxes", .list(0...10, .choice(.analystInCrew)), default: [])
    }

    /// The grade that facts lead to: the highest rank whose condition is true or, for want of a fact, may be.
    public func grade(for facts: Facts) -> GradeRule {
        grades.filter { $0.when.mayHold(facts) }.max { $0.rank < $1.rank }
            ?? grades.max { $0.rank < $1.rank } ?? GradeRule.strictest
    }

    /// The grade one rank above another; nil at the top.
    public func grade(above grade: GradeRule) -> GradeRule? {
        grades.filter { $0.rank > grade.rank }.min { $0.rank < $1.rank }
    }

    /// How long an offer of a post stands: the pack's time, or an hour where it says none.
    var offersLapseAfter: Span { handover?.lapsesAfter ?? .hours(1) }

    /// The rule of a trade.
    public func trade(_ trade: String) -> TradeRule? { trades.first { $0.trade == trade } }
    /// The rule of a check.
    public func check(_ check: String) -> CheckRule? { checks.first { $0.check == check } }
    /// The rule of a grade.
    public func grade(_ grade: String) -> GradeRule? { grades.first { $0.grade == grade } }
}

/// One fact that a request tells.
public struct FactRule: Record, Hashable {
    /// What kind of value a fact has.
    public enum Kind: String, Sendable, CaseIterable {
        case boolean, number, text
    }

    /// The fact's name.
    public let fact: String
    /// What is asked.
    public let title: Message
    /// The kind of answer.
    public let type: Kind

    /// Reads a fact's rule.
    public init(reading fields: inout FieldReader) {
        fact = fields.required("fact", .name)
        title = fields.required("title", .message)
        type = fields.required("type", .choice(.boolean))
    }

    /// Whether a value is of the fact's kind.
    public func accepts(_ value: JSONValue) -> Bool { type.accepts(value) }
}

extension FactRule.Kind {
    /// Whether a value is of this kind.
    func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .boolean: value.bool != nil
        case .number: value.number != nil
        case .text: value.string != nil
        }
    }
}

/// One grade: when it applies, how long a permit may run and who signs.
public struct GradeRule: Record, Hashable {
    /// The grade's name.
    public let grade: String
    /// The grade's name for people.
    public let title: Message
    /// Higher is stricter.
    public let rank: Int
    /// When it applies.
    public let when: Condition
    /// The longest window.
    public let longest: Span
    /// The posts that countersign, in order.
    public let countersign: [CountersignRule]
    /// The post that approves.
    public let approve: String
    /// The post that approves instead where an upgrade finds no higher grade.
    public let approveUpgraded: String?
    /// Whether the work may go on without a permit; one that is asked for is held to the rules all the same.
    public let isOptional: Bool
    /// The clause.
    public let clause: String

    /// Reads a grade's rule.
    public init(reading fields: inout FieldReader) {
        grade = fields.required("grade", .name)
        title = fields.required("title", .message)
        rank = fields.required("rank", .integer(1...100))
        when = fields.required("when", .condition)
        longest = fields.required("longest", .period)
        countersign = fields.required("countersign", .list(0...20, .countersign))
        approve = fields.required("approve", .name)
        approveUpgraded = fields.optional("approveUpgraded", .name)
        isOptional = fields.optional("optional", .bool, default: false)
        clause = fields.required("clause", .text(300))
    }

    /// The posts that countersign this work; where a fact is missing a post does.
    func countersigners(_ facts: Facts) -> [String] {
        countersign.filter { $0.when.mayHold(facts) }.map(\.post)
    }

    /// Stands for no grade at all, which no pack that was read can lead to: nobody holds its post.
    static let strictest: GradeRule = {
        var blank = FieldReader([:], path: "")
        return GradeRule(reading: &blank)
    }()
}

/// A post that countersigns: its name alone, or `{post, when}` where it concerns some work only, such as the units
/// whose pipes and cables a dig touches.
public struct CountersignRule: Record, Hashable {
    /// The post.
    public let post: String
    /// When it countersigns.
    public let when: Condition

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        post = fields.required("post", .name)
        when = fields.optional("when", .condition, default: .always)
    }

    fileprivate init(_ post: String) {
        self.post = post
        when = .always
    }
}

extension FieldKind where Value == CountersignRule {
    /// A post, or a post with a condition.
    fileprivate static var countersign: FieldKind {
        let record = FieldKind.record(CountersignRule.self)
        return FieldKind(placeholder: CountersignRule(""), shape: .either([.id, record.shape()])) {
            value, path, faults in
            if value.object != nil { return record.read(value, path, &faults) }
            return FieldKind<String>.name.read(value, path, &faults).map { CountersignRule($0) }
        }
    }
}
