/// How a read names a permit: by its id or its number.
public struct PermitReference: Record, Hashable {
    /// The id or the number.
    public let permit: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .name)
    }
}

/// The arguments of `permit.history`.
public struct HistoryArguments: Record, Hashable {
    /// The permit.
    public let reference: PermitReference
    /// Which page; the cursor is the last sequence of the page before.
    public let page: Page

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        reference = PermitReference(reading: &fields)
        page = Page(reading: &fields)
    }
}

/// A page of a list: how many and from where on.
public struct Page: Hashable, Sendable {
    /// The most items on the page.
    public let limit: Int
    /// The opaque cursor of the page before.
    public let after: String?

    init(reading fields: inout FieldReader) {
        limit = fields.optional("limit", .integer(1...1_000), default: 100)
        after = fields.optional("after", .text(200))
    }
}

/// The arguments of `permit.list`.
public struct ListArguments: Record, Hashable {
    /// Only permits in or below this area.
    public let area: AreaID?
    /// Only permits in these states.
    public let states: [PermitState]?
    /// Only permits of this kind.
    public let kind: String?
    /// Only permits that name this person.
    public let person: PersonID?
    /// Which page.
    public let page: Page

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.optional("area", .area)
        states = fields.optional("state", .list(1...PermitState.allCases.count, .choice(.requested)))
        kind = fields.optional("kind", .name)
        person = fields.optional("person", .id())
        page = Page(reading: &fields)
    }
}

/// The arguments of `area.board`.
public struct AreaReference: Record, Hashable {
    /// The area.
    public let area: AreaID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.required("area", .area)
    }
}

/// The parts of the register.
public enum RegisterType: String, Sendable, CaseIterable {
    case area, person, credential, grant, instrument, equipment, key
}

/// The arguments of `register.get`.
public struct RegisterReference: Record, Hashable {
    /// The part.
    public let type: RegisterType
    /// The entry's id.
    public let id: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        type = fields.required("type", .choice(.area))
        id = fields.required("id", .text(200))
    }
}

/// The arguments of `register.list`.
public struct RegisterListArguments: Record, Hashable {
    /// The part.
    public let type: RegisterType
    /// Which page.
    public let page: Page

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        type = fields.required("type", .choice(.area))
        page = Page(reading: &fields)
    }
}

/// The arguments of `rules.form`; those of `rules.explain` too, with facts.
public struct RulesArguments: Record, Hashable {
    /// The kind of work.
    public let kind: String
    /// Where.
    public let area: AreaID?
    /// What is known of the work; only `rules.explain` asks for it.
    public let facts: JSONObject?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        self.init(reading: &fields, wantsFacts: false)
    }

    fileprivate init(reading fields: inout FieldReader, wantsFacts: Bool) {
        kind = fields.required("kind", .name)
        area = fields.optional("area", .area)
        facts = wantsFacts ? fields.required("facts", .facts) : fields.optional("facts", .facts)
    }
}

/// The arguments of `rules.explain`: those of `rules.form`, and facts, which may be none.
struct ExplainArguments: Record {
    let rules: RulesArguments

    init(reading fields: inout FieldReader) {
        rules = RulesArguments(reading: &fields, wantsFacts: true)
    }
}

/// The arguments of `events.read`.
public struct EventsArguments: Record, Hashable {
    /// The last sequence the client has.
    public let after: UInt64
    /// The most events wanted.
    public let limit: Int
    /// Prefixes of the topics wanted; nil for all.
    public let topics: [String]?
    /// How long to wait for the first match, in milliseconds.
    public let waitMilliseconds: Int

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        after = UInt64(fields.required("after", .integer(0...Int.max)))
        limit = fields.optional("limit", .integer(1...1_000), default: 100)
        topics = fields.optional("topics", .topics)
        waitMilliseconds = fields.optional("waitMs", .integer(0...30_000), default: 0)
    }

    /// The same read from a later position on.
    public func continuing(after sequence: UInt64) -> EventsArguments {
        EventsArguments(after: sequence, limit: limit, topics: topics, waitMilliseconds: waitMilliseconds)
    }

    private init(after: UInt64, limit: Int, topics: [String]?, waitMilliseconds: Int) {
        self.after = after
        self.limit = limit
        self.topics = topics
        self.waitMilliseconds = waitMilliseconds
    }
}

/// The arguments of `board.snapshot`.
public struct SnapshotArguments: Record, Hashable {
    /// Prefixes of the topics wanted; nil for all.
    public let topics: [String]?
    /// The cursor of the page before.
    public let after: String?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        topics = fields.optional("topics", .topics)
        after = fields.optional("after", .text(200))
    }
}

/// The arguments of `log.checkpoint`.
public struct CheckpointArguments: Record, Hashable {
    /// A checkpoint that the client has of this log: the answer proves that the log has only grown since.
    public let known: String?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        known = fields.optional("known", .text(4_000))
    }
}

/// The arguments of `log.proof`.
public struct ProofArguments: Record, Hashable {
    /// The event's sequence.
    public let sequence: UInt64
    /// The size of the log to prove it in; nil for all there is.
    public let size: UInt64?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        sequence = UInt64(fields.required("seq", .integer(1...Int.max)))
        size = fields.optional("size", .integer(1...Int.max)).map { UInt64($0) }
    }
}

/// The arguments of `daemon.status`.
public struct StatusArguments: Record, Hashable {
    /// Whether the daemon's numbers are wanted too.
    public let withMetrics: Bool

    /// Nothing but how the daemon stands.
    public init() {
        withMetrics = false
    }

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        withMetrics = fields.optional("metrics", .bool, default: false)
    }
}

/// No arguments at all.
public struct NoArguments: Record, Hashable {
    /// Reads nothing.
    public init(reading fields: inout FieldReader) {}
}

extension FieldKind where Value == [String] {
    /// 1 to 200 prefixes of topics, each of at most 200 bytes; the empty one is every topic.
    static var topics: FieldKind {
        FieldKind(
            [], Message("1 to 200 prefixes of at most 200 bytes", "1 至 200 个前缀，每个 200 字节以内"), .topics
        ) { value in
            guard let prefixes = value.array?.map(\.string), (1...200).contains(prefixes.count) else { return nil }
            let short = prefixes.compactMap(\.self).filter { $0.utf8.count <= 200 }
            return short.count == prefixes.count ? short : nil
        }
    }
}
