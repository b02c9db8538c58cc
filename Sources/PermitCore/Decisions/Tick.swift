/// What becomes due on a permit by the passing of time.
public enum Due: String, Sendable, CaseIterable {
    /// The window opens.
    case windowOpens
    /// The window is over: the permit expires or is cancelled.
    case windowPassed
    /// The supervisor is warned that presence will lapse.
    case presenceWarning
    /// The supervisor's presence lapses.
    case supervisorAbsent
    /// A credential, a grant, a calibration or an inspection that the work leans on ends.
    case qualificationEnds
    /// The window, or something that the work leans on, will end soon.
    case lapseWarning
    /// A gas reading is due soon.
    case gasWarning
    /// A gas reading is overdue.
    case gasSilent
    /// An offer of a post lapses.
    case handoverLapses
    /// The time of a sanctioned test is over.
    case testEnds
    /// A round of the fire watch is due.
    case fireWatchRound
    /// The fire watch is over.
    case fireWatchEnds
    /// The alarm repeats.
    case alarm

    /// Whether something that lets work go on ends by it, which must not be late by any clock. Everything else must
    /// not be early: a fire watch least of all.
    var endsSomething: Bool {
        switch self {
        case .windowPassed, .supervisorAbsent, .qualificationEnds, .gasSilent, .testEnds: true
        case .windowOpens, .presenceWarning, .lapseWarning, .gasWarning, .handoverLapses, .fireWatchRound,
            .fireWatchEnds, .alarm:
            false
        }
    }
}

/// One thing due at one moment.
public struct Deadline: Hashable, Sendable {
    /// What.
    public let what: Due
    /// When.
    public let at: Instant
}

/// How long before the window, a certificate, a calibration or an inspection ends the people at work are warned.
let lapseWarning = Span.minutes(30)

extension Circumstances {
    /// Everything that becomes due on the permit, in order of time.
    public func deadlines() -> [Deadline] {
        var due: [Deadline] = []
        switch permit.state {
        case .requested, .returned, .approved, .active, .suspended:
            if now < content.from { due.append(Deadline(what: .windowOpens, at: content.from)) }
            due.append(Deadline(what: .windowPassed, at: permit.until))
        default:
            break
        }
        if permit.state == .active { due += activeDeadlines() }
        if let end = fireWatchEnd, let watch = permit.fireWatch, let rule = rules.fireWatch {
            due.append(Deadline(what: .fireWatchEnds, at: end))
            due.append(Deadline(what: .fireWatchRound, at: watch.lastRound + rule.round))
        }
        due += permit.offers.values.map { Deadline(what: .handoverLapses, at: $0.lapsesAt) }
        due += testsRunning.map { Deadline(what: .testEnds, at: $0) }
        if permit.isLive, !permit.peopleInside.isEmpty,
            permit.state != .active || !permit.isSupervisorPresent(at: now, rules)
        {
            due.append(Deadline(what: .alarm, at: permit.raised[.peopleInside].map { $0 + rules.alarmEvery } ?? now))
        }
        return due.sorted { $0.at < $1.at }
    }

    /// Those of them whose time is over.
    fileprivate var testsEnded: [Instant] { testsRunning.filter { $0 <= now } }

    /// When sanctioned tests end for which this permit's isolations are away.
    private var testsRunning: [Instant] {
        guard permit.state.leansOnIsolations else { return [] }
        return content.isolations.compactMap { point in
            guard let isolation = state.isolations[point.id], isolation.application == nil,
                let sanction = isolation.sanction, permit.raised[.testOver].map({ $0 < sanction.until }) ?? true
            else { return nil }
            return sanction.until
        }
    }

