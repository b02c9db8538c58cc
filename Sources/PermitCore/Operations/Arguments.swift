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
    case read(ReadQuery)

    /// Reads an operation's arguments and names every fault.
    public static func read(_ operation: Operation, _ args: JSONObject) throws(FieldFaults) -> Arguments {
        let path = "/args"
        switch operation {
        case .permitRequest, .permitAmend: return .content(try .read(args, path: path))
        case .permitArrive, .permitPresent, .permitLeave, .permitStart, .permitResume, .permitBriefed, .permitClose:
            return .permit(try .read(args, path: path))
        case .permitReturn, .permitReject, .permitCancel, .permitSuspend, .permitRelease, .permitRevoke:
            return .reason(try .read(args, path: path))
        case .permitCountersign, .permitAccept: return .signOff(try .read(args, path: path))
        case .permitApprove: return .approval(try .read(args, path: path))
        case .permitCheck: return .check(try .read(args, path: path))
        case .permitCondition: return .condition(try .read(args, path: path))
        case .permitGasTest: return .gasTest(try .read(args, path: path))
        case .permitIsolate: return .isolate(try .read(args, path: path))
        case .permitVerifyIsolation: return .isolation(try .read(args, path: path))
        case .permitRemoveIsolation: return .removeIsolation(try .read(args, path: path))
        case .permitSanctionTest: return .sanction(try .read(args, path: path))
        case .permitCrew: return .crew(try .read(args, path: path))
        case .permitHandover: return .handover(try .read(args, path: path))
        case .permitTakeover: return .takeover(try .read(args, path: path))
        case .permitAssign: return .assign(try .read(args, path: path))
        case .permitExtend: return .extend(try .read(args, path: path))
        case .permitBrief: return .brief(try .read(args, path: path))
        case .permitEnter, .permitExit: return .entry(try .read(args, path: path))
        case .permitFinish: return .finish(try .read(args, path: path))
        case .permitWatch: return .watch(try .read(args, path: path))
        case .permitRestore: return .restore(try .read(args, path: path))
        case .permitRefuseAcceptance: return .defects(try .read(args, path: path))
        case .permitNote: return .note(try .read(args, path: path))
        case .areaStop: return .stop(try .read(args, path: path))
        case .areaAcknowledge: return .acknowledge(try .read(args, path: path))
        case .areaLift: return .lift(try .read(args, path: path))
        case .areaWeather: return .weather(try .read(args, path: path))
        case .hazardReport: return .hazard(try .read(args, path: path))
        case .hazardAssign: return .assignHazard(try .read(args, path: path))
        case .hazardRectify: return .rectifyHazard(try .read(args, path: path))
        case .hazardVerify: return .verifyHazard(try .read(args, path: path))
        case .hazardReopen: return .reopenHazard(try .read(args, path: path))
        case .areaPut: return .area(try .read(args, path: path))
        case .personPut: return .person(try .read(args, path: path))
        case .credentialPut: return .credential(try .read(args, path: path))
        case .credentialVerify: return .verify(try .read(args, path: path))
        case .credentialRevoke: return .revokeCredential(try .read(args, path: path))
        case .grantPut: return .grant(try .read(args, path: path))
        case .grantRevoke: return .revokeGrant(try .read(args, path: path))
        case .instrumentPut: return .instrument(try .read(args, path: path))
        case .equipmentPut: return .equipment(try .read(args, path: path))
        case .keyEnroll: return .enrol(try .read(args, path: path))
        case .keyRevoke: return .revokeKey(try .read(args, path: path))
        default: return .read(try ReadQuery.read(operation, args))
        }
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
    case status

    static func read(_ operation: Operation, _ args: JSONObject) throws(FieldFaults) -> ReadQuery {
        let path = "/args"
        switch operation {
        case .permitGet: return .permit(try .read(args, path: path))
        case .permitHistory: return .history(try .read(args, path: path))
        case .permitReadiness: return .readiness(try .read(args, path: path))
        case .permitList: return .list(try .read(args, path: path))
        case .hazardGet: return .hazard(try .read(args, path: path))
        case .hazardList: return .hazardList(try .read(args, path: path))
        case .areaBoard: return .areaBoard(try .read(args, path: path))
        case .registerGet: return .register(try .read(args, path: path))
        case .registerList: return .registerList(try .read(args, path: path))
        case .rulesForm: return .form(try .read(args, path: path))
        case .rulesExplain:
            let arguments = try RulesArguments.read(args, path: path)
            guard arguments.facts != nil else {
                throw FieldFaults([FieldFault(path: "/args/facts", Message("missing", "缺少"))])
            }
            return .explain(arguments)
        case .eventsRead: return .events(try .read(args, path: path))
        case .boardSnapshot: return .snapshot(try .read(args, path: path))
        case .rulesList:
            _ = try NoArguments.read(args, path: path)
            return .rulesList
        default:
            _ = try NoArguments.read(args, path: path)
            return .status
        }
    }
}
