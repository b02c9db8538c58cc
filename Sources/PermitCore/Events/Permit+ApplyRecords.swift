/// Records are ordered by when they were done: a late one never replaces a newer one, and one that fails takes
/// effect when it is received.
extension Permit {
    mutating func takePreparation(_ event: Event, _ rules: KindRules) throws(ReplayFault) {
        switch event.type {
        case .permitChecked:
            let arguments = try event.read(CheckArguments.self)
            let done = arguments.outcome == .failed ? event.time : event.done
            if checks[arguments.check].map({ $0.done <= done }) ?? true {
                // The name as the rules have it, so that each permit doesn't keep it once more.
                let name = rules.checks.first { $0.check == arguments.check }?.check ?? arguments.check
                checks[name] = CheckRecord(
                    outcome: arguments.outcome, by: event.origin.actor, done: done)
            }
        case .permitConditionChecked:
            let arguments = try event.read(ConditionArguments.self)
            let done = arguments.isFit ? event.done : event.time
            if conditions[arguments.person].map({ $0.done <= done }) ?? true {
                conditions[own(arguments.person)] = ConditionRecord(
                    isFit: arguments.isFit, by: event.origin.actor, done: done)
            }
        case .permitGasTested:
            try takeGasTest(event)
        default:
            try takeBriefing(event)
        }
    }

    private mutating func takeGasTest(_ event: Event) throws(ReplayFault) {
        let arguments = try event.read(GasTestArguments.self)
        let told: GasVerdict = event.effects["within"] == false ? .outside : .within
        let verdict = event.effects["verdict"]?.string.flatMap { GasVerdict(rawValue: $0) } ?? told
        let sampledAt = min(arguments.sampledAt, event.time)
        let effective = verdict.stopsWork ? event.time : sampledAt
        // Whoever reads gas that stops work is no analyst by it, and an instrument is nobody.
        if !verdict.stopsWork, event.origin.isProven { hold(.analyst, ID(event.origin.actor)) }
        let test = GasTestRecord(
            sampledAt: sampledAt, readings: arguments.readings, instrument: arguments.instrument,
            by: event.origin.actor, verdict: verdict, effective: effective)
        if test.replaces(gasTests[arguments.point]) { gasTests[arguments.point] = test }
        guard arguments.mode == .test, test.replaces(properGasTests[arguments.point]) else { return }
        properGasTests[arguments.point] = test
        // Until readings follow they are the same ones, kept once.
        if properGasTests == gasTests { properGasTests = gasTests }
    }

    private mutating func takeBriefing(_ event: Event) throws(ReplayFault) {
        guard event.args["briefed"] != nil else {
            let person = PersonID(event.origin.actor)
            if let briefing = briefings[person], briefing.done <= event.done {
                briefings[person]?.signedAt = event.done
            }
            return
        }
        for person in try event.read(BriefArguments.self).briefed
        where briefings[person].map({ $0.done < event.done }) ?? true {
            briefings[own(person)] = BriefingRecord(by: event.origin.actor, done: event.done)
        }
    }

    /// In doubt a person counts as inside: only an exit no older than the entry ends it, only an exit newer than a
    /// late entry outweighs that.
    mutating func move(_ event: Event) throws(ReplayFault) {
        let arguments = try event.read(EntryArguments.self)
        let name = arguments.person?.text ?? "tool:\(arguments.tool ?? "")"
        let known = arguments.person.map { peopleInside[$0] } ?? toolsInside[arguments.tool ?? ""]
        let inside: Inside?
        if event.type == .permitEntered {
            if let exit = exits[name], exit > event.done { return }
            inside = Inside(basis: arguments.basis, since: max(known?.since ?? event.done, event.done))
        } else {
            exits[name] = max(exits[name] ?? event.done, event.done)
            if let known, known.since > event.done { return }
            inside = nil
        }
        if let person = arguments.person {
            peopleInside[own(person)] = inside
        } else if let tool = arguments.tool {
            toolsInside[tool] = inside
        }
    }

    mutating func finish(_ event: Event, _ rules: KindRules) throws(ReplayFault) {
        guard !event.origin.isLate else { return }
        outcome = try event.read(FinishArguments.self).outcome
        // Events of the first logs do not tell: there a kind with a watch was always watched.
        let isWatched = event.effects["fireWatch"]?.bool ?? (wasEverActive && rules.fireWatch != nil)
        if isWatched {
            end(as: .fireWatch, event)
            fireWatch = FireWatch(since: event.time, lastRound: event.time)
        } else {
            end(as: .acceptance, event)
        }
    }

    mutating func watch(_ event: Event, _ rules: KindRules) throws(ReplayFault) {
        let hasFinding = try event.read(WatchArguments.self).finding != nil
        if hasFinding, state == .acceptance || state == .fireWatch, wasEverActive, rules.fireWatch != nil {
            state = .fireWatch
            fireWatch = FireWatch(since: event.time, lastRound: event.time)
        } else if state == .fireWatch, let running = fireWatch {
            fireWatch = FireWatch(since: running.since, lastRound: max(running.lastRound, event.done))
        }
    }

    mutating func endWatch() {
        fireWatch = nil
        state = .acceptance
    }

    mutating func restore(_ event: Event) throws(ReplayFault) {
        let arguments = try event.read(RestoreArguments.self)
        guard restored[arguments.item].map({ $0.done <= event.done }) ?? true else { return }
        restored[arguments.item] = CheckRecord(outcome: arguments.outcome, by: event.origin.actor, done: event.done)
        if arguments.outcome != .failed { defects[arguments.item] = nil }
    }

    /// Each defect is an item to restore again: the one it names, or one of its own.
    mutating func refuseAcceptance(_ event: Event) throws(ReplayFault) {
        for (index, defect) in try event.read(DefectArguments.self).defects.enumerated() {
            let item = defect.item ?? "defect-\(event.sequence)-\(index + 1)"
            restored[item] = CheckRecord(outcome: .failed, by: event.origin.actor, done: event.time)
            defects[item] = defect.text
        }
    }
}

extension GasTestRecord {
    fileprivate func replaces(_ known: GasTestRecord?) -> Bool {
        known.map { $0.effective <= effective && verdict.mayReplace($0.verdict) } ?? true
    }
}

extension GasVerdict {
    /// Whether a newer test with this verdict takes the place of one with another: what was out of range stays so until
    /// every limited gas is read and within; a test of some gases alone says less than a whole one.
    fileprivate func mayReplace(_ known: GasVerdict) -> Bool {
        switch self {
        case .within, .outside: true
        case .incomparable: known != .outside
        case .partial: known == .partial
        }
    }
}
