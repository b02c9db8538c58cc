/// What `result` holds in the reply to each operation that goes through.
extension Operation {
    /// What an answer to this operation holds.
    public var result: Shape {
        if isRead { return readResult }
        guard rawValue.hasPrefix("permit.") else { return resultElsewhere }
        let whole = Shape.stand.with(own)
        let late = Shape.object(["late": .only(true)])
        switch self {
        // What finds nothing left to change says so, and no more than how the permit stands.
        case .permitGasTest, .permitCrew: return .either([whole, .stand.with(late)])
        case .permitSuspend, .permitLeave, .permitFinish, .permitRevoke, .permitCheck, .permitCondition, .permitWatch:
            return whole.with(.object([:], optional: ["late": .only(true)]))
        default: return whole
        }
    }

    /// What an act on a permit adds to how the permit stands.
    private var own: Shape {
        switch self {
        case .permitRequest, .permitAmend:
            .object([
                "grade": .id, "effectiveGrade": .id, "upgradeReasons": .list(.anyText), "approvals": .list(.signOff),
                "checks": .list(.check), "contentDigest": .digest, "warnings": .list(.unmet),
            ])
        case .permitCountersign, .permitApprove: .object(["approvals": .list(.signOff)])
        case .permitGasTest: .object(["within": .bool, "verdict": .choice(GasVerdict.self)])
        case .permitIsolate, .permitVerifyIsolation, .permitRemoveIsolation: .object(["isolation": .isolation])
        case .permitSanctionTest:
            .object(["awaiting": .list(.object(["permit": .uuid, "leader": .id]))])
        case .permitCrew: .object(["crew": .list(.crewMember), "changed": .bool])
        case .permitHandover, .permitAssign:
            .object(["role": .choice(PermitRole.self), "to": .id, "lapsesAt": .moment])
        case .permitTakeover: .object(["role": .choice(PermitRole.self), "holder": .id])
        case .permitExtend: .object(["until": .moment])
        case .permitEnter, .permitExit: .object(["inside": .list(.anyText)])
        case .permitClose: .object(["outcome": .choice(FinishArguments.Outcome.self)])
        default: .object([:])
        }
    }

    private var resultElsewhere: Shape {
        switch self {
        case .areaStop:
            .object(["stop": .count, "unacknowledged": .list(.anyText), "inside": .list(.insidePermit)])
        case .areaAcknowledge: .object(["stop": .count, "unacknowledged": .list(.anyText)])
        case .areaLift: .object(["stop": .count])
        case .areaWeather: .object(["area": .area])
        case .hazardReport: .object(["hazard": .uuid, "state": .choice(Hazard.State.self)])
        case .hazardAssign, .hazardRectify, .hazardVerify, .hazardReopen:
            .object(["hazard": .uuid, "state": .choice(Hazard.State.self), "level": .choice(Hazard.Level.self)])
        default:
            .object(
                ["changed": .bool],
                optional: [
                    "late": .only(true), "warnings": .list(.object(["path": .anyText, "message": .message])),
                ])
        }
    }

    private var readResult: Shape {
        switch self {
        case .permitGet: .permit
        case .permitList: .page(of: .permitSummary)
        case .permitReadiness:
            .stand.with(
                .object(["ready": .bool, "next": Shape.choice(Operation.self).orNull, "unmet": .list(.unmet)]))
        case .permitHistory: .history
        case .hazardGet: .hazard
        case .hazardList: .page(of: .hazard)
        case .areaBoard: .board
        case .registerGet: .registerEntry
        case .registerList: .page(of: .registerEntry)
        case .rulesList: .page(of: .packInForce)
        case .rulesForm: .form
        case .rulesExplain: .explanation
        case .eventsRead: .eventPage
        case .boardSnapshot: .snapshot
        case .permitDossier: .dossier
        case .permitTicket: .object(["ticket": Shape.anyText.noted("A compact JWS, EdDSA by the log's key.")])
        case .logCheckpoint: .checkpoint
        case .logProof: .object(["seq": .count, "size": .count, "inclusion": .list(.base64(32))])
        default: .status
        }
    }
}
