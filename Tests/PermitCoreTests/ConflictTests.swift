import PermitCore
import PermitTestKit
import Testing

/// Work that must not meet (SIMOPS): the second is neither approved nor starts.
struct ConflictTests {
    static let id = Site.permitID
    static let blind = Site.otherID
    static let reason: JSONObject = ["reason": "x"]

    /// Rules by which hot work conflicts with blind work.
    static func rule(_ near: String, _ changes: JSONObject = [:]) -> JSONObject {
        let rule: JSONObject = [
            "with": "blind", "near": .string(near), "effect": "block", "title": ["zh": "x", "en": "x"], "clause": "x",
        ]
        return ["conflicts": [.object(rule.merging(changes))]]
    }

    static func pack(_ rule: JSONObject) -> JSONObject { Packs.general([:], hot: rule, blind: [:]) }

    /// A place that is next door to nothing.
    static let far: AreaID = "binhai/far"

    /// What the hot permit's approval comes to beside an approved blind one.
    static func approve(
        _ rule: JSONObject, hot: JSONObject = [:], blind changes: JSONObject = [:]
    ) throws -> String {
        var site = try approved(pack(rule), blind: changes)
        try site.request(Site.content(id, hot))
        do {
            try site.approve(id)
            return "ok"
        } catch {
            return error.unmet.map(\.code.rawValue).joined(separator: " ")
        }
    }

    /// A blind permit, approved, wherever it is.
    static func approved(_ pack: JSONObject, blind changes: JSONObject) throws -> Site {
        var site = Site.built(packs: [pack])
        try site.perform(Home.area(far, "Far", []))
        for area in [AreaID.yard, far] {
            let grants: [(PersonID, String)] = [
                (.applicant, "applicant"), (.supervisor2, "supervisor"), (.unitHead, "areaUnit"),
            ]
            for (person, role) in grants {
                try site.perform(Home.grant(person, role, [area], id: "g-\(area == far ? "far" : "yard")-\(role)"))
            }
        }
        try site.request(Site.otherContent(changes.merging(["kind": "blind"])))
        try site.approve(blind)
        return site
    }

    static func facts(_ facts: JSONObject) -> JSONObject { ["facts": .object(Site.facts.merging(facts))] }

    static func at(_ x: String, _ y: String?) throws -> JSONObject {
        var place: JSONObject = ["x": .number(try .of(x))]
        if let y { place["y"] = .number(try .of(y)) }
        return facts(place)
    }

    /// Thirty metres, with the blind work at (0, 0).
    static func within30(_ x: String, _ y: String?, in area: AreaID = .home) throws -> String {
        try approve(
            rule("distance", ["metres": 30]), hot: at(x, y),
            blind: at("0", "0").merging(["area": .string(area.text)]))
    }

    static let distances: [Trial] = [
        Trial("29.9 m", "conflictingPermit") { try within30("29.9", "0") },
        Trial("30.0 m", "conflictingPermit") { try within30("0", "-30.0") },
        Trial("30.1 m", "ok") { try within30("30.1", "0") },
        Trial("18 m across and 24 m along", "conflictingPermit") { try within30("18", "24") },
        Trial("a little more than that", "ok") { try within30("18", "24.001") },
        Trial("29.9 m, next door", "conflictingPermit") { try within30("29.9", "0", in: .yard) },
        Trial("29.9 m, in an area that is not", "conflictingPermit") { try within30("29.9", "0", in: far) },
        Trial("an unknown distance in the same area", "conflictingPermit") { try within30("900", nil) },
        Trial("an unknown distance next door", "conflictingPermit") { try within30("900", nil, in: .yard) },
        Trial("an unknown distance far away", "ok") { try within30("900", nil, in: far) },
    ]

    @Test("30 m, itself included; what is not known counts as near", arguments: distances)
    func distance(trial: Trial) throws { try trial.check() }

    static func inArea(_ area: AreaID) -> JSONObject { ["area": .string(area.text)] }

