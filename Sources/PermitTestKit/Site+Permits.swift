public import PermitCore

extension Site {
    /// The id of the permit that ``with(_:)`` makes.
    public static let permitID: PermitID = "00000000-0000-4000-8000-000000000001"
    /// The id of another permit.
    public static let otherID: PermitID = "00000000-0000-4000-8000-000000000002"

    /// Facts that lead to grade 1 with gas tests, and no contractor.
    public static let facts: JSONObject = [
        "flammableArea": true, "enclosedVessel": false, "occupied": true, "contractor": false,
    ]

    /// What asks for a hot-work permit in the home, with members replaced.
    public static func content(_ id: PermitID = permitID, _ changes: JSONObject = [:]) -> JSONObject {
        let content: JSONObject = [
            "permit": .id(id), "kind": "hot", "area": .string(AreaID.home.text), "work": "Weld the railing",
            "method": "Arc welding", "from": .moment(Home.from), "until": .moment(Home.until),
            "facts": .object(facts), "leader": .id(PersonID.leader), "supervisor": .id(PersonID.supervisor),
            "crew": crew((.welder, "welder"), (.helper, "helper")),
            "analysis": [["step": "weld", "hazard": "fire", "control": "watch"]],
        ]
        return content.merging(changes)
    }

    /// A second permit's content, for other people in the same home.
    public static func otherContent(_ changes: JSONObject = [:]) -> JSONObject {
        content(
            otherID,
            [
                "leader": .id(PersonID.leader2), "supervisor": .id(PersonID.supervisor2),
                "crew": crew((.welder2, "welder")),
            ]
        ).merging(changes)
    }

    /// A crew as a request names it.
    public static func crew(_ members: (PersonID, String)...) -> JSONValue {
        .array(members.map { ["person": .id($0.0), "trade": .string($0.1)] })
    }

    /// A gas test within the limits at the point of work, or with other readings.
    public func gas(
        _ value: Int = 3, sampled age: Span = .seconds(0), mode: String = "test", unit: String = "%LEL"
    ) -> JSONObject {
        [
            "point": "work", "sampledAt": .moment(now - age), "instrument": .id(Home.detector),
            "readings": [["gas": "combustible", "value": .count(value), "unit": .string(unit)]],
            "mode": .string(mode),
        ]
    }

    /// The home with a permit in a state; in all states that know preparations they are complete.
    public static func with(_ state: PermitState) -> Site {
        guard let site = states[state] else { preconditionFailure("no permit \(state)") }
        return site
    }

    /// One site for each of the twelve states, built once.
    private static let states: [PermitState: Site] = {
        do {
            return try Dictionary(uniqueKeysWithValues: PermitState.allCases.map { ($0, try reach($0)) })
        } catch {
            preconditionFailure("a state can't be reached: \(error)")
        }
    }()

    private static func reach(_ state: PermitState) throws(Refusal) -> Site {
        var site = Site.home
        try site.request()
        try site.bring(permitID, to: state)
        guard site.permit(permitID)?.state == state else {
            throw Refusal(.internal, Message("not \(state)", ""))
        }
        return site
    }

    /// Asks for a permit.
    @discardableResult
    public mutating func request(
        _ content: JSONObject = content(), by person: PersonID = .applicant
    ) throws(Refusal) -> JSONObject {
        try perform(.permitRequest, by: person, content)
    }

    /// Brings a requested permit of the home to a state.
    public mutating func bring(_ id: PermitID, to state: PermitState) throws(Refusal) {
        switch state {
        case .requested: break
        case .returned: try perform(.permitReturn, by: .unitHead, on: id, ["reason": "say how"])
        case .rejected: try perform(.permitReject, by: .safety, on: id, ["reason": "not today"])
        case .cancelled: try perform(.permitCancel, by: .applicant, on: id, ["reason": "not needed"])
        case .approved:
            try approve(id)
            if now < Home.from { try advance(to: Home.from) }
            try prepare(id)
        case .active:
            try bring(id, to: .approved)
            try start(id)
        case .suspended:
            try bring(id, to: .active)
            try perform(.permitSuspend, by: .welder, on: id, ["reason": "smoke"])
            try accept(id)
        case .expired:
            try bring(id, to: .active)
            try work(id, until: permit(id)?.until ?? now)
        case .revoked:
            try bring(id, to: .active)
            try perform(.permitRevoke, by: .safety, on: id, ["reason": "no order"])
        case .fireWatch:
            try bring(id, to: .active)
            try finish(id)
        case .acceptance:
            try bring(id, to: .fireWatch)
            try watch(id)
        case .closed:
            try bring(id, to: .acceptance)
            try restore(id)
            try perform(.permitClose, by: .acceptor, on: id)
        }
    }

