extension Permit {
    /// Begins a permit from its request, under one of the packs that were adopted.
    init(requested event: Event, among packs: [PackReference: Pack]) throws(ReplayFault) {
        guard let stamp = event.permit, let pack = event.effects["pack"]?.string,
            let edition = event.effects["edition"]?.string, let digest = event.effects["packDigest"]?.string
        else {
            throw ReplayFault(sequence: event.sequence, reason: "names no pack")
        }
        permit = stamp.permit
        number = stamp.number
        let reference = PackReference(pack: pack, edition: edition, digest: digest)
        // The texts of the pack's own reference, so that each permit doesn't keep them once more.
        self.pack = packs.index(forKey: reference).map { packs.keys[$0] } ?? reference
        content = try event.read(PermitContent.self)
        leader = content.leader
        supervisor = content.supervisor
        crew = content.crew
        until = content.until
        contentEvent = event.sequence
        grade = ""
        effectiveGrade = ""
        upgradeReasons = []
    }

    /// Takes up an event about this permit.
    mutating func apply(_ event: Event, rules: KindRules, register: Register) throws(ReplayFault) {
        if !event.type.leavesRevision, !(event.type == .permitGasTested && event.effects["within"] == true) {
            revision += 1
        }
        // Those who are at work on it, for the walking list of a stop: not whoever asked, signed or stopped it.
        if let device = event.origin.device, state.hasLiveWork, event.type != .permitSuspended,
            !devices.contains(device)
        {
            devices.append(device)
        }
        countAsPresent(event)
        var event = event
        event.origin.actor = own(PersonID(event.origin.actor)).text
        try take(event, rules, register)
        if let stamp = event.permit, event.isStamped, stamp.state != state || stamp.revision != revision {
            throw ReplayFault(
                sequence: event.sequence,
                reason: "says \(stamp.state) \(stamp.revision), adds up to \(state) \(revision)")
        }
    }

    /// Any act of the supervisor on the permit counts as present, as of when it was done.
    private mutating func countAsPresent(_ event: Event) {
        guard event.origin.isProven, event.origin.actor == supervisor.text, presence.hasArrived,
            event.type != .permitSupervisorLeft
        else { return }
        see(event.done)
    }

    private mutating func see(_ moment: Instant) {
        presence.lastSeen = max(presence.lastSeen ?? moment, moment)
    }

    private mutating func take(_ event: Event, _ rules: KindRules, _ register: Register) throws(ReplayFault) {
        switch event.type {
        case .permitRequested, .permitAmended: try takeContent(event, rules, register)
        case .permitReturned:
            state = .returned
            voidSignOffs()
        case .permitRejected: state = .rejected
        case .permitCancelled: state = .cancelled
        case .permitCountersigned, .permitApproved: sign(event)
        case .permitChecked, .permitConditionChecked, .permitGasTested, .permitBriefed:
            try takePreparation(event, rules)
        case .permitSupervisorArrived, .permitSupervisorPresent:
            presence.hasArrived = true
            see(event.done)
        case .permitSupervisorLeft: presence.hasArrived = false
        case .permitAccepted: acceptedAt = event.time
        case .permitIsolated: hold(.isolator, ID(event.origin.actor))
        case .permitIsolationVerified: hold(.isolationVerifier, ID(event.origin.actor))
        case .permitCrewChanged, .permitHandoverOffered, .permitAssigned, .permitTakenOver, .permitExtended:
            try takePosts(event)
        case .permitStarted, .permitResumed: activate(event)
        case .permitSuspended: suspend(event, rules)
        case .permitReleased: release()
        case .permitExpired: end(as: .expired, event)
        case .permitRevoked: if !event.origin.isLate { end(as: .revoked, event) }
        case .permitEntered, .permitExited: try move(event)
        case .permitFinished: try finish(event, rules)
        case .permitFireWatched: try watch(event, rules)
        case .permitFireWatchEnded: endWatch()
        case .permitRestored: try restore(event)
        case .permitAcceptanceRefused: try refuseAcceptance(event)
        case .permitClosed: state = .closed
        case .permitAlarmed: alarm(event)
        default: break
        }
    }

    mutating func end(as state: PermitState, _ event: Event) {
        if self.state == .active { stoppedAt = event.time }
        self.state = state
    }

