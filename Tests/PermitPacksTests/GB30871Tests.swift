import PermitCore
import PermitTestKit
import Testing

/// A number that no literal writes exactly.
private func decimal(_ text: String) -> JSONValue {
    DecimalNumber(text).map { .number($0) } ?? .null
}

/// One test for each statement of GB 30871-2022 that the pack turns into a rule.
@Suite("cn-gb30871")
struct GB30871Tests {
    private static let pack = "cn-gb30871"

    @Test(
        "Grades (5.1, 8.1.3, 9.1, B.1)",
        arguments: [
            ("height", ["height": 5], "I"), ("height", ["height": 5, "slippery": true], "II"),
            ("height", ["height": decimal("5.1")], "II"), ("height", ["height": decimal("15.1")], "III"),
            ("height", ["height": 30, "cold": true], "IV"), ("height", ["height": 30], "III"),
            ("height", ["height": decimal("30.1")], "IV"), ("height", ["height": 2, "insideVessel": true], "II"),
            ("height", ["height": 2, "raining": true], "IV"), ("height", ["height": .null], "IV"),
            ("lift", ["mass": decimal("100.1")], "1"), ("lift", ["mass": 100], "2"), ("lift", ["mass": 40], "2"),
            ("lift", ["mass": decimal("39.9")], "3"), ("lift", ["mass": decimal("9.9")], "3L"),
            ("hot", [:], "2"), ("hot", ["pipeRack": true], "1"), ("hot", ["fireArea": true], "1"),
            ("hot", ["fireArea": true, "running": true], "S"), ("hot", ["bundMajor": true], "S"),
            ("hot", ["fireArea": true, "shutDownCleared": true], "2"),
            ("power", [:], "normal"), ("power", ["specialCase": true], "special"),
            ("power", ["specialCase": .null], "normal"),
        ] as [(String, JSONObject, String)])
    func grades(_ kind: String, _ facts: JSONObject, _ grade: String) {
        let work = Work.named(kind, Self.pack)
        #expect(work.grade(facts).grade == grade)
    }

    @Test("A lift below 10 t may do without a permit (B.1 note 3)")
    func smallLift() {
        let lift = Work.named("lift", Self.pack)
        #expect(lift.grade(["mass": decimal("9.9")]).isOptional)
        #expect(!lift.grade(["mass": 10]).isOptional)
    }

    @Test(
        "Windows (5.1.5, 6.10, 8.2.11, 10.8)",
        arguments: [
            ("hot", ["fireArea": true], 8 * 60), ("hot", [:], 72 * 60), ("confined", [:], 24 * 60),
            ("height", [:], 7 * 24 * 60), ("power", [:], 15 * 24 * 60),
            ("power", ["specialCase": true], 30 * 24 * 60),
        ] as [(String, JSONObject, Int64)])
    func windows(_ kind: String, _ facts: JSONObject, _ minutes: Int64) throws {
        let place = try Workplace(Work.named(kind, Self.pack))
        func codes(_ minutes: Int64) -> [UnmetCode] {
            let until = JSONValue.moment(Home.from + .minutes(minutes))
            return place.site.refusal(
                .permitRequest, by: .applicant, place.content(facts, ["until": until]))?.unmet.map(\.code) ?? []
        }
        #expect(!codes(minutes).contains(.windowTooLong))
        #expect(codes(minutes + 1).contains(.windowTooLong))
    }

    @Test(
        "Hot work on holidays, rest days and at night is managed one step up (5.1.1)",
        arguments: [
            // A Tuesday by day; across a Saturday; a night; New Year, a holiday; a make-up Saturday.
            ("2026-11-24T01:00:00Z", "2026-11-24T09:00:00Z", [:], "areaUnit"),
            ("2026-11-27T01:00:00Z", "2026-11-30T00:59:00Z", [:], "safetyDept"),
            ("2026-11-24T14:00:00Z", "2026-11-24T20:00:00Z", [:], "safetyDept"),
            ("2026-12-31T16:30:00Z", "2026-12-31T20:00:00Z", ["fireArea": true], "leaderInCharge"),
            ("2026-11-28T01:00:00Z", "2026-11-28T09:00:00Z", ["bundMajor": true], "chief"),
            ("2026-11-24T01:00:00Z", "2026-11-24T09:00:00Z", ["windDespite": true], "safetyDept"),
        ] as [(String, String, JSONObject, String)])
    func upgrades(_ from: String, _ until: String, _ facts: JSONObject, _ approver: String) throws {
        var place = try Workplace(Work.named("hot", Self.pack))
        let window: JSONObject = ["from": .string(from), "until": .string(until)]
        let answer = try place.site.request(place.content(facts, window))
        #expect(answer["approvals"]?.array?.last?.object?["post"]?.string == approver)
    }

