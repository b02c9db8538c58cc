import PermitCore

/// What each event leaves in the oracle's books.
extension Oracle {
    mutating func note(_ event: Event, _ stamp: Event.PermitStamp, _ site: SiteView) throws(Breach) {
        guard var file = files[stamp.permit] ?? ended[stamp.permit] else { return }
        defer {
            file.state = stamp.state
            file.revision = stamp.revision
            files[stamp.permit] = stamp.state.isEnded ? nil : file
            if stamp.state.isEnded {
                ended[stamp.permit] = file
                touched.insert(stamp.permit)
            }
        }
        let done = min(event.origin.at ?? event.time, event.time)
        if event.origin.isProven, event.origin.actor == file.supervisor.text, file.hasArrived,
            event.type != .permitSupervisorLeft
        {
            file.lastSeen = max(file.lastSeen ?? done, done)
        }
        if event.origin.isLate, event.type != .permitSupervisorLeft { return }
        switch event.type {
        case .permitRequested, .permitAmended: try noteContent(event, site, &file)
        case .permitReturned: file.signed = [:]
        case .permitCountersigned, .permitApproved: noteSignature(event, &file)
        case .permitChecked, .permitConditionChecked, .permitGasTested, .permitBriefed, .permitRestored,
            .permitAcceptanceRefused:
            noteFinding(event, done, site, &file)
        case .permitSupervisorArrived, .permitSupervisorPresent:
            file.hasArrived = true
            file.lastSeen = max(file.lastSeen ?? done, done)
        case .permitSupervisorLeft: file.hasArrived = false
        case .permitAccepted: file.isAccepted = true
        case .permitIsolated, .permitIsolationVerified, .permitIsolationRemoved, .permitTestSanctioned:
            noteIsolation(event, done, &file)
        case .permitCrewChanged, .permitTakenOver, .permitExtended: notePost(event, &file)
        case .permitStarted, .permitResumed, .permitSuspended, .permitReleased: noteWork(event, site, &file)
        case .permitEntered, .permitExited: noteMove(event, done, &file)
        case .permitFinished: noteWatch(event, stamp, &file)
        case .permitFireWatched:
            if event.args["finding"] != nil || file.state != .fireWatch {
                noteWatch(event, stamp, &file)
            } else {
                file.lastRound = max(file.lastRound ?? done, done)
            }
        case .permitAlarmed where event.effects["alarm"] == "fireWatchMissed": noteWatch(event, stamp, &file)
        case .permitFireWatchEnded: file.isWatched = false
        default: break
        }
    }

    private func noteContent(_ event: Event, _ site: SiteView, _ file: inout File) throws(Breach) {
        guard let content = File.content(of: event) else { throw breach(event, "no content") }
        if content.area != file.content.area { file.gas = file.gas.filter { $0.value.verdict == .outside } }
        file.content = content
        file.leader = content.leader
        file.supervisor = content.supervisor
        file.until = content.until
        file.crew = Dictionary(uniqueKeysWithValues: content.crew.map { ($0.person, $0.trade) })
        file.digest = event.effects["contentDigest"]?.string ?? ""
        file.grade = event.effects["effectiveGrade"]?.string ?? ""
        let rule = site.rules(file)?.grade(file.grade)
        let approve = event.effects["approve"]?.string ?? ""
        let facts = site.facts(file)
        let countersigners = (rule?.countersign ?? []).filter { $0.when.mayHold(facts) }
        file.lines =
            countersigners.map { Line(post: $0.post, step: .countersign) } + [Line(post: approve, step: .approve)]
        file.signed = [:]
        file.hold(.applicant, event.origin.actor)
        file.hold(.leader, content.leader.text)
        file.hold(.supervisor, content.supervisor.text)
        for member in content.crew { file.hold(.crew, member.person.text) }
    }

