import PermitCore

/// What the oracle's books add to a fingerprint: what it judges by and does not compare with the state after each act.
///
/// What ``Oracle/check(_:now:zone:)`` compares (states, posts, crew, window, who is inside, acceptance, signatures) is
/// the state's own; of the rest, times count as in the state's part.
extension Oracle {
    /// Adds what is known of one permit.
    func hash(_ permit: PermitID, _ limits: Limits, into hasher: inout Hasher) {
        guard let file = files[permit] else { return }
        hasher.combine(file.ever)
        hasher.combine(file.wasEverActive)
        hasher.combine(file.hasArrived)
        hasher.combine(file.owed)
        for (item, finding) in file.restored.sorted(by: { $0.key < $1.key }) {
            hasher.combine(item)
            hasher.combine(finding.isGood)
        }
        for (point, test) in file.gas.sorted(by: { $0.key < $1.key }) {
            hasher.combine(point)
            hasher.combine(test.verdict)
        }
        if file.isWatched, let since = file.watchedSince, let round = file.lastRound {
            hasher.combine(limits.now - since)
            hasher.combine(limits.now - round)
        }
        if file.state.mayLeadToWork { hashPreparation(of: file, limits, into: &hasher) }
    }

    private func hashPreparation(of file: File, _ limits: Limits, into hasher: inout Hasher) {
        hasher.combine(file.isLatched)
        let newest = stops.values.filter { $0.covers(file.content.area) }.map(\.at).max()
        let mark = { (done: Instant) in
            Mark(
                done, now: limits.now, hasBreakSince: file.suspendedAt.map { done < $0 },
                hasStopSince: newest.map { done < $0 })
        }
        for (check, finding) in file.checks.sorted(by: { $0.key < $1.key }) {
            hasher.combine(check)
            hasher.combine(finding.isGood)
            hasher.combine(mark(finding.done))
        }
        for (person, finding) in file.conditions.sorted(by: { $0.key < $1.key }) {
            hasher.combine(person)
            hasher.combine(finding.isGood)
            hasher.combine(mark(finding.done))
        }
        for (person, briefing) in file.briefed.sorted(by: { $0.key < $1.key }) {
            hasher.combine(person)
            hasher.combine(briefing.signed)
            hasher.combine(mark(briefing.done))
        }
        for test in file.gas.sorted(by: { $0.key < $1.key }).map(\.value) {
            hasher.combine(mark(test.sampledAt))
            hasher.combine(limits.age(test.sampledAt, upTo: limits.test))
            // Looked at while work goes on alone; a resume begins the time anew.
            hasher.combine(file.state == .active ? limits.silence(test.sampledAt, since: file.resumedAt) : nil)
        }
        hasher.combine(file.hasArrived ? limits.age(file.lastSeen, upTo: limits.presence) : nil)
        hasher.combine(limits.age(file.suspendedAt, upTo: limits.rest))
    }

    /// Adds what is known of stops, isolations, dangers and the weather.
    func hashRest(into hasher: inout Hasher, at now: Instant) {
        for stop in stops.values.sorted(by: { $0.sequence < $1.sequence }) where stop.isInForce {
            // Only of work that may go on does it count whether the stop reached it.
            for id in stop.reached.sorted() {
                guard let file = files[id], file.state.mayLeadToWork else { continue }
                hasher.combine(id)
                hasher.combine(file.releasedSince(stop))
            }
        }
        for (id, point) in points.sorted(by: { $0.key < $1.key }) {
            hasher.combine(id)
            hasher.combine(point.applied?.by)
            hasher.combine(point.verifiedBy)
            hasher.combine(point.sanction?.leaders)
            hasher.combine(point.sanction.map { $0.until <= now })
        }
        hasher.combine(hazards.mapValues { [$0.isMajor, $0.isOpen] })
        hasher.combine(weather.mapValues { [$0.windBeaufort, $0.conditions.count] })
    }
}
