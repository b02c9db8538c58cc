/// A post on a permit that one person hands to another.
public enum PermitRole: String, Sendable, CaseIterable, Comparable {
    case supervisor, leader

    /// Orders them by their words.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The arguments of `permit.crew`.
public struct CrewArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// Who joins, and as what.
    public let add: [PermitContent.CrewMember]
    /// Who leaves.
    public let remove: [PersonID]

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        add = fields.optional("add", .list(1...100, .record(PermitContent.CrewMember.self)), default: [])
        remove = fields.optional("remove", .list(1...100, .id()), default: [])
        _ = fields.required("reason", .reason)
        if add.isEmpty, remove.isEmpty, !fields.has("add"), !fields.has("remove") {
            fields.add("add", Message("name who joins or who leaves", "请指明加入或退出的人员"))
        }
        let named = add.map(\.person) + remove
        if Set(named).count != named.count {
            fields.add("add", Message("each person once", "每人只填一次"))
        }
    }
}

/// The arguments of `permit.handover`.
public struct HandoverArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The post.
    public let role: PermitRole
    /// Who is to take it over.
    public let to: PersonID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        role = fields.required("role", .choice(.supervisor))
        to = fields.required("to", .id())
    }
}

/// The arguments of `permit.takeover`.
public struct TakeoverArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The post.
    public let role: PermitRole
    /// Everyone and every tool that the incoming person counted inside.
    public let inside: [String]

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        role = fields.required("role", .choice(.supervisor))
        inside = fields.required("inside", .list(0...500, .text(100)))
    }
}

/// The arguments of `permit.assign`.
public struct AssignArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The post whose holder is absent.
    public let role: PermitRole
    /// Who is to take it over.
    public let to: PersonID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        role = fields.required("role", .choice(.supervisor))
        to = fields.required("to", .id())
        _ = fields.required("reason", .reason)
    }
}

/// The arguments of `permit.extend`.
public struct ExtendArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The first moment at which work will no longer be allowed.
    public let until: Instant

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        until = fields.required("until", .instant)
    }
}