    private func noteSignature(_ event: Event, _ file: inout File) {
        let step: SignOff.Step = event.type == .permitApproved ? .approve : .countersign
        let line = Line(post: event.effects["post"]?.string ?? "", step: step)
        file.signed[line] = Signature(
            person: event.origin.actor, digest: event.args["contentDigest"]?.string ?? "")
        guard step == .approve else { return }
        file.approvedAt = event.time
        file.hold(.approver, event.origin.actor)
    }

    private func noteFinding(_ event: Event, _ done: Instant, _ site: SiteView, _ file: inout File) {
        switch event.type {
        case .permitChecked:
            let isGood = event.args["outcome"] != "failed"
            let finding = Finding(isGood: isGood, done: isGood ? done : event.time)
            let check = event.args["check"]?.string ?? ""
            if file.checks[check].map({ $0.done <= finding.done }) ?? true { file.checks[check] = finding }
        case .permitConditionChecked:
            let isGood = event.args["fit"] == true
            let finding = Finding(isGood: isGood, done: isGood ? done : event.time)
            let person = PersonID(event.args["person"]?.string ?? "")
            if file.conditions[person].map({ $0.done <= finding.done }) ?? true { file.conditions[person] = finding }
        case .permitGasTested: noteGas(event, site, &file)
        case .permitBriefed: noteBriefing(event, done, &file)
        case .permitRestored:
            let item = event.args["item"]?.string ?? ""
            guard file.restored[item].map({ $0.done <= done }) ?? true else { break }
            let isGood = event.args["outcome"] == "done"
            file.restored[item] = Finding(isGood: isGood, done: done)
            if event.args["outcome"] != "failed" { file.owed.remove(item) }
        default:
            for (index, defect) in (event.args["defects"]?.array ?? []).enumerated() {
                let item = defect.object?["item"]?.string ?? "defect-\(event.sequence)-\(index + 1)"
                file.restored[item] = Finding(isGood: false, done: event.time)
                file.owed.insert(item)
            }
        }
    }

    private func noteGas(_ event: Event, _ site: SiteView, _ file: inout File) {
        guard case .gasTest(let test)? = try? Arguments.read(.permitGasTest, event.args) else { return }
        let verdict = judge(test, file, site)
        let stopsWork = verdict == .outside || verdict == .incomparable
        let sampledAt = min(test.sampledAt, event.time)
        if !stopsWork, event.origin.isProven { file.hold(.analyst, event.origin.actor) }
        let finding = GasFinding(
            verdict: verdict, sampledAt: sampledAt, effective: stopsWork ? event.time : sampledAt,
            instrument: test.instrument)
        if let known = file.gas[test.point] {
            guard known.effective <= finding.effective else { return }
            if known.verdict == .outside, verdict != .within, verdict != .outside { return }
            if verdict == .partial, known.verdict != .partial { return }
        }
        file.gas[test.point] = finding
    }

    /// How readings stand to the limits, by the rule of one limit alone.
    func judge(_ test: GasTestArguments, _ file: File, _ site: SiteView) -> GasVerdict {
        if test.mode == .alarm { return .outside }
        guard let rule = site.rules(file)?.gas else { return .within }
        let verdicts = test.readings.flatMap { reading in
            rule.limits.filter { $0.gas == reading.gas || $0.covers.contains(reading.gas) }.map { $0.judge(reading) }
        }
        if verdicts.contains(.outside) { return .outside }
        if verdicts.contains(.incomparable) { return .incomparable }
        let isWhole = rule.limits.filter { $0.required.mayHold(site.facts(file)) }.allSatisfy { limit in
            test.readings.contains { limit.gas == $0.gas || limit.covers.contains($0.gas) }
        }
        return isWhole ? .within : .partial
    }

    private func noteBriefing(_ event: Event, _ done: Instant, _ file: inout File) {
        guard let people = event.args["briefed"]?.array else {
            let person = PersonID(event.origin.actor)
            if let known = file.briefed[person], known.done <= done { file.briefed[person] = (known.done, true) }
            return
        }
        for person in people.compactMap(\.string).map({ PersonID($0) })
        where file.briefed[person].map({ $0.done < done }) ?? true {
            file.briefed[person] = (done, false)
        }
    }

