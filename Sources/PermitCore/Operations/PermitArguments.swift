/// The arguments of an operation on a permit that asks for no more, save evidence.
public struct PermitOnly: Record, Hashable {
    /// The permit.
    public let permit: PermitID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        _ = fields.evidence()
    }
}

/// The arguments of an act that wants a reason.
public struct PermitReason: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// Why.
    public let reason: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        reason = fields.required("reason", .reason)
    }
}

/// The arguments of a sign-off on the content: `permit.countersign`, `permit.accept`.
public struct ContentSignOff: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The digest of the content that the person saw.
    public let contentDigest: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        contentDigest = fields.required("contentDigest", .digest)
    }
}

/// The arguments of `permit.approve`.
public struct Approval: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The digest of the content that the approver saw.
    public let contentDigest: String
    /// Whether the approver was at the site.
    public let siteVisited: Bool
    /// Who was, where the pack allows remote approval.
    public let siteVisitBy: PersonID?

    /// An approval after a visit, as readiness supposes it.
    init(permit: PermitID, contentDigest: String, siteVisited: Bool) {
        self.permit = permit
        self.contentDigest = contentDigest
        self.siteVisited = siteVisited
        siteVisitBy = nil
    }

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        contentDigest = fields.required("contentDigest", .digest)
        siteVisited = fields.required("siteVisited", .bool)
        siteVisitBy = fields.optional("siteVisitBy", .id())
    }
}

/// The arguments of `permit.check`.
public struct CheckArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The check.
    public let check: String
    /// What was found.
    public let outcome: CheckOutcome
    /// Why it does not apply, or what failed.
    public let reason: String?
    /// How many pieces of evidence came with it.
    public let evidenceCount: Int

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        check = fields.required("check", .name)
        outcome = fields.required("outcome", .choice(.done))
        reason = fields.optional("reason", .reason)
        evidenceCount = fields.evidence()
        if outcome == .notApplicable, reason == nil {
            fields.add("reason", Message("say why", "请说明原因"))
        }
    }
}

/// What a check or a restoration found.
public enum CheckOutcome: String, Sendable, CaseIterable {
    case done, notApplicable, failed
}

/// The arguments of `permit.condition`.
public struct ConditionArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The worker.
    public let person: PersonID
    /// Whether the worker is fit for this work now.
    public let isFit: Bool

    /// Reads the arguments; remarks stay in the request and are not published.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        person = fields.required("person", .id())
        isFit = fields.required("fit", .bool)
        _ = fields.optional("remarks", .text(2_000))
    }
}

/// The arguments of `permit.gasTest`.
public struct GasTestArguments: Record, Hashable {
    /// Why the gas was tested.
    public enum Mode: String, Sendable, CaseIterable {
        case test, periodic, continuous, alarm
    }

    /// The permit.
    public let permit: PermitID
    /// Where it was sampled.
    public let point: String
    /// When.
    public let sampledAt: Instant
    /// With what.
    public let instrument: InstrumentID
    /// What was shown.
    public let readings: [GasReading]
    /// Why.
    public let mode: Mode

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        point = fields.required("point", .text(100))
        sampledAt = fields.required("sampledAt", .instant)
        instrument = fields.required("instrument", .id())
        readings = fields.required("readings", .list(1...50, .record(GasReading.self)))
        mode = fields.optional("mode", .choice(.test), default: .test)
    }
}

/// The arguments of `permit.brief`.
public struct BriefArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// The people briefed.
    public let briefed: [PersonID]

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        briefed = fields.required("briefed", .list(1...200, .id()))
    }
}

/// The arguments of `permit.enter` and `permit.exit`.
public struct EntryArguments: Record, Hashable {
    /// Why someone goes in.
    public enum Basis: String, Sendable, CaseIterable {
        case work, rescue, observed
    }

    /// The permit.
    public let permit: PermitID
    /// The person, if it is one.
    public let person: PersonID?
    /// The tool, if it is one.
    public let tool: String?
    /// Why.
    public let basis: Basis

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        person = fields.optional("person", .id())
        tool = fields.optional("tool", .text(100))
        basis = fields.optional("basis", .choice(.work), default: .work)
        fields.either(
            "person", person != nil, or: "tool", tool != nil,
            Message("name either a person or a tool", "请指定人员或工具之一"))
    }
}

/// The arguments of `permit.finish`.
public struct FinishArguments: Record, Hashable {
    /// Whether the work is complete.
    public enum Outcome: String, Sendable, CaseIterable {
        case completed, incomplete
    }

    /// The permit.
    public let permit: PermitID
    /// Whether the work is complete.
    public let outcome: Outcome

    /// Reads the arguments; remarks stay in the request and are not published.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        outcome = fields.required("outcome", .choice(.completed))
        _ = fields.optional("remarks", .text(2_000))
    }
}

/// The arguments of `permit.watch`.
public struct WatchArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// What was found, if anything.
    public let finding: String?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        finding = fields.optional("finding", .reason)
    }
}

/// The arguments of `permit.restore`.
public struct RestoreArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// What was put right.
    public let item: String
    /// How it came out.
    public let outcome: CheckOutcome

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        item = fields.required("item", .name)
        outcome = fields.required("outcome", .choice(.done))
        _ = fields.evidence()
    }
}

/// The arguments of `permit.refuseAcceptance`.
public struct DefectArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// What is not in order.
    public let defects: [Defect]

    /// One thing not in order.
    public struct Defect: Record, Hashable {
        /// The restoration item it is about, if it is about one.
        public let item: String?
        /// What is wrong.
        public let text: String

        /// Reads a defect.
        public init(reading fields: inout FieldReader) {
            item = fields.optional("item", .name)
            text = fields.required("text", .text(500))
        }
    }

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        defects = fields.required("defects", .list(1...50, .record(Defect.self)))
    }
}

/// The arguments of `permit.note`.
public struct NoteArguments: Record, Hashable {
    /// The permit.
    public let permit: PermitID
    /// What is to be remembered.
    public let text: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        permit = fields.required("permit", .permit)
        text = fields.required("text", .text(2_000))
        _ = fields.evidence()
    }
}

/// A piece of evidence: what it is and its digest; the bytes go their own way.
struct Evidence: Record, Hashable {
    init(reading fields: inout FieldReader) {
        _ = fields.required("sha256", .digest)
        _ = fields.required("mediaType", .text(100))
        _ = fields.required("name", .text(200))
    }
}

extension FieldReader {
    /// Reads the list of evidence, which may be left out unless it is wanted, and counts it.
    mutating func evidence(isWanted: Bool = false) -> Int {
        optional("evidence", .list(0...20, .record(Evidence.self)), isWanted: isWanted)?.count ?? 0
    }
}
