public import PermitCore

/// An invariant that does not hold.
public struct Breach: Error, CustomStringConvertible {
    /// Which, and where.
    public let description: String
}

/// A second opinion on everything: holds the events and the state to contract §4 and to the separation of duties.
///
/// It keeps books of its own from the arguments of the events and judges every gate by them, without asking the gates
/// of the core. Of the core it uses what was only read, never what was decided: the register, the packs' rules and the
/// contents of requests.
///
/// 1. A permit goes from state to state as contract §4 draws it, by the event that the arrow names; an ended permit
///    stays ended.
/// 2. Work is approved, started and resumed only with every condition met at that moment, by people who may.
/// 3. Nobody holds two posts that must be different people's, counting everyone who ever held them.
/// 4. While a permit is active all that it leans on holds; two that conflict are never both active.
/// 5. What stops work latches where it must, and only a release clears that.
/// 6. A permit that was active, or has someone inside or an isolation left, ends only in `closed`, and closes only
///    with everyone and everything out, the watch over and everything put right.
/// 7. No isolation goes away while another permit leans on it, save for a test that all concerned agreed to.
/// 8. Revisions rise by one with each event but those that leave them.
/// 9. Signatures fit the content that they were given for.
public struct Oracle: Sendable {
    /// Permits that have not ended.
    var files: [PermitID: File] = [:]
    /// Permits that have.
    var ended: [PermitID: File] = [:]
    /// Ended permits that something happened to since the last check.
    var touched: Set<PermitID> = []
    var points: [IsolationID: Point] = [:]
    var stops: [UInt64: Stop] = [:]
    var hazards: [HazardID: Danger] = [:]
    var weather: [AreaID: WeatherArguments] = [:]

    /// Knows of nothing yet.
    public init() {}

    /// Takes up an event; `state` is the state before it.
    public mutating func enter(_ event: Event, before state: State, zone: TimeZoneTable) throws(Breach) {
        let site = SiteView(state: state, now: event.time, zone: zone)
        guard let stamp = event.permit, event.type.isPermits else {
            try enterOther(event, site)
            return
        }
        if event.type == .permitRequested {
            try require(files[stamp.permit] == nil && ended[stamp.permit] == nil, event, "a second request")
            files[stamp.permit] = try File(event)
        }
        guard let file = files[stamp.permit] ?? ended[stamp.permit] else { throw breach(event, "of no permit") }
        try checkArrow(event, stamp, file)
        try checkRevision(event, stamp, file)
        try checkActor(event, file, site)
        try checkSeparation(event, file, site)
        try checkGates(event, file, site)
        try note(event, stamp, site)
    }

    /// Judges a state as it stands, after all the events of one decision.
    public mutating func check(_ state: State, now: Instant, zone: TimeZoneTable) throws(Breach) {
        let site = SiteView(state: state, now: now, zone: zone)
        for id in touched {
            guard let file = ended[id], let permit = state.ended[id]?.whole, state.live[id] == nil else {
                throw Breach(description: "\(id) ended, and is not among those that did")
            }
            try agree(file, permit)
        }
        touched = []
        for (id, file) in files {
            guard let permit = state.live[id] else { throw Breach(description: "no permit \(id)") }
            try agree(file, permit)
            if file.state == .active {
                let missing = missingWhileActive(file, site)
                if !missing.isEmpty { throw Breach(description: "\(permit.number) is active, yet \(missing)") }
                try checkPosts(file)
            }
            try checkLatches(file, site)
        }
        for (id, point) in points {
            let known = state.isolations[id]
            guard known?.application?.by.text == point.applied?.by, known?.verification?.by.text == point.verifiedBy
            else { throw Breach(description: "isolation \(id): \(String(describing: known)), not \(point)") }
        }
    }

