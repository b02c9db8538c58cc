import PermitCore

/// Arrows, revisions, actors and separation of duties.
extension Oracle {
    /// What an event does to a permit: from where, and to where; nil stays.
    private struct Arrow {
        let from: Set<PermitState>
        let to: Set<PermitState>?

        init(_ from: Set<PermitState>, to: Set<PermitState>? = nil) {
            self.from = from
            self.to = to
        }
    }

    private static let onSite: Set<PermitState> = [
        .approved, .active, .suspended, .expired, .revoked, .fireWatch, .acceptance,
    ]
    private static let unfinished = onSite.union([.requested, .returned])
    private static let prepared: Set<PermitState> = [.approved, .active, .suspended]

    /// The arrows of contract §4.
    private static let arrows: [EventType: Arrow] = [
        .permitRequested: Arrow([.requested], to: [.requested]), .permitAmended: Arrow([.returned], to: [.requested]),
        .permitReturned: Arrow([.requested], to: [.returned]), .permitCountersigned: Arrow([.requested]),
        .permitApproved: Arrow([.requested], to: [.approved]), .permitRejected: Arrow([.requested], to: [.rejected]),
        .permitCancelled: Arrow([.requested, .returned, .approved], to: [.cancelled]),
        .permitChecked: Arrow(prepared), .permitConditionChecked: Arrow(prepared),
        .permitGasTested: Arrow(unfinished), .permitIsolated: Arrow([.approved, .suspended]),
        .permitIsolationVerified: Arrow([.approved, .suspended]),
        .permitIsolationRemoved: Arrow([.requested, .returned, .approved, .suspended, .acceptance]),
        .permitTestSanctioned: Arrow([.approved, .active, .suspended, .expired, .revoked]),
        .permitBriefed: Arrow(prepared), .permitSupervisorArrived: Arrow(onSite),
        .permitSupervisorPresent: Arrow(onSite), .permitSupervisorLeft: Arrow(onSite),
        .permitAccepted: Arrow([.approved, .suspended]), .permitStarted: Arrow([.approved], to: [.active]),
        .permitSuspended: Arrow(prepared, to: [.approved, .suspended]),
        .permitReleased: Arrow([.approved, .suspended]), .permitResumed: Arrow([.suspended], to: [.active]),
        .permitCrewChanged: Arrow(unfinished), .permitHandoverOffered: Arrow(onSite), .permitTakenOver: Arrow(onSite),
        .permitAssigned: Arrow(onSite), .permitExtended: Arrow([.active, .suspended]),
        .permitExpired: Arrow(prepared.union([.requested, .returned]), to: [.expired]),
        .permitRevoked: Arrow(prepared.union([.requested, .returned, .expired]), to: [.revoked]),
        .permitEntered: Arrow(unfinished), .permitExited: Arrow(Set(PermitState.allCases)),
        .permitFinished: Arrow([.active, .suspended, .expired, .revoked], to: [.fireWatch, .acceptance]),
        .permitFireWatched: Arrow(
            [.active, .suspended, .expired, .revoked, .fireWatch, .acceptance],
            to: [.active, .suspended, .expired, .revoked, .fireWatch, .acceptance]),
        .permitFireWatchEnded: Arrow([.fireWatch], to: [.acceptance]),
        .permitRestored: Arrow([.fireWatch, .acceptance]), .permitAcceptanceRefused: Arrow([.acceptance]),
        .permitClosed: Arrow([.acceptance], to: [.closed]), .permitNoted: Arrow(Set(PermitState.allCases)),
        .permitAlarmed: Arrow(Set(PermitState.allCases)),
    ]