    private func activeDeadlines() -> [Deadline] {
        var due: [Deadline] = []
        if let lastSeen = permit.presence.lastSeen, permit.presence.hasArrived {
            let lapse = lastSeen + rules.supervisor.lapsesAfter
            due.append(Deadline(what: .supervisorAbsent, at: lapse))
            if permit.presence.warnedOf != lastSeen {
                due.append(Deadline(what: .presenceWarning, at: lapse - rules.supervisor.warnBefore))
            }
        }
        if let overdue = gasDue {
            due.append(Deadline(what: .gasSilent, at: overdue))
            if permit.raised[.gasDue] != overdue, let rule = gasWanted {
                due.append(Deadline(what: .gasWarning, at: overdue - rule.warnBefore))
            }
        }
        let lapse = qualificationLapse()
        if let lapse { due.append(Deadline(what: .qualificationEnds, at: lapse)) }
        let end = min(lapse ?? permit.until, permit.until)
        if permit.raised[.lapsing] != end { due.append(Deadline(what: .lapseWarning, at: end - lapseWarning)) }
        return due
    }

    /// When the window, or something that the work leans on, ends.
    fileprivate var nextLapse: Instant { min(qualificationLapse() ?? permit.until, permit.until) }

    /// The first moment within the window at which something ends that nothing else stands in for: a credential, a
    /// grant, an instrument's calibration, an inspection of equipment.
    private func qualificationLapse() -> Instant? {
        let lastDays = Set(permit.people).flatMap { person in
            register.credentials(of: person).flatMap { [$0.expires, $0.reviewDue].compactMap(\.self) }
        }
        let things =
            content.equipment.compactMap { register.equipment[$0]?.inspectionDue }
            + permit.gasTests.values.compactMap { register.instruments[$0.instrument]?.calibrationDue }
        // What is good on the day on which the window ends outlives it.
        let lastDay = zone.date(at: permit.until)
        let ends =
            (lastDays + things).filter { $0 < lastDay }.map { zone.end(of: $0) }
            + register.grants(of: permit.supervisor).map { $0.end(in: zone) }
        let sinceWork = permit.resumedAt ?? now
        return ends.filter { sinceWork < $0 && $0 < permit.until }.sorted().first { end in
            let then = Circumstances(state: state, permit: permit, rules: rules, now: max(end, now), zone: zone)
            return !(then.unqualified() + then.equipmentInUse() + then.instrumentsInUse()).isEmpty
        }
    }
}

extension State {
    /// The next moment at which ``tick(_:_:)`` may have something to say of a permit; nil if nothing is ever due.
    public func nextDeadline(of permit: PermitID, _ house: Surroundings) -> Instant? {
        // A start looks at all open permits, and most of them are like this.
        if let end = live.look(at: permit, { $0.endOfWindowAlone }) ?? nil { return end }
        guard let permit = live[permit], let rules = rules(for: permit) else { return nil }
        return Circumstances(state: self, permit: permit, rules: rules, now: house.now, zone: house.zone)
            .deadlines().first { $0.what != .windowOpens }?.at
    }

    /// The next moment at which ``tick(_:_:)`` may have something to say of a hidden danger.
    public func nextHazardDeadline(_ house: Surroundings) -> Instant? {
        openHazards.compactMap { hazards[$0]?.overdueAt(in: house.zone) }.min()
    }
}

extension Permit {
    /// When its window ends it, if nothing else becomes due.
    fileprivate var endOfWindowAlone: Instant? {
        switch state {
        case .requested, .returned, .approved:
            offers.isEmpty && content.isolations.isEmpty && peopleInside.isEmpty && fireWatch == nil ? until : nil
        default: nil
        }
    }
}

