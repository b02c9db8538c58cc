/// A permit and all it leans on at one moment: what gates judge. Each gate returns everything it still wants.
public struct Circumstances {
    let state: State
    /// The permit looked at.
    public let permit: Permit
    let rules: KindRules
    let now: Instant
    let zone: TimeZoneTable
    /// What is known of the work: the facts of request and area, and the `grade` that they led to.
    let facts: Facts

    /// Looks at a permit at a moment.
    public init(state: State, permit: Permit, rules: KindRules, now: Instant, zone: TimeZoneTable) {
        self.state = state
        self.permit = permit
        self.rules = rules
        self.now = now
        self.zone = zone
        facts = Facts(request: permit.content.facts, area: state.facts(of: permit.content.area))
            .adding("grade", .string(permit.effectiveGrade))
    }

    var content: PermitContent { permit.content }
    var pack: Pack? { state.packs[permit.pack] }

    /// When the shift that runs now began.
    private var shiftBegan: Instant {
        let today = zone.date(at: now)
        let days = [today, CalendarDate(dayNumber: today.dayNumber - 1)]
        let begins = days.flatMap { day in (pack?.shifts ?? [0]).map { zone.moment(on: day, minute: $0) } }
        return begins.filter { $0 <= now }.max() ?? zone.start(of: today)
    }
    var register: Register { state.register }
    var authority: Authority { Authority(register: state.register, now: now, zone: zone) }

    /// A moment in the words of a message: as the clocks on site show it.
    func told(_ moment: Instant) -> String { zone.text(at: moment) }

    /// What `permit.request` and `permit.amend` want: credentials good through `until`, a window no longer than
    /// allowed.
    func unmetToRequest() -> [Unmet] {
        crewCredentials(through: permit.until) + supervisorQualification(through: permit.until)
            + windowLength() + windowPassed()
    }

    /// What `permit.approve` wants.
    func unmetToApprove(_ approval: Approval) -> [Unmet] {
        approvalGate(approval) + crewCredentials(through: permit.until)
            + supervisorQualification(through: permit.until) + areaGate(.approve) + windowPassed()
    }

    /// What `permit.start` wants: every gate but closure.
    func unmetToStart() -> [Unmet] {
        releaseGate() + crewGate() + preparationGate(isResume: false) + supervisorGate() + areaGate(.work)
            + windowGate()
    }

    /// What `permit.resume` wants: every gate but closure.
    func unmetToResume() -> [Unmet] {
        releaseGate() + crewGate() + preparationGate(isResume: true) + supervisorGate() + areaGate(.work)
            + windowGate()
    }

    /// What `permit.extend` wants, of the permit as it would be with its new end.
    func unmetToExtend() -> [Unmet] {
        crewGate() + supervisorQualification(through: permit.until) + checksMissing() + failedChecks()
            + gasTests(isResume: true) + areaGate(.work) + windowLength() + extensionGate()
    }

    /// Who lacks a credential or a grant now.
    func unqualified() -> [Unmet] {
        crewCredentials(through: now) + supervisorQualification(through: now)
    }

    /// Whether a test, a condition or a check done at `done` still lives: none does that is older than a stop.
    func isAlive(_ done: Instant, _ lifetime: Lifetime) -> Bool {
        isNewerThanStops(done) && lives(done, lifetime)
    }

    /// Whether something was done after the newest stop of the area.
    func isNewerThanStops(_ done: Instant) -> Bool {
        state.lastStop(in: content.area).map { $0 <= done } ?? true
    }

    /// Whether a record done at `done` still lives, by the pack's lifetime and the last resume.
    func lives(_ done: Instant, _ lifetime: Lifetime) -> Bool {
        // What was done before the approval was not done for this work; a device's clock may be a little behind.
        if let approvedAt = permit.approvedAt, done < approvedAt - greatestClockSkew { return false }
        switch lifetime {
        case .permit: return true
        case .day: return zone.date(at: done) == zone.date(at: now)
        case .shift: return shiftBegan <= done
        // A break asks anew for what lives until a resume.
        case .resume: return permit.suspendedAt.map { $0 <= done } ?? true
        }
    }
}
