/// The gates a permit passes through.
public enum Gate: String, Sendable, CaseIterable {
    case approval, crew, preparation, supervisor, area, window, closure
}

/// The conditions a gate may still want.
public enum UnmetCode: String, Sendable, CaseIterable {
    case approvalMissing, countersignMissing, releaseMissing, siteVisitMissing
    case crewEmpty, credentialMissing, credentialUnverified, credentialExpired, credentialExpiresInWindow
    case credentialReviewOverdue, credentialRevoked, conditionCheckMissing, conditionUnfit, trainingMissing
    case workerElsewhere, personBlocked, notInCrew
    case checkMissing, checkFailed, briefingMissing, acceptanceByLeaderMissing, isolationMissing, isolationUnverified
    case gasTestMissing, gasTestStale, gasOutOfRange, gasIncomplete, gasSilent, instrumentOverdue
    case equipmentUnregistered, equipmentInspectionOverdue
    case supervisorUnqualified, supervisorAbsent, supervisorElsewhere
    case areaStopped, majorHazardOpen, conflictingPermit, weatherLimit, linkedPermitMissing, linkedPermitNotActive
    case windowNotOpen, windowPassed, windowTooLong, extensionNotAllowed
    case peopleInside, toolsUnaccounted, headCountDiffers, fireWatchRunning, restorationMissing
    case isolationInPlace, isolationInUse
}

/// A condition that a gate still wants.
public struct Unmet: Hashable, Sendable {
    /// The gate that wants it.
    public let gate: Gate
    /// Which condition.
    public let code: UnmetCode
    /// The id of what it is about.
    public let subject: String
    /// The condition in words.
    public let message: Message
    /// Numbers and names that help to meet it.
    public let detail: JSONObject

    /// Names a condition.
    public init(_ gate: Gate, _ code: UnmetCode, _ subject: String, _ message: Message, detail: JSONObject = [:]) {
        self.gate = gate
        self.code = code
        self.subject = subject
        self.message = message
        self.detail = detail
    }

    /// The condition as replies carry it.
    public func json(in language: Language) -> JSONValue {
        [
            "gate": .string(gate.rawValue), "code": .string(code.rawValue), "subject": .string(subject),
            "message": .string(message.text(in: language)), "detail": .object(detail),
        ]
    }
}
