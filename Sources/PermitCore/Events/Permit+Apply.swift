extension Permit {
    /// Begins a permit from its request.
    init(requested event: Event) throws(ReplayFault) {
        guard let stamp = event.permit, let pack = event.effects["pack"]?.string,
            let edition = event.effects["edition"]?.string, let digest = event.effects["packDigest"]?.string
        else {
            throw ReplayFault(sequence: event.sequence, reason: "names no pack")
        }
        permit = stamp.permit
        number = stamp.number
        self.pack = PackReference(pack: pack, edition: edition, digest: digest)
        content = try event.read(PermitContent.self)
        contentText = ""
        contentDigest = ""
        grade = ""
        effectiveGrade = ""
        upgradeReasons = []
    }

    /// Takes up an event about this permit.
    mutating func apply(_ event: Event, rules: KindRules) throws(ReplayFault) {
        if !event.type.leavesRevision, !(event.type == .permitGasTested && event.effects["within"] == true) {
            revision += 1
        }
        if let device = event.origin.device { devices.insert(device) }
        countAsPresent(event)
        try take(event, rules)
        if let stamp = event.permit, event.isStamped, stamp.state != state || stamp.revision != revision {
            throw ReplayFault(
                sequence: event.sequence,
                reason: "says \(stamp.state) \(stamp.revision), adds up to \(state) \(revision)")
        }
    }

    /// Any act of the supervisor on the permit counts as present, as of when it was done.
    private mutating func countAsPresent(_ event: Event) {
        guard event.origin.isProven, event.origin.actor == content.supervisor.text, presence.hasArrived,
            event.type != .permitSupervisorLeft
        else { return }
        see(event.done)
    }

    private mutating func see(_ moment: Instant) {
        presence.lastSeen = max(presence.lastSeen ?? moment, moment)
    }

    private mutating func take(_ event: Event, _ rules: KindRules) throws(ReplayFault) {
        switch event.type {
        case .permitRequested, .permitAmended: try takeContent(event, rules)
        case .permitReturned:
            state = .returned
            voidSignOffs()
        case .permitRejected: state = .rejected
        case .permitCancelled: state = .cancelled
        case .permitCountersigned, .permitApproved: sign(event)
        case .permitChecked, .permitConditionChecked, .permitGasTested, .permitBriefed:
            try takePreparation(event)
        case .permitSupervisorArrived, .permitSupervisorPresent:
            presence.hasArrived = true
            see(event.done)
        case .permitSupervisorLeft: presence.hasArrived = false
        case .permitAccepted: acceptedAt = event.time
        case .permitStarted, .permitResumed: activate(event)
        case .permitSuspended: suspend(event, rules)
        case .permitReleased: release()
        case .permitExpired: state = .expired
        case .permitRevoked: if !event.origin.isLate { state = .revoked }
        case .permitEntered, .permitExited: try move(event)
        case .permitFinished: try finish(event, rules)
        case .permitFireWatched: try watch(event)
        case .permitFireWatchEnded: endWatch()
        case .permitRestored: try restore(event)
        case .permitAcceptanceRefused: try refuseAcceptance(event)
        case .permitClosed: state = .closed
        case .permitAlarmed: alarm(event)
        default: break
        }
    }

    private mutating func takeContent(_ event: Event, _ rules: KindRules) throws(ReplayFault) {
        content = try event.read(PermitContent.self)
        contentText = Self.contentText(of: event.args, number, pack, event.effects)
        contentDigest = event.effects["contentDigest"]?.string ?? ""
        grade = event.effects["grade"]?.string ?? ""
        effectiveGrade = event.effects["effectiveGrade"]?.string ?? ""
        upgradeReasons = (event.effects["upgradeReasons"]?.array ?? []).compactMap(\.string)
        state = .requested
        if let rule = rules.grade(effectiveGrade) {
            signOffs = rule.countersign.map { SignOff(post: $0, step: .countersign) }
            signOffs.append(SignOff(post: rule.approve, step: .approve))
        }
        hold(.applicant, ID(event.origin.actor))
        hold(.leader, content.leader)
        hold(.supervisor, content.supervisor)
        for member in content.crew { hold(.crew, member.person) }
    }

    /// The exact JSON text that people sign: the arguments as requested, and what they led to.
    static func contentText(
        of args: JSONObject, _ number: String, _ pack: PackReference, _ effects: JSONObject
    ) -> String {
        var content = args
        content["number"] = .string(number)
        content["pack"] = .string(pack.pack)
        content["edition"] = .string(pack.edition)
        content["grade"] = effects["grade"] ?? .null
        content["effectiveGrade"] = effects["effectiveGrade"] ?? .null
        return JSONValue.object(content).text
    }

    mutating func hold(_ post: Post, _ person: PersonID) {
        everHeld[post, default: []].insert(person)
    }

    private mutating func voidSignOffs() {
        for index in signOffs.indices {
            signOffs[index].signedBy = nil
            signOffs[index].signedAt = nil
        }
    }

    private mutating func sign(_ event: Event) {
        let signer = PersonID(event.origin.actor)
        let post = event.effects["post"]?.string
        let step: SignOff.Step = event.type == .permitApproved ? .approve : .countersign
        if let line = signOffs.firstIndex(where: { $0.post == post && $0.step == step && $0.signedBy == nil }) {
            signOffs[line].signedBy = signer
            signOffs[line].signedAt = event.time
        }
        if event.type == .permitApproved {
            state = .approved
            hold(.approver, signer)
        }
    }

    private mutating func activate(_ event: Event) {
        state = .active
        wasEverActive = true
        if event.type == .permitStarted { startedAt = event.time }
        resumedAt = event.time
        suspendedAt = nil
        causes = []
        presence.warnedOf = nil
    }

    private mutating func suspend(_ event: Event, _ rules: KindRules) {
        let cause = event.cause ?? Cause.stopWork
        let isLatched = cause == Cause.areaStopped || state == .approved || rules.latches.contains(cause)
        causes.removeAll { $0.cause == cause && $0.isLatched == isLatched }
        causes.append(Cause(cause: cause, since: event.time, by: event.origin.actor, isLatched: isLatched))
        if state == .active {
            state = .suspended
            suspendedAt = event.time
        }
        if ![UnmetCode.supervisorAbsent.rawValue, "handover"].contains(cause) { acceptedAt = nil }
    }

    private mutating func release() {
        if state == .approved {
            causes = []
        } else {
            for index in causes.indices { causes[index].isLatched = false }
        }
    }

    private mutating func alarm(_ event: Event) {
        switch event.effects["alarm"]?.string.flatMap({ Alarm(rawValue: $0) }) {
        case .presenceLapsing: presence.warnedOf = presence.lastSeen
        case .fireWatchMissed: fireWatch = FireWatch(since: event.time, lastRound: event.time)
        default: lastAlarm = event.time
        }
    }
}

