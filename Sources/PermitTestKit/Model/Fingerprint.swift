import PermitCore

/// What tells one state from another.
///
/// Two worlds with one fingerprint have the same futures: every move is refused in both or does the same in both, ends
/// in worlds that have one fingerprint again, and the oracle finds a breach in both or in neither. For the fingerprint
/// holds all that `decide`, `tick`, `apply` and the oracle read, save
///
/// - *numbers that only count* (sequences, revisions): moves name them as they are now, so no rule tells two apart;
/// - *records of alarms* (which were raised and when, which danger was told to be overdue): they decide on further
///   alarms alone, and an alarm changes nothing else;
/// - *what a permit can no longer use*: checks, conditions, briefings, the ages of tests and of presence once it has
///   expired or gone further, for from there no way leads back to work; once it has ended all but what it was, how it
///   ended and who is inside, for notes, exits and late findings are all that comes then;
/// - *absolute times*. Every act of the small world is done when it arrives, so times are compared in two ways only: an
///   age with a limit of the rules, and the moment of a finding with the last break and the last stop. An age counts up
///   to its limit and is "more" from there on. Of a finding counts whether it is older than the break, older than the
///   stop, and of this very moment, for a break or a stop that comes now leaves what is of this moment alive.
///   What lies more than ``furthest`` ahead is "far": no scene waits so long. How far ahead the moments are that moves
///   wait for is added by the exploration.
///
/// States are told apart by 64 bits of a hash; with a million states the chance that two were taken for one is about
/// one in 40 million.
extension World {
    /// The fingerprint.
    var fingerprint: Int {
        var hasher = Hasher()
        for id in (Array(oracle.files.keys) + Array(oracle.ended.keys)).sorted() {
            guard let permit = state.permit(id) else { continue }
            hasher.combine(permit.number)
            hash(permit, into: &hasher)
            guard permit.isLive, let rules = state.rules(for: permit) else { continue }
            let limits = Limits(rules, now: now)
            if permit.state.mayLeadToWork { hashPreparation(of: permit, limits, into: &hasher) }
            oracle.hash(id, limits, into: &hasher)
        }
        oracle.hashRest(into: &hasher, at: now)
        for stop in state.stops.values.sorted(by: { $0.stop < $1.stop }) where stop.liftedAt == nil {
            hasher.combine(stop.area)
            hasher.combine(stop.reaches)
        }
        for isolation in state.isolations.values.sorted(by: { $0.point.id < $1.point.id }) {
            hasher.combine(isolation.point.id)
            hasher.combine(isolation.application?.by)
            hasher.combine(isolation.verification?.by)
            hasher.combine(isolation.sanction.map { ahead($0.until) })
            hasher.combine(isolation.sanction?.leaders)
        }
        for hazard in state.hazards.values.sorted(by: { $0.hazard < $1.hazard }) {
            hasher.combine(hazard.hazard)
            hasher.combine(hazard.state)
            hasher.combine(hazard.level)
            hasher.combine(hazard.assignee)
            hasher.combine(hazard.everHandledBy)
        }
        for weather in state.weather.values.sorted(by: { ($0.at, $0.area) < ($1.at, $1.area) }) {
            hasher.combine(weather.area)
            hasher.combine(weather.windBeaufort)
            hasher.combine(weather.conditions)
        }
        hasher.combine(state.register.people.values.filter { $0.status != .active }.map(\.person).sorted())
        hasher.combine(state.register.credentials.values.filter(\.isRevoked).map(\.credential).sorted())
        hasher.combine(state.register.grants.values.filter(\.isRevoked).map(\.grant).sorted())
        return hasher.finalize()
    }

    /// Nothing of the small world waits for what lies further ahead.
    private static let furthest = Span.hours(24)

    private func ahead(_ moment: Instant) -> Int64 {
        max(0, min((moment - now).milliseconds, Self.furthest.milliseconds + 1))
    }

    private func hash(_ permit: Permit, into hasher: inout Hasher) {
        hasher.combine(permit.state)
        hasher.combine(permit.contentDigest)
        hasher.combine(permit.leader)
        hasher.combine(permit.supervisor)
        hasher.combine(permit.crew)
        hasher.combine(permit.peopleInside.keys.sorted())
        hasher.combine(permit.toolsInside.keys.sorted())
        guard permit.isLive else { return }
        hasher.combine(permit.wasEverActive)
        hasher.combine(permit.extensions)
        hasher.combine(permit.signOffs.map(\.signedBy))
        hasher.combine(permit.everHeld)
        hasher.combine(permit.presence.hasArrived)
        for role in PermitRole.allCases {
            hasher.combine(permit.offers[role]?.to)
            hasher.combine(permit.offers[role].map { ahead($0.lapsesAt) })
        }
        hasher.combine(permit.fireWatch.map { [now - $0.since, now - $0.lastRound] })
        hasher.combine(permit.restored.map { "\($0.key) \($0.value.outcome)" })
        hasher.combine(permit.defects.keys.sorted())
        hasher.combine(permit.gasTests.map { "\($0.key) \($0.value.verdict)" })
    }

