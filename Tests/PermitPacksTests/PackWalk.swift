import PermitCore
import PermitTestKit

/// One permit of one kind of a pack, taken through every gate by people who hold just what the pack asks for.
struct PackWalk {
    /// What the request tells.
    enum Telling: String, CaseIterable, Sendable {
        /// Every fact, as harmless as the pack's demands let it be.
        case harmless
        /// No fact but those that demands and links turn on, so that the stricter rules count.
        case least
    }

    let pack: Pack
    let rules: KindRules
    private(set) var site: Site
    private var facts: JSONObject = [:]
    private static let id = Site.permitID

    init(_ pack: Pack, _ rules: KindRules, _ telling: Telling) throws {
        self.pack = pack
        self.rules = rules
        site = try Site(packs: [pack.json])
        if telling == .harmless {
            for rule in pack.areaFacts + rules.facts { facts[rule.fact] = rule.type.harmless }
        }
        for link in rules.links { facts.make(link.when, hold: false) }
        for demand in rules.demands {
            facts.make(demand.when, hold: true)
            facts.make(demand.must, hold: true)
        }
        try register()
    }

    private func person(_ role: String) -> PersonID { ID("p-\(role)") }

    private var crew: [(person: PersonID, trade: TradeRule)] {
        rules.trades.map { (person("crew-\($0.trade)"), $0) }
    }

    private mutating func register() throws {
        let roles = Grant.Role.allCases.map(\.rawValue).filter { $0 != "admin" } + pack.posts.map(\.post)
        let people = roles.map(person) + crew.map(\.person)
        try site.perform([Home.area(.binhai, "Binhai", []), Home.area(.home, "The home", [])])
        try site.perform(people.map { Home.person($0) })
        for person in people {
            try site.perform(
                .keyEnroll, by: .admin, ["key": .string(Home.key(of: person.text)), "person": .id(person)])
        }
        try site.perform(roles.map { Home.grant(person($0), $0, []) })
        var wanted = crew.map { ($0.person, $0.trade.credentials) }
        wanted += [(person("leader"), rules.leaderCredentials), (person("supervisor"), rules.supervisor.credentials)]
        for (person, kinds) in wanted {
            for kind in Set(kinds).sorted() { try site.perform(Home.credential(person, kind)) }
        }
        try site.perform([Home.instrument(due: "2027-06-30")])
    }

    /// Where the permit is now.
    var state: PermitState? { site.permit(Self.id)?.state }

    private mutating func act(_ operation: Operation, by role: String, _ args: JSONObject = [:]) throws {
        try site.perform(operation, by: person(role), on: Self.id, args)
    }

    private var digest: JSONObject { ["contentDigest": .text(site.permit(Self.id)?.contentDigest)] }

    /// Asks, has it countersigned and approved.
    mutating func approve() throws {
        let longest = rules.grades.map(\.longest).min() ?? .hours(1)
        let content: JSONObject = [
            "kind": .string(rules.kind), "from": .moment(site.now), "facts": .object(facts),
            "until": .moment(site.now + min(longest, .hours(2))), "leader": .id(person("leader")),
            "supervisor": .id(person("supervisor")),
            "crew": .array(crew.map { ["person": .id($0.person), "trade": .string($0.trade.trade)] }),
        ]
        try site.request(Site.content(Self.id, content), by: person("applicant"))
        for line in site.permit(Self.id)?.signOffs ?? [] {
            switch line.step {
            case .countersign: try act(.permitCountersign, by: line.post, digest)
            case .approve: try act(.permitApprove, by: line.post, digest.merging(["siteVisited": true]))
            }
        }
    }

