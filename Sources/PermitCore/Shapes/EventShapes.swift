/// What `data` holds in each type of event, beside what every event says of itself.
extension EventType {
    /// All of `data`.
    public var data: Shape {
        var members: [Shape.Member] = []
        func add(_ name: String, _ shape: Shape, isRequired: Bool = true) {
            members.append(Shape.Member(name: name, shape: shape, isRequired: isRequired))
        }
        if isPermits {
            add("permit", .uuid)
            add("number", .id)
            add("kind", .id)
        }
        if !isRegisters { add("area", .area) }
        if isPermits {
            add("state", .choice(PermitState.self))
            add("revision", .count)
        }
        if let cause { add("cause", cause.shape, isRequired: cause.isRequired) }
        add("actor", Shape.anyText.noted("The person, the device where nobody is named, or system."))
        add("device", Shape.anyText.orNull.noted("Whose key brought it; null for what the daemon does by itself."))
        add("at", Shape.instant.noted("The device's clock when it was done."))
        add("request", Shape.id.orNull.noted("The request that caused it."))
        add("proven", Shape.bool.noted("Whether the actor is proven, by signature or by a key of one's own."))
        add(
            "signed", Shape.only(true).noted("The request was signed; the log keeps its signature."), isRequired: false)
        add(
            "late", Shape.only(true).noted("Nothing was left to change, or something newer was known."),
            isRequired: false)
        add("args", args)
        if let effects { add("effects", effects, isRequired: hasEffectsAlways) }
        return .object(members)
    }

    private var cause: (shape: Shape, isRequired: Bool)? {
        switch self {
        case .permitSuspended: (.causeName, true)
        case .permitExpired: (.only(.string(UnmetCode.windowPassed.rawValue)), true)
        case .permitCancelled: (.words([UnmetCode.windowPassed.rawValue, "revoked"]), false)
        default: nil
        }
    }

    /// The arguments of the acts that lead to it, less what is not published; none where the daemon does it by itself.
    private var args: Shape {
        let own = Operation.allCases.filter { !$0.isRead && $0.eventType == self }
        var forms = (own + otherOperations).reduce(into: [Shape]()) { forms, operation in
            let form = operation.arguments.without(["remarks", "proof"])
            if !forms.contains(form) { forms.append(form) }
        }
        switch self {
        case .permitSuspended: forms += [.object(["stop": .count]), .nothing]
        case .permitCancelled, .permitAlarmed: forms.append(.nothing)
        case .permitExpired, .permitFireWatchEnded, .hazardOverdue: forms = [.nothing]
        case .packsAdopted: forms = [.object(["packs": .list(.adoptedPack)])]
        case .daemonRecovered: forms = [.object(["person": .id, "grant": .id]), .loss]
        case .daemonKeyRotated: forms = [.logKeyRotation, .object(["server": .curveKey])]
        case .keyEnrolled: forms = [KeyEnrolment.shape.without(["proof"])]
        default: break
        }
        return .either(forms)
    }

    /// Acts that lead to it beside the one that it is named after.
    private var otherOperations: [Operation] {
        switch self {
        case .permitSuspended: [.permitEnter, .permitWatch, .permitAssign, .permitSanctionTest]
        case .permitCancelled: [.permitRevoke]
        case .permitNoted, .permitAlarmed: [.permitSuspend]
        default: []
        }
    }

    /// What was worked out when it happened; nil where nothing is.
    private var effects: Shape? {
        switch self {
        case .permitRequested, .permitAmended:
            .object([
                "pack": .id, "edition": .id, "packDigest": .digest, "grade": .id, "effectiveGrade": .id,
                "upgradeReasons": .list(.anyText), "approve": .id, "numberedOn": .anyText, "countersign": .list(.id),
                "contentDigest": .digest,
            ])
        case .permitCountersigned, .permitApproved: .object(["post": .id])
        case .permitGasTested: .object(["within": .bool, "verdict": .choice(GasVerdict.self)])
        case .permitTestSanctioned: .object(["as": .words(["leader", "areaPost"])])
        case .permitSuspended:
            .either([
                .object(["permit": .uuid, "number": .id]).noted("The permit of the same job that stopped."),
                .object(["unmet": .list(.object(["subject": .anyText, "message": .message]))]),
            ])
        case .permitHandoverOffered, .permitAssigned: .object(["lapsesAt": .moment])
        case .permitTakenOver: .object(["from": .id])
        case .permitFinished: .object(["fireWatch": .bool])
        case .permitClosed: .object(["outcome": .choice(FinishArguments.Outcome.self)])
        case .permitAlarmed:
            .object(
                ["alarm": .choice(Alarm.self)],
                optional: [
                    "due": .moment, "role": .choice(PermitRole.self), "to": .id, "until": .moment,
                    "inside": .list(.anyText),
                ])
        case .areaStopped: .object(["reaches": .list(.area), "devices": .list(.anyText)])
        case .hazardOverdue: .object(["deadline": .moment, "assignee": .id])
        default: nil
        }
    }

    /// Whether it never comes without: a suspension may need no reasons, a late act works nothing out.
    private var hasEffectsAlways: Bool {
        switch self {
        case .permitSuspended, .permitGasTested, .permitFinished: false
        default: true
        }
    }
}

extension Shape {
    static let nothing = Shape(["type": "object", "maxProperties": 0])

    /// The log's new key in the C2SP form, the former one, and its signature over the new one.
    static let logKeyRotation = object(["log": anyText, "former": anyText, "signature": base64(64)])

    static let adoptedPack = object([
        "pack": id, "edition": id, "digest": digest, "rules": Pack.shape.named(name(of: Pack.self)),
    ])

    /// What two people said who went on with a log that lacks what was vouched for.
    static let loss: Shape = {
        let log = object(["size": count, "root": base64(32)])
        return object([
            "lost": log, "held": log, "reason": text(2_000),
            "people": list(object(["person": id, "signing": base64(32), "signature": base64(64)]), 2...2),
            "epoch": uuid,
        ]).noted("Two people went on with a log that lacks what was vouched for.")
    }()
}
