extension Act {
    /// `notFound`, `alreadyExists`: outside the actor's areas there is nothing.
    func checkFound() throws(Refusal) {
        switch command.arguments {
        case .content(let content):
            try checkFound(content)
        case .stop(let arguments):
            // An area that is only a part of others' paths can be stopped too.
            guard state.register.areas.keys.contains(where: { arguments.area.covers($0) }) else {
                throw .notFound("area \(arguments.area)")
            }
        case .acknowledge(let arguments):
            guard let stop = state.stops[arguments.stop], arguments.area.map({ $0 == stop.area }) ?? true,
                isThere(stop)
            else { throw .notFound("stop \(arguments.stop)") }
        case .lift(let arguments):
            guard state.stops[arguments.stop]?.area == arguments.area, sees(arguments.area) else {
                throw .notFound("stop \(arguments.stop)")
            }
        case .weather(let arguments):
            guard state.register.areas[arguments.area] != nil, sees(arguments.area) else {
                throw .notFound("area \(arguments.area)")
            }
        case .hazard(let report):
            try checkFound(report)
        case .assignHazard(let arguments):
            try checkFound(arguments.hazard)
            try checkKnown(arguments.to)
        default:
            if let hazard = command.arguments.hazard { return try checkFound(hazard) }
            guard command.arguments.permit != nil else { return try checkRegisterFound() }
            guard let permit = subject.permit, subject.rules != nil, sees(permit) else { throw .notFound("permit") }
            try checkNamedFound(by: permit)
        }
    }

    /// People whom an act on a permit brings in, and isolations that it must have named.
    private func checkNamedFound(by permit: Permit) throws(Refusal) {
        switch command.arguments {
        case .isolate(let arguments): try checkNamed(arguments.isolation, by: permit)
        case .isolation(let arguments): try checkNamed(arguments.isolation, by: permit)
        case .removeIsolation(let arguments): try checkNamed(arguments.isolation, by: permit)
        case .sanction(let arguments): try checkNamed(arguments.isolation, by: permit)
        case .crew(let change): for member in change.add { try checkKnown(member.person) }
        case .handover(let arguments): try checkKnown(arguments.to)
        case .assign(let arguments): try checkKnown(arguments.to)
        default: break
        }
    }

    private func checkNamed(_ isolation: IsolationID, by permit: Permit) throws(Refusal) {
        guard permit.content.isolations.contains(where: { $0.id == isolation }) else {
            throw .notFound("isolation \(isolation) on this permit")
        }
    }

    private func checkKnown(_ person: PersonID) throws(Refusal) {
        guard state.register.people[person] != nil else { throw .notFound("person \(person)") }
    }

    private func checkFound(_ report: HazardReport) throws(Refusal) {
        guard state.register.areas[report.area] != nil else { throw .notFound("area \(report.area)") }
        if let permit = report.permit, state.permit(permit) == nil { throw .notFound("permit \(permit)") }
        guard state.hazards[report.hazard] == nil else {
            throw Refusal(.alreadyExists, Message("a hidden danger has this id", "此隐患编号已存在"))
        }
    }

    private func checkFound(_ hazard: HazardID) throws(Refusal) {
        guard let found = state.hazards[hazard], sees(found.area) || person == found.assignee else {
            throw .notFound("hazard \(hazard)")
        }
    }

    /// Whether the key that acknowledges is one of a device where the stop reaches, or a person's.
    private func isThere(_ stop: State.Stop) -> Bool {
        switch command.caller.owner {
        case .person: true
        case .device: stop.reaches.contains { reached in command.caller.areas.touches(reached) }
        }
    }

    private func checkFound(_ content: PermitContent) throws(Refusal) {
        if operation == .permitRequest, subject.permit != nil {
            throw Refusal(.alreadyExists, Message("a permit has this id", "此作业票编号已存在"))
        }
        if operation == .permitAmend {
            guard let permit = subject.permit, sees(permit) else { throw .notFound("permit") }
        }
        guard state.register.areas[content.area] != nil, sees(content.area) else {
            throw .notFound("area \(content.area)")
        }
        for person in content.people where state.register.people[person] == nil {
            throw .notFound("person \(person)")
        }
        if let superseded = content.supersedes {
            guard let permit = state.permit(superseded), sees(permit) else { throw .notFound("permit \(superseded)") }
        }
    }

