/// The checked arguments of one operation.
public enum Arguments: Sendable {
    case content(PermitContent)
    case permit(PermitOnly)
    case reason(PermitReason)
    case signOff(ContentSignOff)
    case approval(Approval)
    case check(CheckArguments)
    case condition(ConditionArguments)
    case gasTest(GasTestArguments)
    case isolate(IsolateArguments)
    case isolation(IsolationReference)
    case removeIsolation(RemoveIsolationArguments)
    case sanction(SanctionArguments)
    case crew(CrewArguments)
    case handover(HandoverArguments)
    case takeover(TakeoverArguments)
    case assign(AssignArguments)
    case extend(ExtendArguments)
    case brief(BriefArguments)
    case entry(EntryArguments)
    case finish(FinishArguments)
    case watch(WatchArguments)
    case restore(RestoreArguments)
    case defects(DefectArguments)
    case note(NoteArguments)
    case stop(StopArguments)
    case acknowledge(AcknowledgeArguments)
    case lift(LiftArguments)
    case weather(WeatherArguments)
    case hazard(HazardReport)
    case assignHazard(HazardAssignment)
    case rectifyHazard(HazardRectification)
    case verifyHazard(HazardVerification)
    case reopenHazard(HazardReopening)
    case area(Area)
    case person(Person)
    case credential(Credential)
    case verify(VerifyArguments)
    case revokeCredential(CredentialRevocation)
    case grant(Grant)
    case revokeGrant(GrantRevocation)
    case instrument(Instrument)
    case equipment(Equipment)
    case enrol(KeyEnrolment)
    case revokeKey(KeyRevocation)
    case rotateKey(KeyRotation)
    case read(ReadQuery)

    /// Reads an operation's arguments and names every fault.
    public static func read(_ operation: Operation, _ args: JSONObject) throws(FieldFaults) -> Arguments {
        try operation.form.read(args)
    }

    /// The permit that the operation is about, if it is about one that must exist.
    public var permit: PermitID? {
        switch self {
        case .content(let content): content.permit
        case .permit(let arguments): arguments.permit
        case .reason(let arguments): arguments.permit
        case .signOff(let arguments): arguments.permit
        case .approval(let arguments): arguments.permit
        case .check(let arguments): arguments.permit
        case .condition(let arguments): arguments.permit
        case .gasTest(let arguments): arguments.permit
        case .isolate(let arguments): arguments.permit
        case .isolation(let arguments): arguments.permit
        case .removeIsolation(let arguments): arguments.permit
        case .sanction(let arguments): arguments.permit
        case .crew(let arguments): arguments.permit
        case .handover(let arguments): arguments.permit
        case .takeover(let arguments): arguments.permit
        case .assign(let arguments): arguments.permit
        case .extend(let arguments): arguments.permit
        case .brief(let arguments): arguments.permit
        case .entry(let arguments): arguments.permit
        case .finish(let arguments): arguments.permit
        case .watch(let arguments): arguments.permit
        case .restore(let arguments): arguments.permit
        case .defects(let arguments): arguments.permit
        case .note(let arguments): arguments.permit
        default: nil
        }
    }

    /// The hidden danger that the operation is about, if it is about one that must exist.
    var hazard: HazardID? {
        switch self {
        case .assignHazard(let arguments): arguments.hazard
        case .rectifyHazard(let arguments): arguments.hazard
        case .verifyHazard(let arguments): arguments.hazard
        case .reopenHazard(let arguments): arguments.hazard
        default: nil
        }
    }

    /// The arguments of the acts that come in great numbers while work goes on, and of requests; nil of the others.
    var ofPermitAtWork: (any Record)? {
        switch self {
        case .content(let content): content
        case .check(let arguments): arguments
        case .condition(let arguments): arguments
        case .gasTest(let arguments): arguments
        case .brief(let arguments): arguments
        case .entry(let arguments): arguments
        default: nil
        }
    }

    /// Whether the act reports something failing or takes someone off the work, which makes it one of the safer acts.
    /// Gas and weather are judged against rules and earlier reports, so these can't be told by the arguments alone.
    var isAdverse: Bool {
        switch self {
        case .check(let arguments): arguments.outcome == .failed
        case .condition(let arguments): !arguments.isFit
        case .watch(let arguments): arguments.finding != nil
        case .gasTest(let arguments): arguments.mode == .alarm
        case .crew(let arguments): arguments.add.isEmpty
        default: false
        }
    }
}

/// What a read asks for.
public enum ReadQuery: Sendable {
    case permit(PermitReference)
    case history(HistoryArguments)
    case readiness(PermitReference)
    case list(ListArguments)
    case hazard(HazardReference)
    case hazardList(HazardListArguments)
    case areaBoard(AreaReference)
    case register(RegisterReference)
    case registerList(RegisterListArguments)
    case rulesList
    case form(RulesArguments)
    case explain(RulesArguments)
    case events(EventsArguments)
    case snapshot(SnapshotArguments)
    case dossier(HistoryArguments)
    case ticket(PermitReference)
    case checkpoint(CheckpointArguments)
    case proof(ProofArguments)
    case status(StatusArguments)
}