    static let nearness: [Trial] = [
        Trial("same: below", "conflictingPermit") { try approve(rule("same"), blind: inArea(.kitchen)) },
        Trial("same: next door", "ok") { try approve(rule("same"), blind: inArea(.yard)) },
        Trial("adjacent: next door", "conflictingPermit") { try approve(rule("adjacent"), blind: inArea(.yard)) },
        Trial("adjacent: far", "ok") { try approve(rule("adjacent"), blind: inArea(far)) },
        Trial("equipment in common", "conflictingPermit") {
            let equipment: JSONObject = ["equipment": ["machine-1"]]
            return try approve(rule("equipment"), hot: equipment, blind: equipment.merging(inArea(far)))
        },
        Trial("no equipment in common", "ok") {
            try approve(rule("equipment"), hot: ["equipment": ["machine-1"]])
        },
        Trial("the same pipe", "conflictingPermit") {
            try approve(
                rule("fact", ["fact": "pipe"]), hot: facts(["pipe": "P-1"]),
                blind: facts(["pipe": "P-1"]).merging(inArea(far)))
        },
        Trial("another pipe", "ok") {
            try approve(rule("fact", ["fact": "pipe"]), hot: facts(["pipe": "P-1"]), blind: facts(["pipe": "P-2"]))
        },
        Trial("a pipe that is not told", "conflictingPermit") {
            try approve(rule("fact", ["fact": "pipe"]), hot: facts(["pipe": "P-1"]))
        },
        Trial("windows that touch", "ok") {
            try approve(
                rule("same"), hot: ["from": "2026-11-24T03:00:00.000Z"], blind: ["until": "2026-11-24T03:00:00.000Z"])
        },
        Trial("windows that meet by a millisecond", "conflictingPermit") {
            try approve(
                rule("same"), hot: ["from": "2026-11-24T02:59:59.999Z"], blind: ["until": "2026-11-24T03:00:00.000Z"])
        },
        Trial("a rule that does not hold here", "ok") {
            try approve(rule("same", ["when": ["fact": "occupied", "is": false]]))
        },
        Trial("a rule that holds for want of a fact", "conflictingPermit") {
            try approve(rule("same", ["when": ["fact": "deep", "is": true]]))
        },
        Trial("a rule with every kind", "conflictingPermit") { try approve(rule("same", ["with": "any"])) },
        Trial("a rule that warns", "ok") { try approve(rule("same", ["effect": "warn"])) },
        Trial("a rule of the other kind", "conflictingPermit") {
            var site = Site.built(packs: [Packs.general([:], blind: rule("same", ["with": "hot"]))])
            try site.request(Site.otherContent(["kind": "blind"]))
            try site.approve(blind)
            try site.request()
            try GateTests.countersign(&site)
            let digest = JSONValue.string(site.permit(id)?.contentDigest ?? "")
            return site.outcome(.permitApprove, by: .safety, ["contentDigest": digest, "siteVisited": true])
        },
    ]

    @Test("what is near", arguments: nearness)
    func near(trial: Trial) throws { try trial.check() }

    /// Both approved before either knew of the other, and what the hot permit's start comes to.
    static func start(
        _ rule: JSONObject = rule("same"), job: Bool = false, _ change: (inout Site) throws -> Void
    ) throws -> String {
        // The distance keeps the approvals apart; at work it is the same rule.
        let windows: JSONObject = ["until": "2026-11-24T03:00:00.000Z"]
        var site = Site.built(packs: [pack(rule)])
        let later: JSONObject = ["from": "2026-11-24T03:00:00.000Z"]
        try site.request(Site.content(id, later.merging(job ? LinkTests.toBlind : [:])))
        try site.request(Site.otherContent(windows.merging(LinkTests.toHot).merging(job ? [:] : ["related": []])))
        try site.approve(id)
        try site.bring(blind, to: .active)
        try change(&site)
        if site.now < "2026-11-24T03:00:00.000Z" { try site.advance(to: "2026-11-24T03:00:00.000Z") }
        try site.prepare(id)
        return site.outcome(.permitStart, by: .supervisor)
    }

    static let starts: [Trial] = [
        Trial("the other has expired, with nobody inside", "ok") { try start { _ in } },
        Trial("the other has expired with someone inside", "conflictingPermit") {
            try start { try $0.perform(.permitEnter, by: .supervisor2, on: blind, ["person": "p-welder2"]) }
        },
        Trial("the other's fire watch runs", "conflictingPermit") {
            try start {
                try $0.work(blind, until: "2026-11-24T02:50:00.000Z")
                try $0.finish(blind)
            }
        },
        Trial("a permit of the same job, not spared", "conflictingPermit") {
            try start(job: true) { try $0.perform(.permitEnter, by: .supervisor2, on: blind, ["person": "p-welder2"]) }
        },
        Trial("a permit of the same job, spared", "ok") {
            try start(rule("same", ["sparesJob": true]), job: true) {
                try $0.perform(.permitEnter, by: .supervisor2, on: blind, ["person": "p-welder2"])
            }
        },
    ]

    @Test("what keeps work from starting", arguments: starts)
    func started(trial: Trial) throws { try trial.check() }

    @Test("a request is warned of every conflict, those that only warn included")
    func warnings() throws {
        for effect in ["warn", "block"] {
            var site = try Self.approved(Self.pack(Self.rule("same", ["effect": .string(effect)])), blind: [:])
            let warnings = try site.request()["warnings"]?.array?.compactMap(\.object) ?? []
            #expect(warnings.map { $0["code"] } == ["conflictingPermit"])
            #expect(warnings.first?["subject"] == .id(Self.blind))
        }
    }

    @Test("someone seen inside work that conflicts stops this work")
    func observed() throws {
        var site = Site.built(packs: [Self.pack(Self.rule("same"))])
        try site.request(Site.otherContent(["kind": "blind"]))
        try site.request()
        try site.bring(Self.id, to: .active)
        let observed: JSONObject = ["person": "p-welder2", "basis": "observed"]
        try site.perform(.permitEnter, by: .supervisor2, on: Self.blind, observed)
        #expect(site.standing() == "suspended conflictingPermit")
    }
}
