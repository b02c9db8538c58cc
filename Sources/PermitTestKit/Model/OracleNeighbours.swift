import PermitCore

/// Gas, other permits, isolations, ends.
extension Oracle {
    func others(_ file: File) -> [File] {
        files.values.filter { $0.permit != file.permit }
    }

    /// The permits that this one and that one name each other on, in one area or one below the other.
    func job(of file: File) -> Set<PermitID> {
        let job = others(file).filter { other in
            file.content.related.contains(other.permit) && other.content.related.contains(file.permit)
                && (file.content.area.covers(other.content.area) || other.content.area.covers(file.content.area))
        }
        return Set(job.map(\.permit))
    }

    /// Whether a blocking rule of either kind forbids the two beside each other. Rules by distance, equipment and fact
    /// are not judged here.
    func conflict(_ one: File, _ two: File, _ site: SiteView) -> Bool {
        conflict(by: one, with: two, site) || conflict(by: two, with: one, site)
    }

    private func conflict(by file: File, with other: File, _ site: SiteView) -> Bool {
        let isJob = job(of: file).contains(other.permit)
        let here = file.content.area
        let there = other.content.area
        return (site.rules(file)?.conflicts ?? []).contains { rule in
            guard rule.effect == .block, rule.with == "any" || rule.with == other.content.kind,
                rule.when.mayHold(site.facts(file)), !(rule.sparesJob && isJob)
            else { return false }
            switch rule.nearness {
            case .same: return here.covers(there) || there.covers(here)
            case .adjacent: return site.areNear(here, there)
            default: return false
            }
        }
    }

    /// Stops, dangers, weather, links.
    func missingInArea(_ file: File, _ rules: KindRules, _ site: SiteView) -> [String] {
        let area = file.content.area
        var missing = stops.values.filter { $0.isInForce && $0.covers(area) }.map { "stop of \($0.area)" }
        let rectified = file.content.facts["rectifiesHazard"]?.string
        for (id, danger) in hazards where danger.isOpen && danger.isMajor && danger.area.covers(area) {
            if id.text != rectified { missing.append("danger \(id)") }
        }
        let facts = site.facts(file)
        let reports = area.selfAndAncestors.compactMap { weather[$0] }
        // Where an area and one above it report, the newest counts, which these books don't order.
        if reports.count == 1, file.state == .active || file.content.from <= site.now {
            let isForbidden = rules.weather.contains { rule in
                rule.when.mayHold(facts)
                    && ((rule.wind ?? 99) <= reports[0].windBeaufort
                        || !Set(rule.conditions).isDisjoint(with: reports[0].conditions))
            }
            if isForbidden { missing.append("weather") }
        }
        guard file.state != .requested else { return missing }
        let job = job(of: file)
        for rule in rules.links where rule.when.mayHold(facts) {
            let linked = files.values.filter { other in
                job.contains(other.permit) && other.content.kind == rule.kind
                    && (rule.mustBeActive
                        ? other.state == .active : [.approved, .active, .suspended].contains(other.state))
            }
            if linked.isEmpty { missing.append("link to \(rule.kind)") }
        }
        return missing
    }

    func isGasWanted(_ file: File, _ rules: KindRules, _ site: SiteView) -> Bool {
        rules.gas?.required.mayHold(site.facts(file)) ?? false
    }

    func gasPoints(_ file: File, _ rules: KindRules, _ site: SiteView) -> Set<String> {
        let wanted = (rules.gas?.points ?? []).filter { $0.required.mayHold(site.facts(file)) }.map(\.point)
        return Set(wanted).union(file.gas.keys)
    }

    func gasFailures(_ file: File, _ rules: KindRules, _ site: SiteView) -> [String] {
        var missing = file.gas.filter { $0.value.verdict == .outside || $0.value.verdict == .incomparable }
            .map { "gas at \($0.key)" }
        for other in others(file) where site.areNear(other.content.area, file.content.area) {
            let isOut = other.gas.values.contains { $0.verdict == .outside }
            if isOut, site.rules(other)?.gas?.concernsNeighbours == true { missing.append("gas next door") }
        }
        guard isGasWanted(file, rules, site) else { return missing }
        for test in file.gas.values {
            let due = site.register.instruments[test.instrument]?.calibrationDue
            if due.map({ site.zone.end(of: $0) <= site.now }) ?? true { missing.append("calibration") }
        }
        return missing
    }

    func missingGas(_ file: File, _ rules: KindRules, _ site: SiteView, isResume: Bool) -> [String] {
        var missing = gasFailures(file, rules, site)
        guard let rule = rules.gas, isGasWanted(file, rules, site) else { return missing }
        let facts = site.facts(file)
        let oldest = rule.oldest.shortest(facts) ?? .seconds(0)
        let retest = rule.retestAfterBreak.shortest(facts) ?? .seconds(0)
        let isLongBreak = file.suspendedAt.map { site.now - $0 > retest } ?? false
        for point in gasPoints(file, rules, site) {
            guard let test = file.gas[point] else {
                missing.append("test at \(point)")
                continue
            }
            if test.verdict == .partial { missing.append("whole test at \(point)") }
            let age = site.now - test.sampledAt
            if !isResume || isLongBreak, age > oldest { missing.append("fresh test at \(point)") }
            if isLongBreak, let began = file.suspendedAt, test.sampledAt < began { missing.append("test since break") }
            if rule.isDaily, site.zone.date(at: test.sampledAt) != site.zone.date(at: site.now) {
                missing.append("test of today")
            }
            if !isNewerThanStops(test.sampledAt, file) { missing.append("test since the stop") }
        }
        return missing
    }

