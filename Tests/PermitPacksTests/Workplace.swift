import Foundation
import PermitCore
import PermitPacks
import PermitTestKit
import Testing

/// One kind of work of one pack on disk, as an argument of tests.
struct Work: Sendable, CustomTestStringConvertible {
    let pack: Pack
    let rules: KindRules

    var testDescription: String { "\(pack.pack) \(rules.kind)" }

    /// Every kind of work of every pack.
    static let all: [Work] = names.flatMap { name in
        load(name).map { pack in pack.kinds.map { Work(pack: pack, rules: $0) } } ?? []
    }

    /// The folders of the packs.
    static let names = ShippedPackTests.names

    /// The pack in a folder; nil where it can't be read, which ``ShippedPackTests`` tells.
    static func load(_ name: String) -> Pack? { try? PackLoader.load(directory: "\(Packs.directory)/\(name)").pack }

    /// One kind of work.
    static func named(_ kind: String, _ pack: String) -> Work {
        guard let work = all.first(where: { $0.pack.pack == pack && $0.rules.kind == kind }) else {
            preconditionFailure("no \(kind) in \(pack)")
        }
        return work
    }

    /// Facts of a work with nothing special about it, which meets every demand.
    var plainFacts: JSONObject {
        let facts = rules.facts.reduce(into: JSONObject()) { facts, rule in
            switch rule.type {
            case .boolean: facts[rule.fact] = false
            case .number: facts[rule.fact] = 1
            case .text: facts[rule.fact] = "none"
            }
        }
        return rules.demands.reduce(facts) { $0.meeting($1.must) }
    }

    /// The grade that plain facts lead to, with some replaced.
    func grade(_ facts: JSONObject) -> GradeRule {
        rules.grade(for: Facts(request: plainFacts.merging(facts), area: [:]))
    }
}

extension JSONObject {
    /// The same with what a condition wants.
    fileprivate func meeting(_ condition: Condition) -> JSONObject {
        switch condition {
        case .fact(let name, let value): merging(JSONObject(members: [JSONObject.Member(name: name, value: value)]))
        case .any(let parts): parts.first.map(meeting) ?? self
        case .all(let parts): parts.reduce(self) { $0.meeting($1) }
        case .always, .number, .not: self
        }
    }
}

/// The home under one pack, with someone in every post and all certificates in order.
struct Workplace {
    static let worker = PersonID.welder
    var site: Site
    let work: Work

    init(_ work: Work) throws {
        self.work = work
        site = try Site(packs: [work.pack.json])
        let posts = work.pack.posts.map(\.post)
        let known = Set(Grant.Role.allCases.map(\.rawValue) + posts)
        try site.perform(
            Home.steps.filter { step in
                step.operation != .credentialPut && step.operation != .credentialVerify
                    && step.args["role"]?.string.map(known.contains) ?? true
            })
        for post in posts {
            let person = Self.holder(post)
            try site.perform([
                Home.person(person),
                Step(.admin, .keyEnroll, ["key": .string(Home.key(of: person.text)), "person": .id(person)]),
                Home.grant(person, post, []),
            ])
        }
        try certify(Self.worker, work.rules.trades[0].credentials)
        try certify(.supervisor, work.rules.supervisor.credentials)
        try certify(.leader, work.rules.leaderCredentials)
    }

    /// Who holds a role or a post.
    static func holder(_ post: String) -> PersonID {
        switch post {
        case "leader": .leader
        case "supervisor": .supervisor
        default: PersonID("p-post-\(post)")
        }
    }

    /// Enters and verifies certificates.
    mutating func certify(_ person: PersonID, _ kinds: [String], number: String = citizen) throws {
        for kind in kinds { try site.perform(Self.certificate(person, kind, number: number)) }
    }

    /// A number that passes every check of its digits.
    static let citizen = "T11010519491231002X"

    /// The steps that enter and verify a certificate that is good for a year, as the strictest kind is.
    static func certificate(_ person: PersonID, _ kind: String, number: String = citizen) -> [Step] {
        let id = JSONValue.string("c-\(person)-\(kind)")
        let put: JSONObject = [
            "credential": id, "person": .id(person), "kind": .string(kind), "number": .string(number),
            "issuer": "Tianjin", "issued": "2026-06-01", "expires": "2027-05-31",
        ]
        return [
            Step(.registrar, .credentialPut, put),
            Step(.verifier, .credentialVerify, ["credential": id, "method": "asked the register"]),
        ]
    }