    /// Whether the product's permit says what the events do.
    private func agree(_ file: File, _ permit: Permit) throws(Breach) {
        let crew = Dictionary(uniqueKeysWithValues: permit.crew.map { ($0.person, $0.trade) })
        let differences: [(String, Bool)] = [
            ("state", permit.state == file.state), ("revision", permit.revision == file.revision),
            ("leader", permit.leader == file.leader), ("supervisor", permit.supervisor == file.supervisor),
            ("crew", crew == file.crew), ("until", permit.until == file.until),
            ("inside", Set(permit.insideNames) == Set(file.inside.keys)),
            ("acceptance", (permit.acceptedAt != nil) == file.isAccepted || file.state.isEnded),
            ("causes", file.state != .suspended || !permit.causes.isEmpty),
            ("latches", permit.causes.contains(where: \.isLatched) == file.isLatched || !file.mayBeResumed),
            ("digest", permit.contentDigest == file.digest),
            (
                "signatures",
                permit.signOffs.allSatisfy { line in
                    line.signedBy?.text == file.signed[Line(post: line.post, step: line.step)]?.person
                }
            ),
        ]
        for (what, agrees) in differences where !agrees {
            throw Breach(description: "\(permit.number): the events say otherwise of its \(what)")
        }
    }

    /// The posts of an active permit are of different people.
    private func checkPosts(_ file: File) throws(Breach) {
        let working = file.ever[.leader, default: []].union(file.ever[.crew, default: []])
        if working.contains(file.supervisor.text) { throw Breach(description: "\(file.number): supervisor works") }
        let barred = working.union(file.ever[.applicant, default: []]).union(file.ever[.supervisor, default: []])
        guard let approver = file.signed[file.approveLine], !barred.contains(approver.person) else {
            throw Breach(description: "\(file.number): approved by nobody who may")
        }
    }

    /// A stop of the area latches what it reaches; nothing there is active.
    private func checkLatches(_ file: File, _ site: SiteView) throws(Breach) {
        for stop in stops.values where stop.isInForce && stop.covers(file.content.area) {
            if file.state == .active { throw Breach(description: "\(file.number) is active under a stop") }
            if stop.reached.contains(file.permit), file.state == .suspended, !file.releasedSince(stop), !file.isLatched
            {
                throw Breach(description: "\(file.number) is not latched by the stop of \(stop.area)")
            }
        }
    }

    func require(_ holds: Bool, _ event: Event, _ what: @autoclosure () -> String) throws(Breach) {
        guard !holds else { return }
        throw breach(event, what())
    }

    func breach(_ event: Event, _ what: String) -> Breach {
        Breach(
            description: "event \(event.sequence) \(event.type.rawValue) by \(event.origin.actor) on "
                + "\(event.permit?.number ?? event.subject): \(what)")
    }
}

/// What the oracle may look at beside its own books: what was entered and read, and the time.
struct SiteView {
    let state: State
    let now: Instant
    let zone: TimeZoneTable

    var register: Register { state.register }

    func holds(_ role: String, _ person: String, in area: AreaID, kind: String?) -> Bool {
        let id = PersonID(person)
        guard register.people[id]?.status == .active else { return false }
        return register.grants.values.contains { grant in
            grant.person == id && grant.role == role && !grant.isRevoked && grant.areas.covers(area)
                && (kind == nil || grant.kinds?.contains(kind ?? "") ?? true) && grant.start(in: zone) <= now
                && now < grant.end(in: zone)
        }
    }

    /// Whether a person has a credential of a kind that is verified and good until a moment.
    func isQualified(_ person: PersonID, _ kind: String, until end: Instant) -> Bool {
        register.credentials(of: person).contains { credential in
            let last = min(credential.expires, credential.reviewDue ?? credential.expires)
            return credential.kind == kind && !credential.isRevoked && credential.verification != nil
                && max(end, now) <= zone.end(of: last) && now < zone.end(of: last)
        }
    }

    func areNear(_ one: AreaID, _ other: AreaID) -> Bool {
        if one.covers(other) || other.covers(one) { return true }
        let names: (AreaID, AreaID) -> Bool = { from, to in
            from.selfAndAncestors.contains { area in
                !Set(register.areas[area]?.adjacent ?? []).isDisjoint(with: to.selfAndAncestors)
            }
        }
        return names(one, other) || names(other, one)
    }

    func facts(_ file: Oracle.File) -> Facts {
        var here: JSONObject = [:]
        for area in file.content.area.selfAndAncestors.reversed() {
            here = here.merging(register.areas[area]?.facts ?? [:])
        }
        let grade: JSONObject = ["grade": .string(file.grade)]
        return Facts(request: file.content.facts.merging(grade), area: here.merging(grade))
    }

    func rules(_ file: Oracle.File) -> KindRules? { state.packs[file.pack]?.rules(for: file.content.kind) }
}