    private func leaning(on id: IsolationID, but file: File) -> [File] {
        others(file).filter { $0.leansOnIsolations && $0.content.isolations.contains { $0.id == id } }
    }

    /// What is still isolated with no other permit to hand it to.
    func left(_ file: File) -> [String] {
        file.content.isolations.map(\.id).filter { id in
            points[id]?.applied != nil && leaning(on: id, but: file).isEmpty
        }.map { "\($0) is left" }
    }

    func missingToClose(_ file: File, _ rules: KindRules, _ site: SiteView) -> [String] {
        var missing = left(file) + file.owed.map { "\($0) is owed" }
        if !file.inside.isEmpty { missing.append("someone inside") }
        if file.isWatched { missing.append("watch") }
        for rule in rules.restoration where rule.required.mayHold(site.facts(file)) {
            if file.restored[rule.item]?.isGood != true { missing.append("restoration of \(rule.item)") }
        }
        return missing
    }

    /// The whole time without a finding, and no round missed within it: what a daemon that was down takes late still
    /// ended when it was due.
    func missingToEndWatch(_ file: File, _ rules: KindRules, _ site: SiteView) -> [String] {
        guard let rule = rules.fireWatch, let since = file.watchedSince, let round = file.lastRound else {
            return ["watch"]
        }
        let end = since + (rule.lasts.longest(site.facts(file)) ?? .seconds(0))
        return (end <= site.now ? [] : ["time"]) + (end - round > rule.round ? ["a round"] : [])
    }

    func missingToEnd(_ file: File) -> [String] {
        let applied = file.content.isolations.map(\.id).filter { points[$0]?.applied != nil }.map(\.text)
        var missing = file.leansOnIsolations ? applied : left(file)
        if !file.inside.isEmpty { missing.append("someone inside") }
        if file.wasEverActive { missing.append("was active") }
        return missing
    }

    func missingToRemove(_ event: Event, _ file: File, _ site: SiteView) -> [String] {
        let id = IsolationID(event.args["isolation"]?.string ?? "")
        let others = leaning(on: id, but: file)
        guard event.args["purpose"] == "test" else {
            return others.map { "\($0.number) leans on it" } + (file.state == .suspended ? ["suspended"] : [])
        }
        var missing: [String] = []
        let all = others + (file.leansOnIsolations ? [file] : [])
        let agreed = points[id]?.sanction
        if agreed.map({ $0.until <= site.now }) ?? true { missing.append("sanction in time") }
        for other in all {
            if other.state != .suspended { missing.append("\(other.number) is not suspended") }
            if !other.inside.isEmpty { missing.append("someone inside") }
            if agreed?.leaders.contains(other.permit) != true { missing.append("word of the leader") }
        }
        return missing
    }

    func missingToTakeOver(
        _ event: Event, _ file: File, _ rules: KindRules, _ site: SiteView
    ) -> [String] {
        let actor = PersonID(event.origin.actor)
        let counted = Set((event.args["inside"]?.array ?? []).compactMap(\.string))
        var missing = counted == Set(file.inside.keys) ? [] : ["head count"]
        if site.register.people[actor]?.status != .active { missing.append("blocked") }
        guard event.args["role"] == "supervisor" else {
            for kind in rules.leaderCredentials where !site.isQualified(actor, kind, until: file.until) {
                missing.append(kind)
            }
            return missing
        }
        for kind in rules.supervisor.credentials where !site.isQualified(actor, kind, until: file.until) {
            missing.append(kind)
        }
        let area = file.content.area
        if !site.holds("supervisor", actor.text, in: area, kind: file.content.kind) { missing.append("grant") }
        return missing
    }

    func missingToEnter(_ event: Event, _ file: File) -> [String] {
        guard event.args["basis"] == nil || event.args["basis"] == "work" else { return [] }
        // A late record may tell of a time when work was allowed.
        guard file.state == .active else { return file.wasEverActive ? [] : ["not active"] }
        let person = event.args["person"]?.string
        return person.map { file.crew[PersonID($0)] != nil } ?? true ? [] : ["not one of the crew"]
    }

    func missingToExtend(
        _ event: Event, _ file: File, _ rules: KindRules, _ site: SiteView
    ) -> [String] {
        guard let end = event.args["until"]?.string.flatMap({ Instant($0) }), let rule = rules.extension,
            let grade = rules.grade(file.grade)
        else { return ["no rule"] }
        let isOnceMore = file.extensions < rule.times
        return (isOnceMore ? [] : ["extended too often"]) + (file.until < end ? [] : ["not later"])
            + (end - file.content.from > grade.longest ? ["too long"] : [])
    }
}
