/// Who may act, beside what a decision itself looks at.
public enum Who: String, Sendable {
    /// Whoever is enrolled, with no grant.
    case anyone
    /// A holder of the applicant's grant.
    case applicant
    /// Who asked for this permit, or amended it.
    case applicantOfPermit
    /// The post that approves at the effective grade.
    case approver
    /// A post that countersigns at the effective grade.
    case countersigner
    /// The permit's leader.
    case leader
    /// The permit's supervisor.
    case supervisor
    /// A gas analyst.
    case analyst
    /// A fire watcher.
    case fireWatcher
    /// An acceptor.
    case acceptor
    /// The pack's safety post.
    case safetyPost
    /// The post that answers for the area.
    case areaPost
    /// The same, once the work is not active.
    case areaPostAfterWork
    /// A holder of a safety post of any pack in force, where no permit names one.
    case safetyPostHere
    /// A holder of a supervisor's grant, whether on a permit or not.
    case supervisorHere
    /// An isolator.
    case isolator
    /// Who holds the post that is handed over.
    case outgoing
    /// Who was offered the post.
    case incoming
    /// Who is to put the hidden danger right.
    case assignee
    /// A verifier in the hidden danger's area.
    case hazardVerifier
    /// The instrument itself, by its own key.
    case instrumentKey
    /// The emergency controller.
    case emergency
    /// Whoever the pack lets confirm this check.
    case checker
    /// Whoever the pack lets brief.
    case briefer
    /// The person briefed.
    case briefedPerson
    /// The person who goes in or out.
    case personMoving
    /// Anyone named on the permit.
    case named
    /// An auditor.
    case auditor
    /// A registrar.
    case registrar
    /// A verifier of credentials.
    case verifier
}

/// What the one gate checks of an operation before its decision looks at conditions.
public struct OperationRule: Sendable {
    /// Who may act: any of these.
    public let who: [Who]
    /// The states a permit may be in; nil where the operation is about no existing permit.
    public let states: Set<PermitState>?
    /// Whether it is a sign-off (✍), which must be signed where signatures are required.
    public let isSignOff: Bool
    /// Whether the revision that the person saw must come with it.
    public let needsExpectedRevision: Bool
    /// Whether a shared device may act with no person named and no signature.
    public let needsNoActor: Bool

    init(
        _ who: [Who], in states: Set<PermitState>? = nil, signed: Bool = false, expecting: Bool = false,
        needsNoActor: Bool = false
    ) {
        self.who = who
        self.states = states
        isSignOff = signed
        needsExpectedRevision = expecting
        self.needsNoActor = needsNoActor
    }
}

extension Operation {
    /// The row of the contract's table (§4) for this operation.
    public var rule: OperationRule { Self.rules[self] ?? OperationRule([.anyone]) }