/// Time passing is a command too: takes every deadline that is due into effect. Nothing is ever worked out again on
/// replay, because each becomes an event here.
///
/// - Parameter due: the permits of which something is known to be due; nil to look at all.
public func tick(_ state: State, _ house: Surroundings, due: [PermitID]? = nil) throws(Refusal) -> [Event] {
    var draft = Draft(state: state, origin: .system, now: house.now, zone: house.zone)
    let permits = due.map { state.live.inOrder($0) } ?? state.live.inOrder(state.live.keys)
    try draft.takeDue(on: permits) { $0 != .windowOpens }
    for hazard in state.openHazards.sorted().compactMap({ state.hazards[$0] }) {
        guard let overdue = hazard.overdueAt(in: house.zone), overdue <= house.now else { continue }
        try draft.record(
            .hazardOverdue, subject: hazard.hazard.text, area: hazard.area, args: [:],
            effects: ["deadline": .moment(overdue), "assignee": .id(hazard.assignee)])
    }
    if house.now < house.atLatest {
        draft.judge(at: house.atLatest)
        try draft.takeDue(on: permits, where: \.endsSomething)
    }
    try draft.settle()
    return draft.events
}

extension Draft {
    /// Takes what is due on every permit into effect, as far as it is of the kinds wanted.
    fileprivate mutating func takeDue(on permits: [Permit], where isWanted: (Due) -> Bool) throws(Refusal) {
        for permit in permits {
            // Each deadline taken into effect removes itself, so this ends; the bound guards against one that would
            // not.
            for _ in 0..<Due.allCases.count * 2 {
                let current = try self.permit(permit.permit)
                guard let circumstances = circumstances(of: current),
                    let due = circumstances.deadlines().first(where: { $0.at <= now && isWanted($0.what) })
                else { break }
                try take(due.what, current, circumstances)
            }
        }
    }

    private mutating func take(
        _ due: Due, _ permit: Permit, _ circumstances: Circumstances
    ) throws(Refusal) {
        switch due {
        case .windowOpens:
            break
        case .windowPassed:
            let type: EventType =
                permit.state == .active || permit.state == .suspended || circumstances.mustBeClosed
                ? .permitExpired : .permitCancelled
            try record(type, permit, cause: UnmetCode.windowPassed.rawValue)
        case .presenceWarning:
            try record(.permitAlarmed, permit, effects: ["alarm": .string(Alarm.presenceLapsing.rawValue)])
        case .supervisorAbsent, .qualificationEnds, .gasSilent:
            try suspendWhereUnmet(permit)
        case .lapseWarning:
            try record(
                .permitAlarmed, permit,
                effects: [
                    "alarm": .string(Alarm.lapsing.rawValue), "due": .moment(circumstances.nextLapse),
                ])
        case .gasWarning:
            try record(
                .permitAlarmed, permit,
                effects: ["alarm": .string(Alarm.gasDue.rawValue), "due": .moment(circumstances.gasDue)])
        case .handoverLapses:
            for (role, offer) in permit.offers where offer.lapsesAt <= now {
                try record(
                    .permitAlarmed, permit,
                    effects: [
                        "alarm": .string(Alarm.handoverLapsed.rawValue), "role": .string(role.rawValue),
                        "to": .id(offer.to),
                    ])
            }
        case .testEnds:
            for end in circumstances.testsEnded {
                try record(
                    .permitAlarmed, permit,
                    effects: ["alarm": .string(Alarm.testOver.rawValue), "until": .moment(end)])
            }
        case .fireWatchRound:
            try record(.permitAlarmed, permit, effects: ["alarm": .string(Alarm.fireWatchMissed.rawValue)])
        case .fireWatchEnds:
            try record(.permitFireWatchEnded, permit)
        case .alarm:
            try record(
                .permitAlarmed, permit,
                effects: [
                    "alarm": .string(Alarm.peopleInside.rawValue), "inside": .strings(permit.insideNames),
                ])
        }
    }
}

/// An event of the daemon's own about the register, the packs or itself.
public func systemEvent(
    _ type: EventType, subject: String, args: JSONObject, in state: State, _ house: Surroundings
) throws(Refusal) -> Event {
    var draft = Draft(state: state, origin: .system, now: house.now, zone: house.zone)
    try draft.record(type, subject: subject, area: nil, args: args)
    return draft.events[0]
}
