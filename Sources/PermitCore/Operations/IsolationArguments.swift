/// A point of isolation as a request names it. The id belongs to the installation: permits that name it share it.
public struct IsolationPoint: Record, Hashable {
    /// The isolation's id.
    public let id: IsolationID
    /// Where energy is held back: the valve, the breaker, the flange.
    public let point: String
    /// What is held back.
    public let energy: String
    /// How: lock, blind, disconnection.
    public let method: String

    /// Reads a point.
    public init(reading fields: inout FieldReader) {
        id = fields.required("id", .id())
        point = fields.required("point", .text(200))
        energy = fields.required("energy", .text(200))
        method = fields.required("method", .text(200))
    }

    /// The point as replies carry it.
    public var json: JSONObject {
        ["id": .id(id), "point": .string(point), "energy": .string(energy), "method": .string(method)]
    }
}

/// The arguments of `permit.isolate`.
public struct IsolateArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The isolation.
    public let isolation: IsolationID
    /// The number of the lock, if there is one.
    public let lock: String?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        isolation = fields.required("isolation", .id())
        lock = fields.optional("lock", .text(100))
    }
}

/// The arguments of `permit.verifyIsolation`.
public struct IsolationReference: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The isolation.
    public let isolation: IsolationID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        isolation = fields.required("isolation", .id())
        _ = fields.evidence()
    }
}

/// The arguments of `permit.removeIsolation`.
public struct RemoveIsolationArguments: Record, Hashable {
    /// Why an isolation is taken away.
    public enum Purpose: String, Sendable, CaseIterable {
        /// For good: the work is over, or never began.
        case restore
        /// For a test, under a sanction; it is put back before work goes on.
        case test
    }

    /// The permit.
    public let permit: PermitID
    /// The isolation.
    public let isolation: IsolationID
    /// Why.
    public let purpose: Purpose

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        isolation = fields.required("isolation", .id())
        purpose = fields.required("purpose", .choice(.restore))
    }
}

/// The arguments of `permit.sanctionTest`.
public struct SanctionArguments: Record, Hashable {
    /// The permit whose post or leader agrees.
    public let permit: PermitID
    /// The isolation that may be taken away for a test.
    public let isolation: IsolationID
    /// Until when.
    public let until: Instant

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        isolation = fields.required("isolation", .id())
        until = fields.required("until", .instant)
    }
}
