extension Act {
    /// `permit.handover`: the holder offers a post; it stays the holder's until the other takes it over.
    func offer(_ role: PermitRole, to person: PersonID, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let lapses = now + rules.offersLapseAfter
        try draft.record(
            operation.eventType, permit, args: publishedArgs, effects: ["lapsesAt": .moment(lapses)])
        if operation == .permitAssign, permit.state == .active {
            try draft.record(.permitSuspended, permit, cause: Cause.handover, args: publishedArgs)
        }
        return ["role": .string(role.rawValue), "to": .id(person), "lapsesAt": .moment(lapses)]
    }

    /// `permit.takeover`: the incoming person counts who is inside and meets the conditions of the post.
    func takeOver(_ arguments: TakeoverArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        guard let person else { throw .notFound("person") }
        var unmet = circumstances(of: permit, rules).unmetToTakeOver(arguments.role, by: person)
        if Set(arguments.inside) != Set(permit.insideNames) {
            unmet.append(
                Unmet(
                    .closure, .headCountDiffers, permit.permit.text,
                    Message(
                        "the record says inside: \(permit.insideNames.joined(separator: ", "))",
                        "记录显示内部有：\(permit.insideNames.joined(separator: "、"))"),
                    detail: ["recorded": .strings(permit.insideNames), "counted": .strings(arguments.inside)]))
        }
        try require(unmet)
        try draft.record(
            .permitTakenOver, permit, args: publishedArgs, effects: ["from": .id(permit.holder(of: arguments.role))])
        return ["role": .string(arguments.role.rawValue), "holder": .id(person)]
    }

    /// `permit.crew`: nobody who is inside leaves the crew; newcomers work in trades that were asked for.
    func changeCrew(_ change: CrewArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        if !change.add.isEmpty {
            guard permit.state == .approved || permit.state == .suspended else {
                throw wrongState(Message("people join while approved or suspended", "仅在已批准或中止期间可增加人员"))
            }
        }
        try require(
            change.remove.filter { permit.peopleInside[$0] != nil }.map { person in
                Unmet(.closure, .peopleInside, person.text, Message("\(person) is inside", "\(person) 仍在内部"))
            })
        try draft.record(.permitCrewChanged, permit, args: publishedArgs)
        let changed = try draft.permit(permit.permit)
        let isSame = changed.crew == permit.crew
        return [
            "crew": .array(changed.crew.map { ["person": .id($0.person), "trade": .string($0.trade)] }),
            "changed": .bool(!isSame),
        ]
    }

    /// `permit.extend`: a later end, where the pack allows it and all that work wants is good until then.
    func extend(_ arguments: ExtendArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        guard arguments.until > permit.until else {
            throw .invalid([FieldFault(path: "/args/until", Message("not after the end so far", "不晚于当前结束时间"))])
        }
        var extended = permit
        extended.until = arguments.until
        try require(circumstances(of: extended, rules).unmetToExtend())
        try draft.record(.permitExtended, permit, args: publishedArgs)
        return ["until": .moment(arguments.until)]
    }
}

extension Circumstances {
    /// What `permit.takeover` wants of the incoming person: the conditions of the crew and of the supervisor.
    func unmetToTakeOver(_ role: PermitRole, by person: PersonID) -> [Unmet] {
        let then = Circumstances(
            state: state, permit: permit.with(person, as: role), rules: rules, now: now, zone: zone)
        switch role {
        case .supervisor:
            return then.blockedPeople([person]) + then.supervisorQualification(through: permit.until)
                + then.supervisorElsewhere()
        case .leader: return then.leaderQualification(through: permit.until)
        }
    }
}

extension Permit {
    /// The permit as it would be with a post taken over.
    fileprivate func with(_ person: PersonID, as role: PermitRole) -> Permit {
        var permit = self
        switch role {
        case .leader: permit.leader = person
        case .supervisor: permit.supervisor = person
        }
        return permit
    }
}