    private mutating func takeContent(
        _ event: Event, _ rules: KindRules, _ register: Register
    ) throws(ReplayFault) {
        let former = content.area
        content = try event.read(PermitContent.self).sharingTexts(of: register)
        // The same id, whose text is then kept once.
        content.permit = permit
        // Gas that was tested elsewhere says nothing of here.
        if content.area != former {
            gasTests = gasTests.filter { $0.value.verdict == .outside }
            properGasTests = [:]
        }
        leader = content.leader
        supervisor = content.supervisor
        crew = content.crew
        until = content.until
        contentEvent = event.sequence
        digest = event.effects["contentDigest"]?.string.flatMap { Digest($0) }
        grade = event.effects["grade"]?.string ?? ""
        effectiveGrade = event.effects["effectiveGrade"]?.string ?? ""
        upgradeReasons = (event.effects["upgradeReasons"]?.array ?? []).compactMap(\.string)
        state = .requested
        // Events of the first logs name no posts: there the grade's rule alone said them.
        let rule = rules.grade(effectiveGrade)
        let countersigners =
            event.effects["countersign"]?.array?.compactMap(\.string) ?? rule?.countersign.map(\.post) ?? []
        signOffs = countersigners.map { SignOff(post: $0, step: .countersign) }
        let approver = event.effects["approve"]?.string ?? rule?.approve ?? ""
        signOffs.append(SignOff(post: approver, step: .approve))
        hold(.applicant, register.own(PersonID(event.origin.actor)))
        hold(.leader, content.leader)
        hold(.supervisor, content.supervisor)
        for member in content.crew { hold(.crew, member.person) }
    }

    /// The id as the permit has it already: one read from an event is a text of its own, and would be kept once more.
    func own(_ person: PersonID) -> PersonID {
        everHeld.keys.first { $0 == person } ?? person
    }

    mutating func hold(_ post: Post, _ person: PersonID) {
        var held = everHeld[person] ?? Posts()
        held.insert(post)
        everHeld[person] = held
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
        let new = Cause(cause: cause, since: event.time, by: event.origin.actor, isLatched: isLatched)
        // Who stopped it first, and when, is kept.
        if !causes.contains(where: { $0.cause == cause && $0.by == new.by && $0.isLatched == isLatched }) {
            causes.append(new)
        }
        if state == .active {
            end(as: .suspended, event)
            suspendedAt = event.time
        }
        if ![UnmetCode.supervisorAbsent.rawValue, Cause.handover].contains(cause) { acceptedAt = nil }
    }

    private mutating func release() {
        if state == .approved {
            causes = []
        } else {
            for index in causes.indices { causes[index].isLatched = false }
        }
    }

    private mutating func alarm(_ event: Event) {
        guard let alarm = event.effects["alarm"]?.string.flatMap({ Alarm(rawValue: $0) }) else { return }
        switch alarm {
        case .presenceLapsing: presence.warnedOf = presence.lastSeen
        case .fireWatchMissed: fireWatch = FireWatch(since: event.time, lastRound: event.time)
        case .peopleInside: raised[alarm] = event.time
        case .lapsing, .gasDue: raised[alarm] = event.effects["due"]?.string.flatMap { Instant($0) }
        case .testOver: raised[alarm] = event.effects["until"]?.string.flatMap { Instant($0) }
        case .handoverLapsed:
            if let role = event.effects["role"]?.string.flatMap({ PermitRole(rawValue: $0) }) { offers[role] = nil }
        default: break
        }
    }
}

/// Why `permit.alarmed` was raised; its `effects.alarm` says so.
public enum Alarm: String, Sendable, CaseIterable, Comparable {
    /// The supervisor's presence will lapse soon.
    case presenceLapsing
    /// People are inside while the permit isn't active or no supervisor is there.
    case peopleInside
    /// A round of the fire watch was missed: the watch begins anew.
    case fireWatchMissed
    /// Someone asked to stop work on a permit whose work isn't going on.
    case stopWork
    /// The window, or something that the work leans on, will end soon.
    case lapsing
    /// A gas reading will be overdue soon.
    case gasDue
    /// An offer of a post was not taken up in time.
    case handoverLapsed
    /// The time of a sanctioned test is over and the isolation is not back in place.
    case testOver

    /// By their names.
    public static func < (left: Alarm, right: Alarm) -> Bool { left.rawValue < right.rawValue }
}

extension Event {
    /// When the act was done: by the device's clock, but never later than it was received.
    var done: Instant {
        origin.at.map { min($0, time) } ?? time
    }

    /// Whether the stamp was filled in; it isn't while the event is being made.
    var isStamped: Bool { (permit?.revision ?? 0) > 0 }

    func read<Arguments: Record>(_: Arguments.Type) throws(ReplayFault) -> Arguments {
        if let told = told.arguments?.ofPermitAtWork as? Arguments { return told }
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
