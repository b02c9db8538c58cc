import PermitCore
import PermitTestKit
import Testing

/// What a request tells against what the register says of the area: the stricter counts, and nobody lowers a grade.
struct FactsTests {
    static let id = Site.permitID

    static let none: JSONObject = [
        "flammableArea": false, "enclosedVessel": false, "occupied": false, "contractor": false,
    ]

    static func home(
        _ facts: JSONObject, above: JSONObject = [:], packs: [JSONObject] = [Packs.general]
    ) throws -> Site {
        var site = Site.built(packs: packs)
        try site.perform(Home.area(.binhai, "Binhai", [], facts: above))
        try site.perform(Home.area(.home, "The home", [], facts: facts))
        return site
    }

    /// The grade of a request that tells some facts, in an area that has some.
    static func grade(
        _ request: JSONObject, area: JSONObject = [:], above: JSONObject = [:],
        packs: [JSONObject] = [Packs.general]
    ) throws -> String {
        var site = try home(area, above: above, packs: packs)
        let answer = try site.request(Site.content(id, ["facts": .object(request)]))
        return answer["grade"]?.string ?? ""
    }

    /// Grade 1 where the place is flammable and the vessel closed, both.
    static let both: JSONObject = {
        let kinds = Packs.general["kinds"]?.array?.compactMap(\.object) ?? []
        let grades = kinds.first { $0["kind"] == "hot" }?["grades"]?.array?.compactMap(\.object) ?? []
        let condition: JSONValue = [
            "all": [["fact": "flammableArea", "is": true], ["fact": "enclosedVessel", "is": true]]
        ]
        return Packs.hot([
            "grades": .array(grades.map { .object($0["grade"] == "1" ? $0.merging(["when": condition]) : $0) })
        ])
    }()

    static let grades: [Trial] = [
        Trial("neither says so", "2") { try grade(none) },
        Trial("nobody says", "1") { try grade(none.without("flammableArea")) },
        Trial("the area says so", "1") { try grade(none, area: ["flammableArea": true]) },
        Trial("the area alone says", "2") { try grade(none.without("occupied"), area: ["occupied": false]) },
        Trial("the request says so, the area doesn't", "1") {
            try grade(none.merging(["occupied": true]), area: ["occupied": false])
        },
        Trial("the area above says so", "1") { try grade(none, above: ["flammableArea": true]) },
        Trial("the area says otherwise than the one above", "2") {
            try grade(none, area: ["flammableArea": false], above: ["flammableArea": true])
        },
        Trial("each of the two says one half", "1") {
            try grade(
                none.merging(["flammableArea": true]), area: ["flammableArea": false, "enclosedVessel": true],
                packs: [both])
        },
        Trial("one half alone", "2") { try grade(none.merging(["flammableArea": true]), packs: [both]) },
    ]

    @Test("the grade by either account", arguments: grades)
    func graded(trial: Trial) throws { try trial.check() }

    static func demand(_ request: JSONObject, area: JSONObject = [:]) throws -> String {
        let rule: JSONObject = [
            "demand": "oneBlind", "must": ["fact": "blinds", "atMost": 1], "title": ["zh": "x", "en": "x"],
            "clause": "x",
        ]
        let site = try home(area, packs: [Packs.hot(["demands": [.object(rule)]])])
        return site.outcome(
            .permitRequest, by: .applicant, on: nil, Site.content(id, ["facts": .object(none.merging(request))]))
    }

    static let demands: [Trial] = [
        Trial("met", "ok") { try demand(["blinds": 1]) },
        Trial("not met", "/args/facts") { try demand(["blinds": 2]) },
        Trial("not told", "/args/facts") { try demand([:]) },
        Trial("met by one account alone", "/args/facts") { try demand(["blinds": 1], area: ["blinds": 2]) },
    ]

    @Test("demands hold for certain", arguments: demands)
    func demanded(trial: Trial) throws { try trial.check() }

    @Test("a check for one grade can't be talked away by a fact of that name")
    func pseudoFact() throws {
        let checks = Packs.general["kinds"]?.array?.compactMap { $0.object?["checks"]?.array }.first ?? []
        let extra: JSONValue = [
            "check": "secondLook", "title": ["zh": "x", "en": "x"], "by": ["leader"], "lives": "permit",
            "required": ["fact": "grade", "is": "1"], "clause": "x",
        ]
        for (facts, isRequired) in [(Self.none.merging(["occupied": true]), true), (Self.none, false)] {
            var site = Site.built(packs: [Packs.hot(["checks": .array(checks + [extra])])])
            let claims = facts.merging(["grade": isRequired ? "2" : "1"])
            let answer = try site.request(Site.content(Self.id, ["facts": .object(claims)]))
            let check = answer["checks"]?.array?.compactMap(\.object).first { $0["check"] == "secondLook" }
            #expect(check?["required"] == .bool(isRequired))
        }
    }

    @Test("a fact that changes in the register changes what work wants")
    func changes() throws {
        var site = try Self.home([:])
        let facts: JSONObject = ["facts": .object(Self.none)]
        try site.request(Site.content(Self.id, facts))
        try site.bring(Self.id, to: .approved)
        #expect(site.outcome(.permitStart, by: .supervisor) == "ok")
        try site.perform(Home.area(.home, "The home", [], facts: ["contractor": true]))
        #expect(site.outcome(.permitStart, by: .supervisor) == "checkMissing")
    }

    static let strict = Packs.general(["pack": "cn-strict"], hot: ["alarmEvery": "1m"])

    /// The pack that a request in the home is issued under.
    static func issued(at place: JSONObject = [:], above: JSONObject = [:]) throws -> String {
        var site = try home(place, above: above, packs: [Packs.general, strict])
        try site.request()
        return site.permit(id)?.pack.pack ?? ""
    }

    static let packs: [Trial] = [
        Trial("no binding", "cn-general") { try issued() },
        Trial("the area is bound", "cn-strict") { try issued(at: ["pack": "cn-strict"]) },
        Trial("the area above is bound", "cn-strict") { try issued(above: ["pack": "cn-strict"]) },
        Trial("the nearest binding counts", "cn-general") {
            try issued(at: ["pack": "cn-general"], above: ["pack": "cn-strict"])
        },
        Trial("a binding to what isn't there", "cn-general") { try issued(at: ["pack": "cn-other"]) },
    ]

    @Test("the pack that binds the area", arguments: packs)
    func bound(trial: Trial) throws { try trial.check() }
}
