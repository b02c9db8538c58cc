/// A permit and all it leans on at one moment: what gates judge. Each gate returns everything it still wants.
public struct Circumstances {
    let state: State
    /// The permit looked at.
    public let permit: Permit
    let rules: KindRules
    let now: Instant
    let zone: TimeZoneTable

    /// Looks at a permit at a moment.
    public init(state: State, permit: Permit, rules: KindRules, now: Instant, zone: TimeZoneTable) {
        self.state = state
        self.permit = permit
        self.rules = rules
        self.now = now
        self.zone = zone
    }

    var content: PermitContent { permit.content }
    var register: Register { state.register }
    var authority: Authority { Authority(register: state.register, now: now, zone: zone) }

    /// What `permit.request` and `permit.amend` want: credentials good through `until`, a window no longer than
    /// allowed.
    func unmetToRequest() -> [Unmet] {
        crewCredentials(through: content.until) + supervisorQualification(through: content.until) + windowLength()
            + windowPassed()
    }

    /// What `permit.approve` wants.
    func unmetToApprove(_ approval: Approval) -> [Unmet] {
        approvalGate(approval) + crewCredentials(through: content.until)
            + supervisorQualification(through: content.until) + areaGate() + windowPassed()
    }

    /// What `permit.start` wants: every gate but closure.
    func unmetToStart() -> [Unmet] {
        releaseGate() + crewGate() + preparationGate(isResume: false) + supervisorGate() + areaGate() + windowGate()
    }

    /// What `permit.resume` wants: every gate but closure.
    func unmetToResume() -> [Unmet] {
        releaseGate() + crewGate() + preparationGate(isResume: true) + supervisorGate() + areaGate() + windowGate()
    }

    /// What must stay true while work goes on. Each condition that lapses suspends the permit by itself.
    func unmetWhileActive() -> [Unmet] {
        unqualified() + unfitWorkers() + failedChecks() + gasOutOfRange() + supervisorPresence() + areaGate()
    }

    /// Who lacks a credential or a grant now.
    func unqualified() -> [Unmet] {
        crewCredentials(through: now) + supervisorQualification(through: now)
    }

    /// Whether a test, a condition or a check done at `done` still lives: none does that is older than a stop.
    func isAlive(_ done: Instant, _ lifetime: Lifetime) -> Bool {
        if let stop = state.lastStop(in: content.area), done < stop { return false }
        return lives(done, lifetime)
    }

    /// Whether a record done at `done` still lives, by the pack's lifetime and the last resume.
    func lives(_ done: Instant, _ lifetime: Lifetime) -> Bool {
        switch lifetime {
        case .permit: return true
        case .day: return zone.date(at: done) == zone.date(at: now)
        // A break asks anew for what lives until a resume.
        case .resume: return permit.suspendedAt.map { $0 <= done } ?? true
        }
    }
}