    private mutating func noteIsolation(_ event: Event, _ done: Instant, _ file: inout File) {
        let id = IsolationID(event.args["isolation"]?.string ?? "")
        let actor = event.origin.actor
        var point = points[id] ?? Point()
        switch event.type {
        case .permitIsolated:
            file.hold(.isolator, actor)
            if point.changedAt.map({ $0 <= done }) ?? true {
                point = Point(applied: (actor, done), verifiedBy: nil, sanction: nil, changedAt: done)
            }
        case .permitIsolationVerified:
            file.hold(.isolationVerifier, actor)
            if let applied = point.applied, applied.at <= done { point.verifiedBy = actor }
        case .permitIsolationRemoved:
            point = Point(applied: nil, verifiedBy: nil, sanction: point.sanction, changedAt: event.time)
        default:
            if event.effects["as"] == "leader" {
                point.sanction?.leaders.insert(file.permit)
            } else if let until = event.args["until"]?.string.flatMap({ Instant($0) }) {
                point.sanction = (until, [])
            }
        }
        points[id] = point
    }

    private func notePost(_ event: Event, _ file: inout File) {
        let actor = PersonID(event.origin.actor)
        switch event.type {
        case .permitCrewChanged:
            for person in event.args["remove"]?.array ?? [] { file.crew[PersonID(person.string ?? "")] = nil }
            for member in (event.args["add"]?.array ?? []).compactMap(\.object) {
                let person = PersonID(member["person"]?.string ?? "")
                file.crew[person] = file.crew[person] ?? member["trade"]?.string
                file.hold(.crew, person.text)
            }
        case .permitTakenOver where event.args["role"] == "leader":
            file.leader = actor
            file.hold(.leader, actor.text)
        case .permitTakenOver:
            file.supervisor = actor
            file.hold(.supervisor, actor.text)
            file.hasArrived = true
            file.lastSeen = event.time
        default:
            if let until = event.args["until"]?.string.flatMap({ Instant($0) }) { file.until = until }
            file.extensions += 1
        }
    }

    private func noteWork(_ event: Event, _ site: SiteView, _ file: inout File) {
        switch event.type {
        case .permitStarted, .permitResumed:
            file.wasEverActive = true
            file.isLatched = false
            file.suspendedAt = nil
            file.resumedAt = event.time
        case .permitSuspended:
            let cause = event.cause ?? ""
            let latches = ["areaStopped"] + (site.rules(file)?.latches ?? [])
            if file.state == .approved || latches.contains(cause) { file.isLatched = true }
            if file.state == .active { file.suspendedAt = event.time }
            if cause != "supervisorAbsent", cause != "handover" { file.isAccepted = false }
        default:
            file.isLatched = false
            file.releasedAt = event.sequence
        }
    }

    /// A watch begins, or begins anew.
    private func noteWatch(_ event: Event, _ stamp: Event.PermitStamp, _ file: inout File) {
        file.isWatched = stamp.state == .fireWatch
        file.watchedSince = event.time
        file.lastRound = event.time
    }

    private func noteMove(_ event: Event, _ done: Instant, _ file: inout File) {
        // Tools and people keep separate books, so that one may be named like the other.
        let tool = event.args["tool"]?.string
        let key = tool.map { "tool:\($0)" } ?? event.args["person"]?.string ?? ""
        let name = tool ?? key
        if event.type == .permitEntered {
            if let exit = file.exits[key], exit > done { return }
            file.inside[name] = max(file.inside[name] ?? done, done)
        } else {
            file.exits[key] = max(file.exits[key] ?? done, done)
            if let since = file.inside[name], since > done { return }
            file.inside[name] = nil
        }
    }
}