/// Why `permit.alarmed` was raised; its `effects.alarm` says so.
public enum Alarm: String, Sendable, CaseIterable {
    /// The supervisor's presence will lapse soon.
    case presenceLapsing
    /// People are inside while the permit isn't active or no supervisor is there.
    case peopleInside
    /// A round of the fire watch was missed: the watch begins anew.
    case fireWatchMissed
    /// Someone asked to stop work on a permit whose work isn't going on.
    case stopWork
}

extension Event {
    /// When the act was done: by the device's clock, but never later than it was received.
    var done: Instant {
        origin.at.map { min($0, time) } ?? time
    }

    /// Whether the stamp was filled in; it isn't while the event is being made.
    var isStamped: Bool { (permit?.revision ?? 0) > 0 }

    func read<Arguments: Record>(_: Arguments.Type) throws(ReplayFault) -> Arguments {
        do {
            return try Arguments.read(args, path: "/args")
        } catch {
            let fault = error.faults.first
            throw ReplayFault(sequence: sequence, reason: "\(fault?.path ?? ""): \(fault?.message.english ?? "")")
        }
    }
}

extension EventType {
    /// Whether the permit's revision stays as it is.
    var leavesRevision: Bool {
        switch self {
        case .permitSupervisorPresent, .permitAlarmed, .permitNoted: true
        default: false
        }
    }
}
