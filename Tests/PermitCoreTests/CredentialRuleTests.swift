import PermitCore
import PermitTestKit
import Testing

/// What a pack knows of certificates, and what lapses while work goes on.
struct CredentialRuleTests {
    static let id = Site.permitID
    static let kind = "special-work.welding"

    static func pack(_ rule: JSONObject, hot: JSONObject = [:]) -> JSONObject {
        let whole: JSONObject = ["kind": .string(kind), "title": ["zh": "焊工证", "en": "Welder"], "clause": "x"]
        return Packs.general(["credentials": [.object(whole.merging(rule))]], hot: hot)
    }

    /// What entering a certificate comes to: `ok`, the fields at fault, or those it is warned of.
    static func put(_ rule: JSONObject, _ changes: JSONObject) throws -> String {
        // Those of the home don't fit stricter rules, so the pack is tried on an installation without them.
        var site = try Site(packs: [pack(rule)])
        try site.perform(Home.person(.helper))
        try site.perform(Home.person(.registrar))
        let key = JSONValue.string(Home.key(of: "p-registrar"))
        try site.perform(.keyEnroll, by: .admin, ["key": key, "person": "p-registrar"])
        try site.perform(Home.grant(.registrar, "registrar", []))
        let step = Home.credential(.helper, kind, expires: "2027-01-01")[0]
        let args = step.args.merging(changes)
        let refused = site.outcome(.credentialPut, by: .registrar, on: nil, args)
        guard refused == "ok" else { return refused }
        let warnings = try site.perform(.credentialPut, by: .registrar, args)["warnings"]?.array ?? []
        return warnings.isEmpty
            ? "ok" : "warned " + warnings.compactMap { $0.object?["path"]?.string }.joined(separator: " ")
    }

    static let long: JSONObject = ["expires": "2030-01-02", "reviewDue": "2027-01-01"]
    static let enforced: JSONObject = ["years": 6, "reviewYears": 3, "enforced": true]

    static func number(_ number: String, _ format: String = "citizenID") throws -> String {
        try put(["number": .string(format), "enforced": true], ["number": .string(number)])
    }

    static let trials: [Trial] = [
        Trial("six years to the day", "ok") {
            try put(enforced, ["expires": "2030-01-01", "reviewDue": "2027-01-01"])
        },
        Trial("a day more", "/args/expires") { try put(enforced, long) },
        Trial("a day more, not enforced", "warned /args/expires") { try put(["years": 6], long) },
        Trial("three years with no review", "ok") { try put(enforced, [:]) },
        Trial("a day more with no review", "/args/reviewDue") { try put(enforced, ["expires": "2027-01-02"]) },
        Trial("a citizen id", "ok") { try number("11010519491231002X") },
        Trial("another, of a later year", "ok") { try number("440524198001010013") },
        Trial("a wrong check character", "/args/number") { try number("110105194912310021") },
        Trial("a birthday that doesn't exist", "/args/number") { try number("110105199902300028") },
        Trial("too short", "/args/number") { try number("11010519491231002") },
        Trial("T and a citizen id", "ok") { try number("T11010519491231002X", "tAndCitizenID") },
        Trial("a citizen id alone", "/args/number") { try number("11010519491231002X", "tAndCitizenID") },
    ]

    @Test("certificates as they are entered", arguments: trials)
    func entered(trial: Trial) throws { try trial.check() }

    /// A permit across midnight, at work, after something was changed to be good through today only.
    static func night(_ content: JSONObject, _ spoil: [Step]) throws -> Site {
        var site = Site.home
        let window: JSONObject = ["from": "2026-11-24T13:00:00.000Z", "until": "2026-11-24T20:00:00.000Z"]
        try site.request(Site.content(id, window.merging(content)))
        try site.advance(to: "2026-11-24T13:00:00.000Z")
        try site.bring(id, to: .active)
        try site.perform(spoil)
        return site
    }

    @Test("an inspection or a calibration that ends while work goes on suspends at that moment")
    func lapses() throws {
        let rows: [(JSONObject, Step, String)] = [
            (
                ["equipment": ["machine-1"]], Home.equipment("machine-1", inspectionDue: "2026-11-24"),
                "suspended equipmentInspectionOverdue"
            ),
            ([:], Home.instrument(due: "2026-11-24"), "suspended instrumentOverdue"),
        ]
        for (content, step, expected) in rows {
            var site = try Self.night(content, [step])
            try site.work(Self.id, until: "2026-11-24T15:59:59.999Z")
            #expect(site.standing() == "active", "\(expected)")
            try site.advance(Span(milliseconds: 1))
            #expect(site.standing() == expected)
            #expect(site.events.last?.time == "2026-11-24T16:00:00.000Z")
        }
    }

    @Test("equipment that is taken out of use stops the work at once")
    func stopped() throws {
        let step = Home.equipment("machine-1", inspectionDue: "2027-01-01", status: "stopped")
        #expect(try Self.night(["equipment": ["machine-1"]], [step]).standing() == "suspended equipmentUnregistered")
    }

    @Test("a leader needs what the pack asks of leaders, to ask, to take over and to go on")
    func leader() throws {
        let course = "training.leader"
        var site = Site.built(packs: [Packs.hot(["leaderCredentials": [.string(course)]])])
        #expect(site.outcome(.permitRequest, by: .applicant, on: nil, Site.content()) == "trainingMissing")
        try site.perform(Home.credential(.leader, course))
        try site.request()
        try site.bring(Self.id, to: .active)
        try site.perform(.permitHandover, by: .leader, on: Self.id, ["role": "leader", "to": "p-leader2"])
        #expect(site.outcome(.permitTakeover, by: .leader2, ["role": "leader", "inside": []]) == "trainingMissing")
        try SuspensionTests.revoke(.leader, course, &site)
        #expect(site.standing() == "suspended credentialRevoked")
    }
}
