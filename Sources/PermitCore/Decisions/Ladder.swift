extension Act {
    /// `notFound`, `alreadyExists`: outside the actor's areas there is nothing.
    func checkFound() throws(Refusal) {
        switch command.arguments {
        case .content(let content):
            try checkFound(content)
        case .stop(let arguments):
            guard state.register.areas[arguments.area] != nil else { throw .notFound("area \(arguments.area)") }
        case .acknowledge(let arguments):
            guard let stop = state.stops[arguments.stop], arguments.area.map({ $0 == stop.area }) ?? true else {
                throw .notFound("stop \(arguments.stop)")
            }
        case .lift(let arguments):
            guard state.stops[arguments.stop]?.area == arguments.area, sees(arguments.area) else {
                throw .notFound("stop \(arguments.stop)")
            }
        default:
            guard command.arguments.permit != nil else { return try checkRegisterFound() }
            guard let permit = subject.permit, subject.rules != nil, sees(permit) else { throw .notFound("permit") }
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
        person.map { authority.visibleAreas(of: $0).covers(area) } ?? true
    }

    /// Whoever may act with no grant finds every permit; so does whoever is named on it.
    private func sees(_ permit: Permit) -> Bool {
        operation.rule.needsNoActor || sees(permit.content.area)
            || person.map { permit.content.people.contains($0) } ?? true
    }

    /// `unauthorized`: nobody but those of the table acts.
    func checkAuthorized() throws(Refusal) {
        guard operation.rule.who.contains(where: isActor) else {
            throw Refusal(
                .unauthorized,
                Message(
                    "\(person?.text ?? command.caller.ownerName) may not do this here",
                    "\(person?.text ?? command.caller.ownerName) 在此无权进行此操作"))
        }
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
        if case .safer = subject.timeliness, permit.state.isPastWork || permit.state.isEnded {
            var draft = draft()
            draft.origin.isLate = true
            try draft.record(operation.eventType, permit, cause: nil, args: publishedArgs)
            return Decision(events: draft.events, result: result(adding: ["late": true], from: draft))
        }
        let allowed = Operation.allCases.filter { $0.rule.states?.contains(permit.state) == true }.map(\.rawValue)
        throw Refusal(
            .wrongState,
            Message(
                "the permit is \(permit.state.rawValue)", "作业票当前状态为 \(permit.state.rawValue)"),
            details: ["state": .string(permit.state.rawValue), "allowed": .strings(allowed)])
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
