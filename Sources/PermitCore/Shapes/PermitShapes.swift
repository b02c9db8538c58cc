/// What replies tell of permits. Each shape stands for the view of the same name.
extension Shape {
    /// One of the crew and the trade.
    static let crewMember = object(["person": id, "trade": id]).named("crewMember")

    /// A sign-off line: ``SignOff``.
    static let signOff = object([
        "post": id, "step": choice(SignOff.Step.self), "signedBy": id.orNull, "signedAt": moment.orNull,
    ]).named("signOff")

    private static let checkRule = object([
        "check": id, "title": message, "by": list(id), "required": bool, "notApplicable": bool, "evidence": bool,
        "lives": choice(Lifetime.self), "clause": anyText,
    ])

    /// A check as a pack wants it.
    static let check = checkRule.named("check")

    /// A check and what was last found.
    static let checkFound = checkRule.with(
        object(["outcome": choice(CheckOutcome.self).orNull, "confirmedBy": anyText.orNull, "at": moment.orNull])
    ).named("checkFound")

    /// Why a permit is suspended: ``Cause``.
    static let cause = object(["cause": causeName, "since": moment, "by": anyText, "latched": bool]).named("cause")

    /// What a cause may be called.
    static let causeName = words(Cause.ownNames + UnmetCode.allCases.map(\.rawValue)).named("causeName")

    /// Who or what is inside, with the basis and since when.
    static let inside = either(
        ["person", "tool"].map { name in
            .object([
                Member(name: name, shape: anyText, isRequired: true),
                Member(name: "basis", shape: choice(EntryArguments.Basis.self), isRequired: true),
                Member(name: "since", shape: moment, isRequired: true),
            ])
        }
    ).named("inside")

    /// Someone or something inside, by the permit.
    static let insidePermit = object(["permit": uuid, "number": id, "name": anyText]).named("insidePermit")

    /// Which permit, and how it stands.
    static let stand = object(["permit": uuid, "number": id, "state": choice(PermitState.self), "revision": count])

    private static let summaryMembers = object([
        "type": only("permit"), "permit": uuid, "number": id, "kind": id, "area": area, "grade": id,
        "effectiveGrade": id, "state": choice(PermitState.self), "revision": count, "from": moment, "until": moment,
        "leader": id, "supervisor": id, "crew": list(crewMember), "causes": list(cause), "inside": list(inside),
        "supervisorPresent": bool, "outcome": choice(FinishArguments.Outcome.self).orNull,
        "due": list(object(["what": choice(Due.self), "at": moment])),
    ])

    /// What a list or a board shows of a permit.
    static let permitSummary = summaryMembers.named("permitSummary")

    /// All of a permit.
    static let permit = summaryMembers.with(
        object([
            "work": anyText.orNull, "method": anyText.orNull, "analysis": list(PermitContent.AnalysisStep.shape),
            "facts": facts, "equipment": list(id), "supersedes": uuid.orNull,
            "contentText": anyText.noted("The exact text whose SHA-256 is contentDigest."), "contentDigest": digest,
            "pack": id, "edition": id, "upgradeReasons": list(anyText), "approvals": list(signOff),
            "checks": list(checkFound), "conditions": list(conditionFound), "gasTests": list(gasTest),
            "briefed": list(briefing), "acceptedAt": moment.orNull, "startedAt": moment.orNull,
            "restoration": list(restoration), "isolations": list(isolationShared), "related": list(related),
            "offers": list(offer),
        ])
    ).named("permit")

    private static let conditionFound = object(["person": id, "fit": bool, "checkedBy": anyText, "at": moment])

    private static let gasTest = object([
        "point": anyText, "sampledAt": moment, "instrument": id, "by": anyText, "within": bool,
        "verdict": choice(GasVerdict.self),
        "readings": list(object(["gas": anyText, "value": decimal, "unit": choice(GasUnit.self)])),
    ])

    private static let briefing = object([
        "person": id, "briefedBy": anyText, "at": moment, "signedAt": moment.orNull,
    ])

    private static let related = object([
        "permit": uuid, "number": id.orNull, "kind": id.orNull, "state": choice(PermitState.self).orNull,
        "isOneJob": bool,
    ])

    private static let offer = object(["role": choice(PermitRole.self), "to": id, "by": anyText, "lapsesAt": moment])

    private static let restoration = object([
        "item": id, "title": either([message, anyText]), "outcome": choice(CheckOutcome.self).orNull,
        "defect": anyText.orNull,
    ])

    private static let isolationMembers = IsolationPoint.shape.with(
        object([
            "isolated": object(["by": id, "at": moment, "lock": anyText.orNull]).orNull,
            "verified": object(["by": id, "at": moment]).orNull,
            "sanction": object([
                "until": moment, "by": id, "leaders": list(object(["permit": uuid, "leader": id])),
            ]).orNull,
        ]))

    /// A point of isolation and how it stands: ``Isolation``.
    static let isolation = isolationMembers.named("isolation")

    private static let isolationShared: Shape = {
        let sharers = object(["sharedWith": list(object(["permit": uuid, "number": id]))])
        // Before anything was ever isolated there, there is only what the request said of it.
        return either([isolationMembers.with(sharers), IsolationPoint.shape.with(sharers)])
    }()
}
