/// Every type of event this daemon publishes.
public enum EventType: String, Sendable, CaseIterable {
    case permitRequested = "permit.requested"
    case permitAmended = "permit.amended"
    case permitReturned = "permit.returned"
    case permitCountersigned = "permit.countersigned"
    case permitApproved = "permit.approved"
    case permitRejected = "permit.rejected"
    case permitCancelled = "permit.cancelled"
    case permitChecked = "permit.checked"
    case permitConditionChecked = "permit.conditionChecked"
    case permitGasTested = "permit.gasTested"
    case permitIsolated = "permit.isolated"
    case permitIsolationVerified = "permit.isolationVerified"
    case permitIsolationRemoved = "permit.isolationRemoved"
    case permitTestSanctioned = "permit.testSanctioned"
    case permitBriefed = "permit.briefed"
    case permitSupervisorArrived = "permit.supervisorArrived"
    case permitSupervisorPresent = "permit.supervisorPresent"
    case permitSupervisorLeft = "permit.supervisorLeft"
    case permitAccepted = "permit.accepted"
    case permitStarted = "permit.started"
    case permitSuspended = "permit.suspended"
    case permitReleased = "permit.released"
    case permitResumed = "permit.resumed"
    case permitCrewChanged = "permit.crewChanged"
    case permitHandoverOffered = "permit.handoverOffered"
    case permitTakenOver = "permit.takenOver"
    case permitAssigned = "permit.assigned"
    case permitExtended = "permit.extended"
    case permitExpired = "permit.expired"
    case permitRevoked = "permit.revoked"
    case permitEntered = "permit.entered"
    case permitExited = "permit.exited"
    case permitFinished = "permit.finished"
    case permitFireWatched = "permit.fireWatched"
    case permitFireWatchEnded = "permit.fireWatchEnded"
    case permitRestored = "permit.restored"
    case permitAcceptanceRefused = "permit.acceptanceRefused"
    case permitClosed = "permit.closed"
    case permitNoted = "permit.noted"
    case permitAlarmed = "permit.alarmed"
    case areaStopped = "area.stopped"
    case areaAcknowledged = "area.acknowledged"
    case areaLifted = "area.lifted"
    case areaWeatherReported = "area.weatherReported"
    case hazardReported = "hazard.reported"
    case hazardAssigned = "hazard.assigned"
    case hazardRectified = "hazard.rectified"
    case hazardVerified = "hazard.verified"
    case hazardReopened = "hazard.reopened"
    case hazardOverdue = "hazard.overdue"
    case areaPut = "area.put"
    case personPut = "person.put"
    case credentialPut = "credential.put"
    case credentialVerified = "credential.verified"
    case credentialRevoked = "credential.revoked"
    case grantPut = "grant.put"
    case grantRevoked = "grant.revoked"
    case instrumentPut = "instrument.put"
    case equipmentPut = "equipment.put"
    case keyEnrolled = "key.enrolled"
    case keyRevoked = "key.revoked"
    case packsAdopted = "packs.adopted"
    case daemonRecovered = "daemon.recovered"
    case daemonKeyRotated = "daemon.keyRotated"

    /// Whether it is about a permit.
    public var isPermits: Bool { rawValue.hasPrefix("permit.") }

    /// Whether it is about a hidden danger.
    public var isHazards: Bool { rawValue.hasPrefix("hazard.") }

    /// Whether it belongs to the register's topics. Area puts do; stops and weather belong to their area.
    public var isRegisters: Bool {
        switch self {
        case .areaStopped, .areaAcknowledged, .areaLifted, .areaWeatherReported: false
        default: !isPermits && !isHazards
        }
    }
}