    private func sees(_ area: AreaID) -> Bool {
        person.map { authority.visibleAreas(of: $0).covers(area) }
            ?? (operation.rule.needsNoActor || command.caller.areas.covers(area))
    }

    /// Whoever may act with no grant finds every permit; so does whoever is named on it.
    private func sees(_ permit: Permit) -> Bool {
        operation.rule.needsNoActor || sees(permit.content.area)
            || person.map { permit.people.contains($0) } ?? false
    }

    /// `unauthorized`: nobody but those of the table acts.
    func checkAuthorized() throws(Refusal) {
        guard operation.rule.who.contains(where: isActor), mayChangeCrew else {
            throw Refusal(
                .unauthorized,
                Message(
                    "\(person?.text ?? command.caller.ownerName) may not do this here",
                    "\(person?.text ?? command.caller.ownerName) 在此无权进行此操作"))
        }
        if command.arguments.permit == nil, command.arguments.hazard == nil { try checkReach() }
    }

    /// Only the leader adds to the crew; the supervisor may take someone off.
    private var mayChangeCrew: Bool {
        guard case .crew(let change) = command.arguments, !change.add.isEmpty else { return true }
        return isActor(.leader)
    }

    /// `tooLate`: what lets work go on never goes through stale.
    func checkNotTooLate() throws(Refusal) {
        guard case .enabling = subject.timeliness, now - command.at > oldestEnablingAct else { return }
        throw Refusal(
            .tooLate, Message("done too long ago: do it again", "操作已过时，请重新操作"),
            details: ["serverTime": .moment(now)])
    }

    /// `wrongState`: names the state and what it allows. A safer act that finds nothing left to change is recorded.
    func checkState() throws(Refusal) -> Decision? {
        guard let states = operation.rule.states, let permit = subject.permit else { return nil }
        guard !states.contains(permit.state) else { return nil }
        // A finding that comes late, when work has been resumed, stops it.
        if case .watch(let arguments) = command.arguments, arguments.finding != nil, permit.state == .active {
            return nil
        }
        if case .safer = subject.timeliness, isPastChanging(permit) {
            var draft = draft()
            draft.origin.isLate = true
            try draft.record(operation.eventType, permit, cause: nil, args: publishedArgs)
            return Decision(draft, result: result(adding: ["late": true], from: draft))
        }
        throw wrongState(
            Message("the permit is \(permit.state.rawValue)", "作业票当前状态为 \(permit.state.rawValue)"))
    }

    /// Whether a safer act finds nothing left to change: the work is over, or there is no one who could leave yet.
    private func isPastChanging(_ permit: Permit) -> Bool {
        permit.state.isPastWork || permit.state.isEnded || operation == .permitLeave
    }

    /// `wrongState` for what only the decision can see: the state, what it allows, and why not this.
    func wrongState(_ message: Message) -> Refusal {
        guard let permit = subject.permit else { return Refusal(.wrongState, message) }
        let allowed = Operation.allCases.filter { $0.rule.states?.contains(permit.state) == true }.map(\.rawValue)
        return Refusal(
            .wrongState, message, details: ["state": .string(permit.state.rawValue), "allowed": .strings(allowed)])
    }

    /// `staleContent`: the person saw another revision, or signs another content.
    func checkExpectedRevision() throws(Refusal) {
        guard let permit = subject.permit else { return }
        if case .safer = subject.timeliness { return }
        if let expect = command.expect, expect != permit.revision {
            throw stale(permit)
        }
        switch command.arguments {
        case .signOff(let arguments) where arguments.contentDigest != permit.contentDigest: throw stale(permit)
        case .approval(let arguments) where arguments.contentDigest != permit.contentDigest: throw stale(permit)
        default: break
        }
    }

    private func stale(_ permit: Permit) -> Refusal {
        Refusal(
            .staleContent, Message("the permit has changed: look again", "作业票已变更，请重新查看"),
            details: ["revision": .count(permit.revision), "contentDigest": .string(permit.contentDigest)])
    }

    /// The arguments that the event publishes: all but remarks and proofs.
    var publishedArgs: JSONObject { command.args.without("remarks", "proof") }
}
