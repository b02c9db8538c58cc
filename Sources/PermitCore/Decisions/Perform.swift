extension Act {
    /// The operation's own decision: its gates, then its events.
    func perform(into draft: inout Draft) throws(Refusal) -> JSONObject {
        switch command.arguments {
        case .content(let content): try requestOrAmend(content, into: &draft)
        case .approval(let approval): try approve(approval, into: &draft)
        case .stop(let arguments): try stop(arguments, into: &draft)
        case .acknowledge(let arguments): try acknowledge(arguments, into: &draft)
        case .lift(let arguments): try lift(arguments, into: &draft)
        case .entry(let arguments): try move(arguments, into: &draft)
        case .gasTest(let arguments): try testGas(arguments, into: &draft)
        case .weather(let report): try reportWeather(report, into: &draft)
        case .hazard(let report): try self.report(report, into: &draft)
        case .isolate(let arguments): try isolate(arguments, into: &draft)
        case .isolation(let arguments): try verifyIsolation(arguments, into: &draft)
        case .removeIsolation(let arguments): try removeIsolation(arguments, into: &draft)
        case .sanction(let arguments): try sanctionTest(arguments, into: &draft)
        case .crew(let change): try changeCrew(change, into: &draft)
        case .handover(let arguments): try offer(arguments.role, to: arguments.to, into: &draft)
        case .assign(let arguments): try offer(arguments.role, to: arguments.to, into: &draft)
        case .takeover(let arguments): try takeOver(arguments, into: &draft)
        case .extend(let arguments): try extend(arguments, into: &draft)
        case .watch(let arguments): try watch(arguments, into: &draft)
        case .rotateKey(let rotation): try rotate(rotation, into: &draft)
        default:
            try performOther(into: &draft)
        }
    }

    private func performOther(into draft: inout Draft) throws(Refusal) -> JSONObject {
        if let hazard = command.arguments.hazard { return try handle(hazard, into: &draft) }
        return command.arguments.permit == nil
            ? try changeRegister(into: &draft) : try performOnPermit(into: &draft)
    }

    private func performOnPermit(into draft: inout Draft) throws(Refusal) -> JSONObject {
        switch operation {
        case .permitCountersign: try countersign(into: &draft)
        case .permitCancel, .permitReject: try endUnstarted(into: &draft)
        case .permitBriefed: try signBriefing(into: &draft)
        case .permitStart: try start(into: &draft)
        case .permitResume: try resume(into: &draft)
        case .permitSuspend: try suspend(into: &draft)
        case .permitRelease: try release(into: &draft)
        case .permitRevoke: try revoke(into: &draft)
        case .permitFinish: try finish(into: &draft)
        case .permitLeave: try leave(into: &draft)
        case .permitClose: try close(into: &draft)
        default: try recordOnly(into: &draft)
        }
    }

    /// What needs no more than the ladder: the act is the event.
    private func recordOnly(into draft: inout Draft) throws(Refusal) -> JSONObject {
        try draft.record(operation.eventType, try permit().permit, args: publishedArgs)
        return [:]
    }
}

extension Operation {
    /// The event that the operation makes when it goes through.
    public var eventType: EventType { Self.eventTypes[self] ?? .permitNoted }

    private static let eventTypes: [Operation: EventType] = [
        .permitRequest: .permitRequested, .permitAmend: .permitAmended, .permitReturn: .permitReturned,
        .permitReject: .permitRejected, .permitCancel: .permitCancelled, .permitCountersign: .permitCountersigned,
        .permitApprove: .permitApproved, .permitCheck: .permitChecked, .permitCondition: .permitConditionChecked,
        .permitGasTest: .permitGasTested, .permitIsolate: .permitIsolated,
        .permitVerifyIsolation: .permitIsolationVerified, .permitRemoveIsolation: .permitIsolationRemoved,
        .permitSanctionTest: .permitTestSanctioned, .permitCrew: .permitCrewChanged,
        .permitHandover: .permitHandoverOffered, .permitTakeover: .permitTakenOver,
        .permitAssign: .permitAssigned, .permitExtend: .permitExtended, .permitBrief: .permitBriefed,
        .permitBriefed: .permitBriefed,
        .permitArrive: .permitSupervisorArrived, .permitPresent: .permitSupervisorPresent,
        .permitLeave: .permitSupervisorLeft, .permitAccept: .permitAccepted, .permitStart: .permitStarted,
        .permitSuspend: .permitSuspended, .permitRelease: .permitReleased, .permitResume: .permitResumed,
        .permitRevoke: .permitRevoked, .permitEnter: .permitEntered, .permitExit: .permitExited,
        .permitFinish: .permitFinished, .permitWatch: .permitFireWatched, .permitRestore: .permitRestored,
        .permitClose: .permitClosed, .permitRefuseAcceptance: .permitAcceptanceRefused, .permitNote: .permitNoted,
        .areaStop: .areaStopped, .areaAcknowledge: .areaAcknowledged, .areaLift: .areaLifted, .areaPut: .areaPut,
        .areaWeather: .areaWeatherReported, .hazardReport: .hazardReported, .hazardAssign: .hazardAssigned,
        .hazardRectify: .hazardRectified, .hazardVerify: .hazardVerified, .hazardReopen: .hazardReopened,
        .personPut: .personPut, .credentialPut: .credentialPut, .credentialVerify: .credentialVerified,
        .credentialRevoke: .credentialRevoked, .grantPut: .grantPut, .grantRevoke: .grantRevoked,
        .instrumentPut: .instrumentPut, .equipmentPut: .equipmentPut, .keyEnroll: .keyEnrolled,
        .keyRevoke: .keyRevoked, .keyRotate: .keyEnrolled,
    ]
}