    func checkArrow(_ event: Event, _ stamp: Event.PermitStamp, _ file: File) throws(Breach) {
        guard let arrow = Self.arrows[event.type] else { throw breach(event, "is drawn nowhere") }
        let move = "from \(file.state) to \(stamp.state)"
        if event.origin.isLate {
            try require(stamp.state == file.state, event, "late, and goes \(move)")
            return
        }
        try require(arrow.from.contains(file.state), event, move)
        // Nothing was ever done for a permit that nobody approved, save that someone may have gone in.
        let isIdle = (file.state == .requested || file.state == .returned) && file.inside.isEmpty && left(file).isEmpty
        try require(!isIdle || (stamp.state != .expired && stamp.state != .revoked), event, move)
        if let to = arrow.to {
            try require(to.contains(stamp.state), event, move)
            let isOrderly = event.type != .permitSuspended || (file.state == .approved) == (stamp.state == .approved)
            try require(isOrderly, event, move)
            let isFinding = event.type == .permitFireWatched && stamp.state != file.state
            try require(!isFinding || stamp.state == .fireWatch, event, move)
        } else {
            try require(stamp.state == file.state, event, move)
        }
    }

    func checkRevision(_ event: Event, _ stamp: Event.PermitStamp, _ file: File) throws(Breach) {
        let stays =
            switch event.type {
            case .permitSupervisorPresent, .permitAlarmed, .permitNoted: true
            case .permitGasTested: event.effects["within"] == true
            default: false
            }
        let revision = file.revision + (stays ? 0 : 1)
        try require(stamp.revision == revision, event, "revision \(stamp.revision), not \(revision)")
    }

    /// Sign-offs and what lets work go on, by those whom the table of §4 names.
    func checkActor(_ event: Event, _ file: File, _ site: SiteView) throws(Breach) {
        let actor = event.origin.actor
        guard actor != "system", !event.origin.isLate else { return }
        let isHolder: (String) -> Bool = { role in
            switch role {
            case "leader" where file.leader.text != actor, "supervisor" where file.supervisor.text != actor: false
            default: site.holds(role, actor, in: file.content.area, kind: file.content.kind)
            }
        }
        let approver = file.approveLine.post
        let wanted: [String]? =
            switch event.type {
            case .permitApproved, .permitRejected, .permitReleased, .permitExtended: [approver]
            case .permitCountersigned: file.lines.filter { $0.step == .countersign }.map(\.post)
            case .permitStarted, .permitResumed, .permitSupervisorArrived, .permitSupervisorPresent: ["supervisor"]
            case .permitAccepted: ["leader"]
            case .permitConditionChecked: ["leader", "supervisor"]
            case .permitFinished: file.state == .active ? ["leader"] : ["leader"] + areaPosts(file, site)
            case .permitRestored: ["leader"] + areaPosts(file, site)
            case .permitAssigned: [approver] + areaPosts(file, site)
            case .permitIsolated, .permitIsolationVerified, .permitIsolationRemoved: ["isolator"]
            case .permitFireWatched: ["fireWatcher"]
            case .permitClosed, .permitAcceptanceRefused: ["acceptor"]
            case .permitRequested, .permitAmended: ["applicant"]
            case .permitEntered: ["supervisor", "emergency"]
            case .permitCrewChanged:
                (event.args["add"]?.array ?? []).isEmpty ? ["leader", "supervisor"] : ["leader"]
            default: nil
            }
        guard let wanted else { return }
        try require(wanted.contains(where: isHolder), event, "holds none of \(wanted)")
    }

    private func areaPosts(_ file: File, _ site: SiteView) -> [String] { site.state.packs[file.pack]?.areaPosts ?? [] }

