/// The arguments of `area.stop`.
public struct StopArguments: Record, Hashable {
    /// The area; what lies below it stops too.
    public let area: AreaID
    /// Why.
    public let reason: String
    /// Whether the areas next door stop too.
    public let reachesAdjacent: Bool

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.required("area", .area)
        reason = fields.required("reason", .reason)
        reachesAdjacent = fields.optional("adjacent", .bool, default: false)
    }
}

/// The arguments of `area.acknowledge`.
public struct AcknowledgeArguments: Record, Hashable {
    /// The area that was stopped, if the device tells it.
    public let area: AreaID?
    /// The stop's sequence number.
    public let stop: UInt64

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.optional("area", .area)
        stop = UInt64(fields.required("stop", .integer(1...Int.max)))
    }
}

/// The arguments of `area.lift`.
public struct LiftArguments: Record, Hashable {
    /// The area that was stopped.
    public let area: AreaID
    /// The stop's sequence number.
    public let stop: UInt64
    /// Why it may be lifted.
    public let reason: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.required("area", .area)
        stop = UInt64(fields.required("stop", .integer(1...Int.max)))
        reason = fields.required("reason", .reason)
    }
}

/// The arguments of `credential.verify`.
public struct VerifyArguments: Record, Hashable {
    /// The credential.
    public let credential: CredentialID
    /// How it was verified.
    public let method: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        credential = fields.required("credential", .id())
        method = fields.required("method", .text(500))
        _ = fields.evidence()
    }
}

/// The arguments of `credential.revoke`.
public struct CredentialRevocation: Record, Hashable {
    /// The credential.
    public let credential: CredentialID
    /// Why.
    public let reason: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        credential = fields.required("credential", .id())
        reason = fields.required("reason", .reason)
    }
}

/// The arguments of `grant.revoke`.
public struct GrantRevocation: Record, Hashable {
    /// The grant.
    public let grant: GrantID
    /// Why.
    public let reason: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        grant = fields.required("grant", .id())
        reason = fields.required("reason", .reason)
    }
}

/// The arguments of `area.weather`.
public struct WeatherArguments: Record, Hashable {
    /// The area; the report holds below it too.
    public let area: AreaID
    /// The wind in degrees of the Beaufort scale.
    public let windBeaufort: Int
    /// What else there is, in the pack's words: `fog`, `heavyRain`, `thunderstorm`.
    public let conditions: [String]

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.required("area", .area)
        windBeaufort = fields.required("windBeaufort", .integer(0...17))
        conditions = fields.required("conditions", .list(0...20, .name))
    }
}
