import PermitCore

/// The gates, worked out again from the oracle's own books.
extension Oracle {
    /// What must hold for an event to happen.
    func checkGates(_ event: Event, _ file: File, _ site: SiteView) throws(Breach) {
        guard !event.origin.isLate, let rules = site.rules(file) else { return }
        let missing: [String] =
            switch event.type {
            case .permitApproved: missingToApprove(event, file, rules, site)
            case .permitStarted: missingToWork(file, rules, site, isResume: false)
            case .permitResumed: missingToWork(file, rules, site, isResume: true)
            case .permitAccepted: event.args["contentDigest"]?.string == file.digest ? [] : ["another content"]
            case .permitCountersigned: event.args["contentDigest"]?.string == file.digest ? [] : ["another content"]
            case .permitFinished: file.inside.isEmpty ? [] : ["someone inside"]
            case .permitClosed: missingToClose(file, rules, site)
            case .permitCancelled, .permitRejected: missingToEnd(file)
            case .permitIsolationRemoved: missingToRemove(event, file, site)
            case .permitTakenOver: missingToTakeOver(event, file, rules, site)
            case .permitEntered: missingToEnter(event, file)
            case .permitFireWatchEnded: missingToEndWatch(file, rules, site)
            case .permitExtended: missingToExtend(event, file, rules, site)
            default: []
            }
        try require(missing.isEmpty, event, "yet \(missing)")
    }

    private func missingToApprove(
        _ event: Event, _ file: File, _ rules: KindRules, _ site: SiteView
    ) -> [String] {
        var missing = missingQualifications(file, rules, site, until: file.until) + missingInArea(file, rules, site)
        if event.args["contentDigest"]?.string != file.digest { missing.append("another content") }
        for line in file.lines where line.step == .countersign && file.signed[line]?.digest != file.digest {
            missing.append("countersignature of \(line.post)")
        }
        if event.args["siteVisited"] != true, !rules.allowsRemoteApproval { missing.append("visit") }
        if file.until <= site.now { missing.append("window") }
        let planned = others(file).filter { other in
            [.approved, .active, .suspended, .fireWatch].contains(other.state)
                && file.content.from < other.until && other.content.from < file.until
        }
        if planned.contains(where: { conflict(file, $0, site) }) { missing.append("planned conflict") }
        return missing
    }

    /// The gates of start and resume.
    private func missingToWork(
        _ file: File, _ rules: KindRules, _ site: SiteView, isResume: Bool
    ) -> [String] {
        var missing = missingQualifications(file, rules, site, until: file.until) + missingInArea(file, rules, site)
        missing += missingPreparations(file, rules, site)
        missing += missingGas(file, rules, site, isResume: isResume)
        if file.isLatched { missing.append("release") }
        if file.lines.contains(where: { file.signed[$0]?.digest != file.digest }) { missing.append("signatures") }
        if site.now < file.content.from || file.until <= site.now { missing.append("window") }
        if !isPresent(file, rules, site) { missing.append("supervisor on site") }
        let job = job(of: file)
        let strangers = others(file).filter { !job.contains($0.permit) }
        for person in file.crew.keys {
            let isElsewhere = strangers.contains { other in
                other.inside[person.text] != nil || (other.state == .active && other.crew[person] != nil)
            }
            if isElsewhere { missing.append("\(person) works elsewhere") }
        }
        if rules.supervisor.onePermit {
            let spared = rules.supervisor.sparesJob ? job : []
            let isElsewhere = others(file).contains { other in
                other.state == .active && other.supervisor == file.supervisor && !spared.contains(other.permit)
            }
            if isElsewhere { missing.append("supervises elsewhere") }
        }
        let atWork = others(file).filter { $0.state == .active || $0.state == .fireWatch || !$0.inside.isEmpty }
        if atWork.contains(where: { conflict(file, $0, site) }) { missing.append("conflicting work") }
        return missing
    }

    private func missingPreparations(_ file: File, _ rules: KindRules, _ site: SiteView) -> [String] {
        var missing = missingIsolations(file) + failures(file, rules)
        let facts = site.facts(file)
        for rule in rules.checks where rule.required.mayHold(facts) {
            let isThere = file.checks[rule.check].map { isAlive($0.done, rule.lives, file, site) }
            if isThere != true { missing.append("check \(rule.check)") }
        }
        for person in file.crew.keys {
            let isThere = file.conditions[person].map { isAlive($0.done, rules.condition.lives, file, site) }
            if isThere != true { missing.append("condition of \(person)") }
            let briefing = file.briefed[person]
            let isBriefed = briefing.map { lives($0.done, rules.briefing.lives, file, site) } ?? false
            if !isBriefed || (rules.briefing.isSigned && briefing?.signed != true) {
                missing.append("briefing of \(person)")
            }
        }
        if !file.isAccepted { missing.append("acceptance") }
        return missing + missingEquipment(file, site)
    }

