import PermitCore

extension Operation {
    /// The types of event that say in an operation's own words that it was done; what follows from it may be others.
    var eventTypes: Set<EventType> {
        switch self {
        case .permitCancel: [.permitCancelled]
        case .permitCheck: [.permitChecked]
        case .permitCondition: [.permitConditionChecked]
        case .permitVerifyIsolation: [.permitIsolationVerified]
        case .permitRemoveIsolation: [.permitIsolationRemoved]
        case .permitSanctionTest: [.permitTestSanctioned]
        case .permitBrief, .permitBriefed: [.permitBriefed]
        case .permitArrive: [.permitSupervisorArrived]
        case .permitPresent: [.permitSupervisorPresent]
        case .permitLeave: [.permitSupervisorLeft]
        case .permitSuspend: [.permitSuspended, .permitNoted]
        case .permitCrew: [.permitCrewChanged]
        case .permitHandover: [.permitHandoverOffered]
        case .permitTakeover: [.permitTakenOver]
        case .permitWatch: [.permitFireWatched]
        case .permitRefuseAcceptance: [.permitAcceptanceRefused]
        case .permitGasTest: [.permitGasTested]
        case .hazardRectify: [.hazardRectified]
        case .hazardVerify: [.hazardVerified]
        case .credentialVerify: [.credentialVerified]
        case .areaStop: [.areaStopped]
        case .areaLift: [.areaLifted]
        case .areaWeather: [.areaWeatherReported]
        default:
            // The past tense of the operation's verb.
            ["ed", "d", ""].compactMap { EventType(rawValue: rawValue + $0) }.first.map { [$0] } ?? []
        }
    }
}
