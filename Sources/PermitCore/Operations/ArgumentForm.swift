/// What an operation takes as its arguments: how they are read, and what they look like.
struct ArgumentForm: Sendable {
    let read: @Sendable (_ args: JSONObject) throws(FieldFaults) -> Arguments
    let shape: @Sendable () -> Shape

    /// The form of a record, and what the record is among the arguments.
    init<Own: Record>(_ wrap: @escaping @Sendable (Own) -> Arguments) {
        read = { args throws(FieldFaults) in wrap(try Own.read(args, path: "/args")) }
        shape = { Own.shape }
    }
}

extension Operation {
    /// What its arguments look like.
    public var arguments: Shape { form.shape() }

    /// The form of its arguments: the one table by which they are read and described.
    var form: ArgumentForm {
        switch self {
        case .permitRequest, .permitAmend: ArgumentForm(Arguments.content)
        case .permitArrive, .permitPresent, .permitLeave, .permitStart, .permitResume, .permitBriefed, .permitClose:
            ArgumentForm(Arguments.permit)
        case .permitReturn, .permitReject, .permitCancel, .permitSuspend, .permitRelease, .permitRevoke:
            ArgumentForm(Arguments.reason)
        case .permitCountersign, .permitAccept: ArgumentForm(Arguments.signOff)
        case .permitApprove: ArgumentForm(Arguments.approval)
        case .permitCheck: ArgumentForm(Arguments.check)
        case .permitCondition: ArgumentForm(Arguments.condition)
        case .permitGasTest: ArgumentForm(Arguments.gasTest)
        case .permitIsolate: ArgumentForm(Arguments.isolate)
        case .permitVerifyIsolation: ArgumentForm(Arguments.isolation)
        case .permitRemoveIsolation: ArgumentForm(Arguments.removeIsolation)
        case .permitSanctionTest: ArgumentForm(Arguments.sanction)
        case .permitCrew: ArgumentForm(Arguments.crew)
        case .permitHandover: ArgumentForm(Arguments.handover)
        case .permitTakeover: ArgumentForm(Arguments.takeover)
        case .permitAssign: ArgumentForm(Arguments.assign)
        case .permitExtend: ArgumentForm(Arguments.extend)
        case .permitBrief: ArgumentForm(Arguments.brief)
        case .permitEnter, .permitExit: ArgumentForm(Arguments.entry)
        case .permitFinish: ArgumentForm(Arguments.finish)
        case .permitWatch: ArgumentForm(Arguments.watch)
        case .permitRestore: ArgumentForm(Arguments.restore)
        case .permitRefuseAcceptance: ArgumentForm(Arguments.defects)
        case .permitNote: ArgumentForm(Arguments.note)
        case .areaStop: ArgumentForm(Arguments.stop)
        case .areaAcknowledge: ArgumentForm(Arguments.acknowledge)
        case .areaLift: ArgumentForm(Arguments.lift)
        case .areaWeather: ArgumentForm(Arguments.weather)
        case .hazardReport: ArgumentForm(Arguments.hazard)
        case .hazardAssign: ArgumentForm(Arguments.assignHazard)
        case .hazardRectify: ArgumentForm(Arguments.rectifyHazard)
        case .hazardVerify: ArgumentForm(Arguments.verifyHazard)
        case .hazardReopen: ArgumentForm(Arguments.reopenHazard)
        case .areaPut: ArgumentForm(Arguments.area)
        case .personPut: ArgumentForm(Arguments.person)
        case .credentialPut: ArgumentForm(Arguments.credential)
        case .credentialVerify: ArgumentForm(Arguments.verify)
        case .credentialRevoke: ArgumentForm(Arguments.revokeCredential)
        case .grantPut: ArgumentForm(Arguments.grant)
        case .grantRevoke: ArgumentForm(Arguments.revokeGrant)
        case .instrumentPut: ArgumentForm(Arguments.instrument)
        case .equipmentPut: ArgumentForm(Arguments.equipment)
        case .keyEnroll: ArgumentForm(Arguments.enrol)
        case .keyRevoke: ArgumentForm(Arguments.revokeKey)
        case .keyRotate: ArgumentForm(Arguments.rotateKey)
        default: readForm
        }
    }

    private var readForm: ArgumentForm {
        switch self {
        case .permitGet: ArgumentForm { .read(.permit($0)) }
        case .permitHistory: ArgumentForm { .read(.history($0)) }
        case .permitReadiness: ArgumentForm { .read(.readiness($0)) }
        case .permitList: ArgumentForm { .read(.list($0)) }
        case .hazardGet: ArgumentForm { .read(.hazard($0)) }
        case .hazardList: ArgumentForm { .read(.hazardList($0)) }
        case .areaBoard: ArgumentForm { .read(.areaBoard($0)) }
        case .registerGet: ArgumentForm { .read(.register($0)) }
        case .registerList: ArgumentForm { .read(.registerList($0)) }
        case .rulesForm: ArgumentForm { .read(.form($0)) }
        case .eventsRead: ArgumentForm { .read(.events($0)) }
        case .boardSnapshot: ArgumentForm { .read(.snapshot($0)) }
        case .permitDossier: ArgumentForm { .read(.dossier($0)) }
        case .permitTicket: ArgumentForm { .read(.ticket($0)) }
        case .logCheckpoint: ArgumentForm { .read(.checkpoint($0)) }
        case .logProof: ArgumentForm { .read(.proof($0)) }
        case .rulesExplain: ArgumentForm { (arguments: ExplainArguments) in .read(.explain(arguments.rules)) }
        case .rulesList: ArgumentForm { (_: NoArguments) in .read(.rulesList) }
        default: ArgumentForm { .read(.status($0)) }
        }
    }
}