    @Test(
        "Limits of gas, with each gas held to its own LEL (5.3.2, 6.4)",
        arguments: [
            ("hot", "combustible", "0.5", "%vol", "5", .within), ("hot", "combustible", "0.51", "%vol", "5", .outside),
            ("hot", "combustible", "0.21", "%vol", nil, .outside),
            ("hot", "combustible", "0.2", "%vol", "3.9", .within),
            ("hot", "methane", "9", "%LEL", "5", .within), ("hot", "propane", "10", "%LEL", "2.1", .outside),
            ("hot", "methane", "9", "%LEL", nil, .incomparable), ("hot", "oxygen", "23.6", "%vol", nil, .outside),
            ("confined", "oxygen", "19.4", "%vol", nil, .outside), ("confined", "oxygen", "21", "%vol", nil, .within),
            ("confined", "oxygen", "21.2", "%vol", nil, .outside),
            ("confined", "hydrogenSulfide", "8", "ppm", nil, .outside),
        ] as [(String, String, String, String, String?, GasVerdict)])
    func gas(
        _ kind: String, _ gas: String, _ value: String, _ unit: String, _ lel: String?, _ verdict: GasVerdict
    ) throws {
        #expect(try judge(kind, gas, value, unit, lel, [:]) == verdict)
    }

    @Test("Oxygen may be 23.5 %vol only where the air is known to be rich in it (6.4 a)")
    func richInOxygen() throws {
        #expect(try judge("confined", "oxygen", "23.5", "%vol", nil, ["oxygenRich": true]) == .within)
        #expect(try judge("confined", "oxygen", "23.6", "%vol", nil, ["oxygenRich": true]) == .outside)
        #expect(try judge("confined", "oxygen", "23.5", "%vol", nil, ["oxygenRich": false]) == .outside)
    }

    private func judge(
        _ kind: String, _ gas: String, _ value: String, _ unit: String, _ lel: String?, _ facts: JSONObject
    ) throws -> GasVerdict {
        let rule = try #require(Work.named(kind, Self.pack).rules.gas)
        let limit = try #require(rule.limits.first { $0.gas == gas } ?? rule.limits.first { $0.gas == "combustible" })
        let reading = try GasReading.read(
            [
                "gas": .string(gas), "value": .number(try #require(DecimalNumber(value))), "unit": .string(unit),
                "lel": lel.flatMap { DecimalNumber($0) }.map { .number($0) } ?? .null,
            ], path: "")
        return limit.judge(reading, Facts(request: facts, area: [:]))
    }

    @Test(
        "Requests that no approval can save (5.4.2, 7.11, 9.2.7, 9.2.10, 12.1)",
        arguments: [
            ("blind", ["blinds": 2]), ("blind", ["blinds": 0]), ("blind", ["action": "both"]),
            ("hot", ["decomposing": true]), ("hot", ["unpurged": true, "unstable": true]),
            ("lift", ["shareOfRating": 101]), ("lift", ["cranes": 2, "shareOfRating": 81]),
            ("road", ["fireAccess": false]),
        ] as [(String, JSONObject)])
    func demands(_ kind: String, _ facts: JSONObject) throws {
        let place = try Workplace(Work.named(kind, Self.pack))
        #expect(place.site.refusal(.permitRequest, by: .applicant, place.content(facts))?.code == .invalid)
    }

    @Test("The units that a dig touches countersign (B.1)")
    func countersigns() throws {
        var place = try Workplace(Work.named("dig", Self.pack))
        let answer = try place.site.request(place.content(["touchesWater": true, "touchesSteam": true]))
        let posts = (answer["approvals"]?.array ?? []).compactMap { $0.object?["post"]?.string }
        #expect(posts == ["areaUnit", "waterUnit", "steamUnit", "safetyDept", "professionalDept"])
    }

    @Test("A certificate whose number or time cannot be right is refused (4.9)")
    func certificates() throws {
        var place = try Workplace(Work.named("hot", Self.pack))
        #expect(throws: Refusal.self) { try place.certify(.welder2, ["special-work.welding"], number: "T-1") }
        try place.certify(.welder2, ["special-work.welding"])
    }

    @Test("Work that serves or enters needs the permit beside it (4.6, 10.8, 11.10)")
    func links() throws {
        for (kind, facts) in [
            ("hot", ["insideSpace": true]), ("power", ["servesHot": true]),
            ("dig", ["hazardousArea": true, "buriedHazard": true, "depth": 2]),
        ] as [(String, JSONObject)] {
            var place = try Workplace(Work.named(kind, Self.pack))
            try place.site.request(place.content(facts))
            let digest = JSONValue.string(place.site.permit(Site.permitID)?.contentDigest ?? "")
            let approver = Workplace.holder(place.site.permit(Site.permitID)?.signOffs.last?.post ?? "")
            let refusal = place.site.refusal(
                .permitApprove, by: approver, on: Site.permitID, ["contentDigest": digest, "siteVisited": true])
            #expect(refusal?.unmet.map(\.code).contains(.linkedPermitMissing) == true, "\(kind)")
        }
    }

    @Test("Two jobs that the standard keeps apart (7.6, 7.10) are told once")
    func conflicts() throws {
        var place = try Workplace(Work.named("blind", Self.pack))
        try place.prepare()
        let other = place.content(
            [:],
            [
                "permit": .id(Site.otherID), "leader": .id(PersonID.leader2), "supervisor": .id(PersonID.supervisor2),
                "crew": Site.crew((.helper, "helper")),
            ])
        try place.certify(.supervisor2, ["training.guardian"])
        let warnings = try place.site.request(other)["warnings"]?.array ?? []
        let clauses = warnings.compactMap { $0.object?["detail"]?.object?["clause"]?.string }
        #expect(clauses.filter { $0 == "GB30871 7.10" }.count == 1)
    }
}
