/// What a permit is asked for: the arguments of `permit.request` and `permit.amend`. Frozen once approved.
public struct PermitContent: Record, Hashable {
    /// One of the crew and what the person works as.
    public struct CrewMember: Record, Hashable {
        /// The person.
        public let person: PersonID
        /// The trade, which says what credentials the person needs.
        public let trade: String

        fileprivate init(person: PersonID, trade: String) {
            self.person = person
            self.trade = trade
        }

        /// Reads a crew member.
        public init(reading fields: inout FieldReader) {
            person = fields.required("person", .id())
            trade = fields.required("trade", .name)
        }
    }

    /// A step of the work, its hazard and what is done about it (job safety analysis).
    public struct AnalysisStep: Record, Hashable {
        /// Reads a step.
        public init(reading fields: inout FieldReader) {
            _ = fields.required("step", .text(500))
            _ = fields.required("hazard", .text(500))
            _ = fields.required("control", .text(500))
        }
    }

    /// The permit's id, made by the client.
    public internal(set) var permit: PermitID
    /// The kind of work.
    public let kind: String
    /// Where.
    public internal(set) var area: AreaID
    /// The first moment at which work is allowed.
    public let from: Instant
    /// The first moment at which it no longer is.
    public let until: Instant
    /// What the rules ask about this work.
    public let facts: JSONObject
    /// Who leads the work (作业负责人).
    public internal(set) var leader: PersonID
    /// Who is there for safety alone (监护人).
    public internal(set) var supervisor: PersonID
    /// Who works.
    public internal(set) var crew: [CrewMember]
    /// The special equipment used.
    public let equipment: [EquipmentID]
    /// The points that must be isolated.
    public let isolations: [IsolationPoint]
    /// The permits of the same job; one job it is where they name each other.
    public let related: [PermitID]
    /// The permit that this one takes the place of.
    public let supersedes: PermitID?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        kind = fields.required("kind", .name)
        area = fields.required("area", .area)
        _ = fields.required("work", .text(2_000))
        _ = fields.required("method", .text(2_000))
        from = fields.required("from", .instant)
        until = fields.required("until", .instant)
        facts = fields.required("facts", .facts)
        leader = fields.required("leader", .id())
        supervisor = fields.required("supervisor", .id())
        crew = fields.required("crew", .list(0...100, .record(CrewMember.self)))
        equipment = fields.optional("equipment", .list(0...50, .id()), default: [])
        isolations = fields.optional("isolations", .list(0...100, .record(IsolationPoint.self)), default: [])
        related = fields.optional("related", .list(0...20, .permit), default: [])
        _ = fields.required("analysis", .list(1...100, .record(AnalysisStep.self)))
        supersedes = fields.optional("supersedes", .permit)
        if until <= from { fields.add("until", Message("not after from", "不晚于开始时间")) }
        if Set(crew.map(\.person)).count != crew.count {
            fields.add("crew", Message("each person once", "每人只填一次"))
        }
        if Set(isolations.map(\.id)).count != isolations.count {
            fields.add("isolations", Message("each isolation once", "每个隔离点只填一次"))
        }
        if related.contains(permit) {
            fields.add("related", Message("another permit than this one", "不能关联自身"))
        }
    }

    /// Everyone the request names.
    public var people: [PersonID] { [leader, supervisor] + crew.map(\.person) }

    /// The same, with the ids as the register has them: each permit would else keep texts of its own.
    func sharingTexts(of register: Register) -> PermitContent {
        var content = self
        content.area = register.own(area)
        content.leader = register.own(leader)
        content.supervisor = register.own(supervisor)
        content.crew = crew.map { CrewMember(person: register.own($0.person), trade: $0.trade) }
        return content
    }
}
