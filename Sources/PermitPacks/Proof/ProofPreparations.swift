import PermitCore

/// One thing that the rules want before work starts.
enum Preparation: Hashable, Sendable, CustomStringConvertible {
    case check(String)
    case condition
    case briefing
    case gas(point: String)

    /// The preparation in words.
    var description: String {
        switch self {
        case .check(let check): "the check \(check)"
        case .condition: "the look at the worker's condition"
        case .briefing: "the briefing"
        case .gas(let point): "the gas test at \(point)"
        }
    }
}

extension ProofMoves {
    /// What the pack itself says must be done before a start, read from the rules and not from the gates.
    func wanted(in world: ProofWorld) -> [Preparation] {
        let grade = JSONValue.string(world.permit?.effectiveGrade ?? "")
        let known = Facts(request: facts.merging(["grade": grade]), area: [:])
        let checks = rules.checks.filter { $0.required.mayHold(known) }.map { Preparation.check($0.check) }
        guard let gas = rules.gas, gas.required.mayHold(known) else { return checks + [.condition, .briefing] }
        let points = gas.points.filter { $0.required.mayHold(known) }.map { Preparation.gas(point: $0.point) }
        return checks + [.condition, .briefing] + points
    }

    /// Does all preparations but one.
    func prepare(_ world: inout ProofWorld, without left: Preparation?) throws(Refusal) -> [Event] {
        var events: [Event] = []
        for preparation in wanted(in: world) where preparation != left { events += try make(preparation, &world) }
        return events
    }

    /// Does one of them.
    func make(_ preparation: Preparation, _ world: inout ProofWorld) throws(Refusal) -> [Event] {
        switch preparation {
        case .check(let check):
            return try confirm(check, &world)
        case .condition:
            return try world.act(.permitCondition, by: cast.supervisor, ["person": .id(cast.worker), "fit": true])
        case .briefing:
            return try brief(&world)
        case .gas(let point):
            return try world.act(
                .permitGasTest, by: analyst,
                [
                    "point": .string(point), "sampledAt": .moment(world.now),
                    "instrument": .string(ProofWorld.instrument), "readings": .array(readings),
                ])
        }
    }

    private var analyst: PersonID { ProofWorld.holder(of: "analyst") }

    private func confirm(_ check: String, _ world: inout ProofWorld) throws(Refusal) -> [Event] {
        let evidence: JSONValue = [
            ["sha256": .string(String(repeating: "0", count: 64)), "mediaType": "image/png", "name": "seen"]
        ]
        var refusal = Refusal(.unauthorized, Message("nobody may confirm \(check)", "无人可确认 \(check)"))
        for role in rules.check(check)?.by ?? [] {
            do {
                return try world.act(
                    .permitCheck, by: person(role),
                    ["check": .string(check), "outcome": "done", "evidence": evidence])
            } catch {
                refusal = error
            }
        }
        throw refusal
    }

    private func brief(_ world: inout ProofWorld) throws(Refusal) -> [Event] {
        var refusal = Refusal(.unauthorized, Message("nobody may brief", "无人可交底"))
        for role in rules.briefing.by {
            do {
                let events = try world.act(.permitBrief, by: person(role), ["briefed": [.id(cast.worker)]])
                return rules.briefing.isSigned ? events + (try world.act(.permitBriefed, by: cast.worker)) : events
            } catch {
                refusal = error
            }
        }
        throw refusal
    }

    /// Who fills a role: leader and supervisor are those of the permit.
    private func person(_ role: String) -> PersonID {
        switch role {
        case "leader": cast.leader
        case "supervisor": cast.supervisor
        default: ProofWorld.holder(of: role)
        }
    }

    /// Readings within every limit: the least allowed, or nothing.
    private var readings: [JSONValue] {
        let known = Facts(request: facts, area: [:])
        return (rules.gas?.wanted(known) ?? []).map { limit in
            ["gas": .string(limit.gas), "value": .number(limit.harmless), "unit": .string(limit.unit.rawValue)]
        }
    }

    /// Walks the rounds until the watch is over.
    func watch(_ world: inout ProofWorld) throws(Refusal) -> [Event] {
        guard world.permit?.state == .fireWatch, let round = rules.fireWatch?.round else {
            throw Refusal(.wrongState, Message("no watch runs", "没有监护"))
        }
        var events: [Event] = []
        for _ in 0..<1_000 where world.permit?.state == .fireWatch {
            events += try world.pass(Span(milliseconds: max(1, round.milliseconds - 1)))
            guard world.permit?.state == .fireWatch else { break }
            events += try world.act(.permitWatch, by: ProofWorld.holder(of: "fireWatcher"))
        }
        return events
    }

    /// Puts right whatever the rules and the acceptor want put right.
    func restore(_ world: inout ProofWorld) throws(Refusal) -> [Event] {
        let items = rules.restoration.map(\.item) + (world.permit?.defects.keys.sorted() ?? [])
        var events: [Event] = []
        for item in items {
            events += try world.act(.permitRestore, by: cast.leader, ["item": .string(item), "outcome": "done"])
        }
        guard !events.isEmpty else { throw Refusal(.wrongState, Message("nothing to put right", "无需恢复")) }
        return events
    }
}