    /// All that is looked at on the spot.
    mutating func prepare() throws {
        try act(.permitArrive, by: "supervisor")
        for rule in rules.checks {
            let photo: JSONValue = [
                "sha256": .string(String(repeating: "a", count: 64)), "mediaType": "image/jpeg", "name": "p",
            ]
            try act(
                .permitCheck, by: rule.by[0],
                ["check": .string(rule.check), "outcome": "done", "evidence": rule.needsEvidence ? [photo] : []])
        }
        for member in crew {
            try act(.permitCondition, by: "supervisor", ["person": .id(member.person), "fit": true])
        }
        let briefed = JSONValue.strings(crew.map(\.person.text))
        try act(.permitBrief, by: rules.briefing.by[0], ["briefed": briefed])
        if rules.briefing.isSigned {
            for member in crew { try site.perform(.permitBriefed, by: member.person, on: Self.id) }
        }
        for point in rules.gas?.points ?? [] { try test(at: point.point) }
        try act(.permitAccept, by: "leader", digest)
    }

    private mutating func test(at point: String) throws {
        let written = pack.json["kinds"]?.array?.first { $0.object?["kind"]?.string == rules.kind }
        let limits = written?.object?["gas"]?.object?["limits"]?.array?.compactMap(\.object) ?? []
        let readings = limits.map { limit -> JSONValue in
            ["gas": limit["gas"] ?? .null, "value": limit["min"] ?? 0, "unit": limit["unit"] ?? .null, "lel": 5]
        }
        try act(
            .permitGasTest, by: "analyst",
            [
                "point": .string(point), "sampledAt": .moment(site.now), "instrument": .id(Home.detector),
                "readings": .array(readings), "mode": "test",
            ])
    }

    mutating func start() throws { try act(.permitStart, by: "supervisor") }

    /// Stops work, has it released where that is wanted, prepares anew and goes on.
    mutating func pause() throws {
        try act(.permitSuspend, by: "leader", ["reason": "smoke"])
        let approver = site.permit(Self.id)?.signOffs.last?.post ?? ""
        if site.permit(Self.id)?.causes.contains(where: \.isLatched) == true {
            try act(.permitRelease, by: approver, ["reason": "looked at"])
        }
        try site.advance(.minutes(1))
        try prepare()
        try act(.permitResume, by: "supervisor")
        if rules.extension != nil, let until = site.permit(Self.id)?.until {
            try act(.permitExtend, by: approver, ["until": .moment(until + .minutes(10))])
        }
    }

    /// Finishes, watches, puts right and hands back.
    mutating func close() throws {
        try act(.permitFinish, by: "leader", ["outcome": "completed"])
        for _ in 0..<100 where state == .fireWatch {
            try site.advance(.minutes(5))
            if state == .fireWatch { try act(.permitWatch, by: "fireWatcher") }
        }
        for rule in rules.restoration {
            try act(.permitRestore, by: "leader", ["item": .string(rule.item), "outcome": "done"])
        }
        try act(.permitClose, by: "acceptor")
    }
}

extension FactRule.Kind {
    fileprivate var harmless: JSONValue {
        switch self {
        case .boolean: false
        case .number: 0
        case .text: "none"
        }
    }
}

extension JSONObject {
    /// Changes the facts so that a condition holds for certain, or certainly doesn't.
    fileprivate mutating func make(_ condition: Condition, hold: Bool) {
        switch condition {
        case .always: break
        case .fact(let name, let value):
            if hold {
                self[name] = value
            } else if self[name] == nil || self[name] == value {
                self[name] = value.bool.map { .bool(!$0) } ?? "other"
            }
        case .number(let name, let comparison, let limit):
            let isAbove = comparison == .over || comparison == .atLeast
            let one = DecimalNumber(1)
            self[name] = (isAbove == hold ? limit.adding(one) : limit.subtracting(one)).map { .number($0) }
        case .any(let parts):
            for part in hold ? Array(parts.prefix(1)) : parts { make(part, hold: hold) }
        case .all(let parts):
            for part in hold ? parts : Array(parts.prefix(1)) { make(part, hold: hold) }
        case .not(let part): make(part, hold: !hold)
        }
    }
}