    /// Domain facts §5.4: what no pack switches off.
    func checkSeparation(_ event: Event, _ file: File, _ site: SiteView) throws(Breach) {
        let actor = event.origin.actor
        let relaxes = site.rules(file)?.relaxes ?? []
        let barred: [Permit.Post]
        switch event.type {
        case .permitApproved, .permitReleased, .permitExtended: barred = [.applicant, .leader, .crew, .supervisor]
        case .permitClosed, .permitAcceptanceRefused: barred = [.leader, .crew]
        case .permitTakenOver:
            let isLeader = event.args["role"] == "leader"
            let holder = isLeader ? file.leader : file.supervisor
            try require(holder.text != actor, event, "outgoing is incoming")
            barred = isLeader ? [.approver, .supervisor] : [.approver, .leader, .crew]
        case .permitGasTested:
            let test = try? Arguments.read(.permitGasTest, event.args)
            guard !relaxes.contains(.analystInCrew), case .gasTest(let test)? = test, event.origin.isProven else {
                return
            }
            let verdict = judge(test, file, site)
            barred = verdict == .outside || verdict == .incomparable ? [] : [.crew]
        case .permitIsolated: barred = [.isolationVerifier]
        case .permitIsolationVerified: barred = [.isolator]
        case .permitRequested, .permitAmended: return try checkRequest(event, file, relaxes)
        case .permitCrewChanged: return try checkNewcomers(event, file, relaxes)
        default: return try checkSelf(event, file, relaxes)
        }
        try require(!file.everHeld(barred, actor), event, "ever held one of \(barred)")
        try checkSelf(event, file, relaxes)
    }

    /// Nobody acts on oneself, and nobody signs two lines in a row.
    private func checkSelf(_ event: Event, _ file: File, _ relaxes: [KindRules.Relaxation]) throws(Breach) {
        let actor = event.origin.actor
        switch event.type {
        case .permitBriefed:
            let briefed = event.args["briefed"]?.array?.compactMap(\.string) ?? []
            try require(!briefed.contains(actor), event, "briefs oneself")
        case .permitConditionChecked:
            try require(event.args["person"]?.string != actor, event, "looks at oneself")
        case .permitHandoverOffered:
            try require(event.args["to"]?.string != actor, event, "hands over to oneself")
        case .permitIsolationVerified:
            let applied = points[IsolationID(event.args["isolation"]?.string ?? "")]?.applied?.by
            try require(applied != actor, event, "verifies what oneself isolated")
        case .permitApproved, .permitCountersigned:
            guard !relaxes.contains(.consecutiveSignOffs) else { return }
            let step: SignOff.Step = event.type == .permitApproved ? .approve : .countersign
            let line = Line(post: event.effects["post"]?.string ?? "", step: step)
            guard let index = file.lines.firstIndex(of: line) else { throw breach(event, "signs no line") }
            let next = [index - 1, index + 1].filter(file.lines.indices.contains)
            let others = next.compactMap { file.signed[file.lines[$0]]?.person }
            try require(!others.contains(actor), event, "signs two lines in a row")
        default: break
        }
    }

    private func checkRequest(
        _ event: Event, _ file: File, _ relaxes: [KindRules.Relaxation]
    ) throws(Breach) {
        guard let content = File.content(of: event) else { throw breach(event, "no content") }
        let crew = Set(content.crew.map(\.person.text)).union(file.ever[.crew] ?? [])
        let working = crew.union([content.leader.text]).union(file.ever[.leader] ?? [])
        let supervising = Set([content.supervisor.text]).union(file.ever[.supervisor] ?? [])
        try require(working.isDisjoint(with: supervising), event, "a supervisor works")
        guard !relaxes.contains(.analystInCrew) else { return }
        try require(crew.isDisjoint(with: file.ever[.analyst] ?? []), event, "the analyst works")
    }

    private func checkNewcomers(
        _ event: Event, _ file: File, _ relaxes: [KindRules.Relaxation]
    ) throws(Breach) {
        let barred: [Permit.Post] =
            relaxes.contains(.analystInCrew) ? [.supervisor, .approver] : [.supervisor, .approver, .analyst]
        for member in (event.args["add"]?.array ?? []).compactMap({ $0.object?["person"]?.string }) {
            try require(file.mayBeResumed, event, "\(member) joins what is \(file.state)")
            try require(!file.everHeld(barred, member), event, "\(member) ever held one of \(barred)")
        }
        for person in event.args["remove"]?.array ?? [] where !event.origin.isLate {
            try require(file.inside[person.string ?? ""] == nil, event, "removes someone inside")
        }
    }
}