    /// Countersigns where that is wanted, and approves.
    public mutating func approve(_ id: PermitID) throws(Refusal) {
        guard let permit = permit(id) else { throw Refusal(.internal, Message("no permit", "")) }
        let digest = JSONValue.string(permit.contentDigest)
        let lines = permit.signOffs
        for line in lines where line.step == .countersign && line.signedBy == nil {
            try perform(.permitCountersign, by: .unitHead, on: id, ["contentDigest": digest])
        }
        let approver: PersonID = lines.last?.post == "areaUnit" ? .unitHead : .safety
        try perform(.permitApprove, by: approver, on: id, ["contentDigest": digest, "siteVisited": true])
    }

    /// Everything that the preparation, crew and supervisor gates want.
    public mutating func prepare(_ id: PermitID) throws(Refusal) {
        guard let permit = permit(id), let rules = state.rules(for: permit) else { return }
        try perform(.permitArrive, by: permit.supervisor, on: id)
        for rule in rules.checks where rule.check != "contractorAgreement" {
            let person = rule.by.contains("leader") ? permit.leader : permit.supervisor
            try perform(.permitCheck, by: person, on: id, ["check": .string(rule.check), "outcome": "done"])
        }
        for member in permit.crew {
            try perform(.permitCondition, by: permit.supervisor, on: id, ["person": .id(member.person), "fit": true])
        }
        let briefed = permit.crew.map(\.person).filter { $0 != permit.leader }
        try perform(.permitBrief, by: permit.leader, on: id, ["briefed": .strings(briefed.map(\.text))])
        if rules.gas != nil { try perform(.permitGasTest, by: .analyst, on: id, gas()) }
        try accept(id)
    }

    /// The leader's acceptance.
    public mutating func accept(_ id: PermitID) throws(Refusal) {
        guard let permit = permit(id) else { return }
        try perform(
            .permitAccept, by: permit.leader, on: id, ["contentDigest": .string(permit.contentDigest)])
    }

    /// Starts.
    public mutating func start(_ id: PermitID) throws(Refusal) {
        try perform(.permitStart, by: permit(id)?.supervisor, on: id)
    }

    /// Resumes.
    public mutating func resume(_ id: PermitID) throws(Refusal) {
        try perform(.permitResume, by: permit(id)?.supervisor, on: id)
    }

    /// Finishes.
    public mutating func finish(_ id: PermitID) throws(Refusal) {
        try perform(.permitFinish, by: permit(id)?.leader, on: id, ["outcome": "completed"])
    }

    /// Lets time pass until a moment with the supervisor seen every twenty minutes.
    public mutating func work(_ id: PermitID, until end: Instant) throws(Refusal) {
        while now + .minutes(20) < end {
            try advance(.minutes(20))
            try perform(.permitPresent, by: permit(id)?.supervisor, on: id)
        }
        try advance(to: end)
    }

    /// Walks the fire watch's rounds until it is over.
    public mutating func watch(_ id: PermitID) throws(Refusal) {
        for _ in 0..<3 where permit(id)?.state == .fireWatch {
            try advance(.minutes(10))
            if permit(id)?.state == .fireWatch { try perform(.permitWatch, by: .watcher, on: id) }
        }
    }

    /// Puts right everything that the pack wants put right.
    public mutating func restore(_ id: PermitID) throws(Refusal) {
        guard let permit = permit(id), let rules = state.rules(for: permit) else { return }
        for rule in rules.restoration {
            try perform(
                .permitRestore, by: permit.leader, on: id, ["item": .string(rule.item), "outcome": "done"])
        }
    }

    /// Stops an area and answers the number of the stop.
    @discardableResult
    public mutating func stop(
        _ area: AreaID, adjacent: Bool = false, by person: PersonID = .stranger
    ) throws(Refusal) -> UInt64 {
        let result = try perform(
            .areaStop, by: person, ["area": .string(area.text), "reason": "gas leak", "adjacent": .bool(adjacent)])
        return UInt64(result["stop"]?.integer ?? 0)
    }
}