    /// What asks for the work, with facts and members replaced.
    func content(_ facts: JSONObject = [:], _ changes: JSONObject = [:]) -> JSONObject {
        Site.content(
            Site.permitID,
            [
                "kind": .string(work.rules.kind), "facts": .object(work.plainFacts.merging(facts)),
                "crew": Site.crew((Self.worker, work.rules.trades[0].trade)),
            ]
        ).merging(changes)
    }

    /// Asks for the work, has it approved and everything prepared.
    mutating func prepare(_ facts: JSONObject = [:]) throws {
        let id = Site.permitID
        let answer = try site.request(content(facts))
        try sign()
        try site.advance(to: Home.from)
        try site.perform(.permitArrive, by: .supervisor, on: id)
        for check in answer["checks"]?.array ?? [] where check.object?["required"] == true {
            try confirm(check.object?["check"]?.string ?? "")
        }
        try site.perform(.permitCondition, by: .supervisor, on: id, ["person": .id(Self.worker), "fit": true])
        let briefer = Self.holder(work.rules.briefing.by[0])
        try site.perform(.permitBrief, by: briefer, on: id, ["briefed": [.id(Self.worker)]])
        if work.rules.briefing.isSigned { try site.perform(.permitBriefed, by: Self.worker, on: id) }
        try testGas()
        try site.accept(id)
    }

    private mutating func sign() throws {
        let id = Site.permitID
        let digest = JSONValue.string(site.permit(id)?.contentDigest ?? "")
        for line in site.permit(id)?.signOffs ?? [] {
            let isLast = line.step == .approve
            try site.perform(
                isLast ? .permitApprove : .permitCountersign, by: Self.holder(line.post), on: id,
                isLast ? ["contentDigest": digest, "siteVisited": true] : ["contentDigest": digest])
        }
    }

    /// Confirms a check.
    mutating func confirm(_ check: String) throws {
        guard let rule = work.rules.check(check) else { return }
        let photo: JSONValue = [
            "sha256": .string(String(repeating: "0", count: 64)), "mediaType": "image/jpeg", "name": "photo.jpg",
        ]
        try site.perform(
            .permitCheck, by: Self.holder(rule.by[0]), on: Site.permitID,
            ["check": .string(check), "outcome": "done", "evidence": [photo]])
    }

    /// Tests every point that must be tested, with every gas at the lower end of its range.
    mutating func testGas() throws {
        guard let gas = work.rules.gas, let facts = site.permit(Site.permitID)?.content.facts,
            gas.required.mayHold(facts)
        else { return }
        for point in gas.points where point.required.mayHold(facts) { try testGas(at: point.point) }
    }

    /// Tests one point.
    mutating func testGas(at point: String, mode: String = "test", by person: PersonID = .analyst) throws {
        try site.perform(
            .permitGasTest, by: person, on: Site.permitID,
            [
                "point": .string(point), "sampledAt": .moment(site.now), "instrument": .id(Home.detector),
                "readings": .array(readings), "mode": .string(mode),
            ])
    }

    private var readings: [JSONValue] {
        let facts = site.permit(Site.permitID)?.content.facts ?? [:]
        let kind = work.pack.json["kinds"]?.array?.first { $0.object?["kind"]?.string == work.rules.kind }
        let limits = kind?.object?["gas"]?.object?["limits"]?.array ?? []
        return zip(work.rules.gas?.limits ?? [], limits).filter { $0.0.required.mayHold(facts) }.map { rule, written in
            ["gas": .string(rule.gas), "value": written.object?["min"] ?? 0, "unit": .string(rule.unit.rawValue)]
        }
    }

    /// What the next step still lacks, by code.
    func lacking(_ operation: PermitCore.Operation, by person: PersonID = .supervisor) -> [UnmetCode] {
        site.refusal(operation, by: person, on: Site.permitID)?.unmet.map(\.code) ?? []
    }
}