    /// What work leans on, while the permit may still come to it.
    private func hashPreparation(of permit: Permit, _ limits: Limits, into hasher: inout Hasher) {
        hasher.combine(ahead(permit.content.from))
        hasher.combine(ahead(permit.until))
        hasher.combine(Set(permit.causes.map { $0.isLatched ? "\($0.cause)!" : $0.cause }))
        hasher.combine(permit.acceptedAt != nil)
        let newest = state.stops.values.filter { $0.covers(permit.content.area) }.map(\.at).max()
        let mark = { (done: Instant) in
            Mark(
                done, now: now, hasBreakSince: permit.suspendedAt.map { done < $0 },
                hasStopSince: newest.map { done < $0 })
        }
        for (name, check) in permit.checks.sorted(by: { $0.key < $1.key }) {
            hasher.combine(name)
            hasher.combine(check.outcome)
            hasher.combine(mark(check.done))
        }
        for (person, condition) in permit.conditions.sorted(by: { $0.key < $1.key }) {
            hasher.combine(person)
            hasher.combine(condition.isFit)
            hasher.combine(mark(condition.done))
        }
        for (person, briefing) in permit.briefings.sorted(by: { $0.key < $1.key }) {
            hasher.combine(person)
            hasher.combine(briefing.signedAt == nil)
            hasher.combine(mark(briefing.done))
        }
        for (point, test) in permit.gasTests.sorted(by: { $0.key < $1.key }) {
            hasher.combine(point)
            hasher.combine(mark(test.sampledAt))
            hasher.combine(limits.age(test.sampledAt, upTo: limits.test))
            hasher.combine(limits.silence(test.sampledAt, since: permit.startedAt))
        }
        hasher.combine(permit.presence.hasArrived ? limits.age(permit.presence.lastSeen, upTo: limits.presence) : nil)
        hasher.combine(limits.age(permit.suspendedAt, upTo: limits.rest))
    }
}

/// How far ages count, by the rules of one permit.
struct Limits {
    let now: Instant
    /// The oldest that presence may be.
    let presence: Span
    /// The oldest that a test may be, whatever it is looked at for.
    let test: Span
    /// The longest break that needs no new test.
    let rest: Span
    /// The longest time between readings; nil where none are wanted.
    let reading: Span?

    init(_ rules: KindRules, now: Instant) {
        self.now = now
        // No length in the small world depends on facts.
        let facts = Facts(request: [:], area: [:])
        presence = rules.supervisor.lapsesAfter
        reading = rules.gas?.every?.longest(facts)
        test = max(rules.gas?.oldest.longest(facts) ?? .seconds(0), reading ?? .seconds(0))
        rest = rules.gas?.retestAfterBreak.longest(facts) ?? .seconds(0)
    }

    /// How old something is in milliseconds; "more" is one above the limit.
    func age(_ moment: Instant?, upTo limit: Span) -> Int64? {
        moment.map { min((now - $0).milliseconds, limit.milliseconds + 1) }
    }

    /// For how long no reading came since work began; nil where none is wanted. Every test of the small world is at one
    /// point, so the newest of it and the beginning is all that counts.
    func silence(_ sampled: Instant, since began: Instant?) -> Int64? {
        guard let reading, let began else { return nil }
        return age(max(sampled, began), upTo: reading)
    }
}

/// What counts of the moment of a finding.
struct Mark: Hashable {
    private let isOfNow: Bool
    private let isBeforeBreak: Bool
    private let isBeforeStop: Bool

    init(_ done: Instant, now: Instant, hasBreakSince: Bool?, hasStopSince: Bool?) {
        isOfNow = done == now
        isBeforeBreak = hasBreakSince ?? false
        isBeforeStop = hasStopSince ?? false
    }
}

extension PermitState {
    /// Whether work may still come of it.
    var mayLeadToWork: Bool {
        switch self {
        case .requested, .returned, .approved, .active, .suspended: true
        default: false
        }
    }
}