    /// What may not fail while work goes on.
    func missingWhileActive(_ file: File, _ site: SiteView) -> [String] {
        guard let rules = site.rules(file) else { return ["rules"] }
        var missing = missingQualifications(file, rules, site, until: site.now) + missingInArea(file, rules, site)
        missing += missingIsolations(file) + failures(file, rules) + missingEquipment(file, site)
        if !isPresent(file, rules, site) { missing.append("supervisor on site") }
        if file.until <= site.now { missing.append("window") }
        missing += gasFailures(file, rules, site)
        if let every = rules.gas?.every?.shortest(site.facts(file)), isGasWanted(file, rules, site) {
            let since = file.resumedAt ?? site.now
            let readings = gasPoints(file, rules, site).map { max(file.gas[$0]?.sampledAt ?? since, since) }
            if let oldest = readings.min(), oldest + every <= site.now { missing.append("gas readings") }
        }
        let working = others(file).filter { $0.state == .active || $0.state == .fireWatch || !$0.inside.isEmpty }
        if working.contains(where: { conflict(file, $0, site) }) { missing.append("conflicting work") }
        return missing
    }

    private func missingQualifications(
        _ file: File, _ rules: KindRules, _ site: SiteView, until end: Instant
    ) -> [String] {
        var missing: [String] = []
        if file.crew.isEmpty { missing.append("crew") }
        for person in [file.leader] + file.crew.keys where site.register.people[person]?.status != .active {
            missing.append("\(person) is blocked")
        }
        for kind in rules.leaderCredentials where !site.isQualified(file.leader, kind, until: end) {
            missing.append("\(kind) of the leader")
        }
        for (person, trade) in file.crew {
            for kind in rules.trade(trade)?.credentials ?? [] where !site.isQualified(person, kind, until: end) {
                missing.append("\(kind) of \(person)")
            }
        }
        for kind in rules.supervisor.credentials where !site.isQualified(file.supervisor, kind, until: end) {
            missing.append("\(kind) of the supervisor")
        }
        let area = file.content.area
        if !site.holds("supervisor", file.supervisor.text, in: area, kind: file.content.kind) {
            missing.append("grant of the supervisor")
        }
        return missing
    }

    private func failures(_ file: File, _ rules: KindRules) -> [String] {
        rules.checks.map(\.check).filter { file.checks[$0]?.isGood == false }
            + file.crew.keys.filter { file.conditions[$0]?.isGood == false }.map(\.text)
    }

    private func missingIsolations(_ file: File) -> [String] {
        file.content.isolations.map(\.id).filter { points[$0]?.applied == nil || points[$0]?.verifiedBy == nil }
            .map(\.text)
    }

    private func missingEquipment(_ file: File, _ site: SiteView) -> [String] {
        file.content.equipment.filter { id in
            guard let item = site.register.equipment[id] else { return true }
            return item.status != .inUse || site.zone.end(of: item.inspectionDue) <= site.now
        }.map(\.text)
    }

    func isPresent(_ file: File, _ rules: KindRules, _ site: SiteView) -> Bool {
        guard file.hasArrived, let seen = file.lastSeen else { return false }
        return site.now < seen + rules.supervisor.lapsesAfter
    }

    private func isAlive(_ done: Instant, _ lifetime: Lifetime, _ file: File, _ site: SiteView) -> Bool {
        lives(done, lifetime, file, site) && isNewerThanStops(done, file)
    }

    func isNewerThanStops(_ done: Instant, _ file: File) -> Bool {
        stops.values.allSatisfy { !$0.covers(file.content.area) || $0.at <= done }
    }

    private func lives(_ done: Instant, _ lifetime: Lifetime, _ file: File, _ site: SiteView) -> Bool {
        if let approvedAt = file.approvedAt, done + .seconds(30) < approvedAt { return false }
        let zone = site.zone
        switch lifetime {
        case .permit: return true
        case .day: return zone.date(at: done) == zone.date(at: site.now)
        case .resume: return file.suspendedAt.map { $0 <= done } ?? true
        case .shift:
            let shifts = site.state.packs[file.pack]?.shifts ?? [0]
            let days = [zone.date(at: done), zone.date(at: site.now)]
            let begins = days.flatMap { day in shifts.map { zone.start(of: day) + .minutes(Int64($0)) } }
            return !begins.contains { done < $0 && $0 <= site.now }
        }
    }
}