    private static let rules: [Operation: OperationRule] = [
        .permitRequest: OperationRule([.applicant]),
        .permitAmend: OperationRule([.applicant], in: [.returned]),
        .permitReturn: OperationRule([.countersigner, .approver, .applicantOfPermit], in: [.requested]),
        .permitReject: OperationRule([.approver], in: [.requested]),
        .permitCancel: OperationRule([.applicant, .approver], in: [.requested, .returned, .approved]),
        .permitCountersign: OperationRule([.countersigner], in: [.requested], signed: true),
        .permitApprove: OperationRule([.approver], in: [.requested], signed: true),
        .permitCheck: OperationRule([.checker], in: .prepared),
        .permitCondition: OperationRule([.supervisor, .leader], in: .prepared),
        .permitGasTest: OperationRule([.analyst, .instrumentKey], in: .unfinishedOrOwing),
        .permitIsolate: OperationRule([.isolator], in: [.approved, .suspended]),
        .permitVerifyIsolation: OperationRule([.isolator], in: [.approved, .suspended]),
        .permitRemoveIsolation: OperationRule(
            [.isolator], in: [.requested, .returned, .approved, .suspended, .acceptance]),
        .permitSanctionTest: OperationRule(
            [.areaPost, .leader], in: [.approved, .active, .suspended, .expired, .revoked], signed: true),
        .permitBrief: OperationRule([.briefer], in: .prepared, signed: true),
        .permitBriefed: OperationRule([.briefedPerson], in: .prepared, signed: true),
        .permitArrive: OperationRule([.supervisor], in: .onSite),
        .permitPresent: OperationRule([.supervisor], in: .onSite),
        .permitLeave: OperationRule([.supervisor], in: .onSite),
        .permitAccept: OperationRule([.leader], in: [.approved, .suspended], signed: true),
        .permitStart: OperationRule([.supervisor], in: [.approved], signed: true, expecting: true),
        .permitSuspend: OperationRule([.anyone], in: .all, needsNoActor: true),
        .permitRelease: OperationRule([.approver], in: [.approved, .suspended], signed: true),
        .permitResume: OperationRule([.supervisor], in: [.suspended], signed: true, expecting: true),
        .permitCrew: OperationRule([.leader, .supervisor], in: .unfinishedOrOwing, signed: true),
        .permitHandover: OperationRule([.outgoing], in: .onSite),
        .permitTakeover: OperationRule([.incoming], in: .onSite, signed: true, expecting: true),
        .permitAssign: OperationRule([.approver, .areaPost], in: .onSite, signed: true),
        .permitExtend: OperationRule([.approver], in: [.active, .suspended], signed: true, expecting: true),
        .permitRevoke: OperationRule(
            [.approver, .safetyPost, .supervisor],
            in: [.requested, .returned, .approved, .active, .suspended, .expired], signed: true),
        .permitEnter: OperationRule([.supervisor, .emergency], in: .unfinishedOrOwing),
        .permitExit: OperationRule(
            [.supervisor, .emergency, .leader, .fireWatcher, .personMoving], in: .all, needsNoActor: true),
        .permitFinish: OperationRule([.leader, .areaPostAfterWork], in: [.active, .suspended, .expired, .revoked]),
        .permitWatch: OperationRule(
            [.fireWatcher], in: [.suspended, .expired, .revoked, .fireWatch, .acceptance]),
        .permitRestore: OperationRule([.leader, .areaPost], in: [.fireWatch, .acceptance]),
        .permitClose: OperationRule([.acceptor], in: [.acceptance], signed: true, expecting: true),
        .permitRefuseAcceptance: OperationRule([.acceptor], in: [.acceptance]),
        .permitNote: OperationRule([.named, .auditor, .safetyPost], in: .all),
        .areaStop: OperationRule([.anyone], needsNoActor: true),
        .areaAcknowledge: OperationRule([.anyone], needsNoActor: true),
        .areaLift: OperationRule([.emergency], signed: true),
        .areaWeather: OperationRule([.supervisorHere, .safetyPostHere]),
        .hazardReport: OperationRule([.anyone], needsNoActor: true),
        .hazardAssign: OperationRule([.safetyPostHere]),
        .hazardRectify: OperationRule([.assignee]),
        .hazardVerify: OperationRule([.hazardVerifier], signed: true),
        .hazardReopen: OperationRule([.hazardVerifier]),
        .areaPut: OperationRule([.registrar], signed: true),
        .personPut: OperationRule([.registrar], signed: true),
        .credentialPut: OperationRule([.registrar], signed: true),
        .credentialVerify: OperationRule([.verifier], signed: true),
        .credentialRevoke: OperationRule([.registrar], signed: true),
        .grantPut: OperationRule([.registrar], signed: true),
        .grantRevoke: OperationRule([.registrar], signed: true),
        .instrumentPut: OperationRule([.registrar], signed: true),
        .equipmentPut: OperationRule([.registrar], signed: true),
        .keyEnroll: OperationRule([.registrar], signed: true),
        .keyRevoke: OperationRule([.registrar], signed: true),
        .keyRotate: OperationRule([.anyone], signed: true),
    ]
}
