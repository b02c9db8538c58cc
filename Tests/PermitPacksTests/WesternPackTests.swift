import PermitCore
import PermitPacks
import PermitTestKit
import Testing

/// What the packs for the United States and Great Britain say, a row for each clause.
@Suite("The western packs") struct WesternPackTests {
    private static func rules(_ pack: String, _ kind: String) throws -> KindRules {
        try #require(try PackLoader.load(directory: "\(Packs.directory)/\(pack)").pack.rules(for: kind))
    }

    private static func facts(_ facts: JSONObject, grade: String? = nil) -> Facts {
        Facts(request: grade.map { facts.merging(["grade": .string($0)]) } ?? facts, area: [:])
    }

    private static let grades: [(pack: String, kind: String, facts: JSONObject, grade: String)] = [
        ("us-osha", "confined", [:], "permit"),
        ("us-osha", "confined", ["hazardsBesideAir": false, "ventilationSuffices": true], "alternate"),
        ("us-osha", "confined", ["hazardsBesideAir": true, "ventilationSuffices": true], "permit"),
        ("us-osha", "hot", [:], "watched"),
        (
            "us-osha", "hot",
            [
                "combustiblesWithin35ft": false, "easilyIgnitedBeyond": false, "openingsWithin35ft": false,
                "combustiblesBehindMetal": false, "coveredProcess": false,
            ], "plain"
        ),
        ("us-osha", "lockout", ["groupLockout": false, "tagoutOnly": false, "contractor": false], "single"),
        ("us-osha", "lockout", ["groupLockout": true, "tagoutOnly": false, "contractor": false], "group"),
        (
            "uk-hsg250", "excavation",
            ["depthMetres": 1, "services": false, "structures": false, "badAir": false], "normal"
        ),
        (
            "uk-hsg250", "excavation",
            ["depthMetres": 2, "services": false, "structures": false, "badAir": false], "high"
        ),
        ("uk-hsg250", "electrical", ["highVoltage": false, "severalSources": false], "normal"),
    ]

    @Test("Facts lead to the grade", arguments: grades)
    func grade(pack: String, kind: String, facts: JSONObject, grade: String) throws {
        #expect(try Self.rules(pack, kind).grade(for: Self.facts(facts)).grade == grade)
    }

    private static let readings: [(pack: String, gas: String, value: String, unit: GasUnit, verdict: GasVerdict)] = [
        ("us-osha", "oxygen", "19.4", .percentVolume, .outside),
        ("us-osha", "oxygen", "19.5", .percentVolume, .within),
        ("us-osha", "O2", "23.5", .percentVolume, .within),
        ("us-osha", "oxygen", "23.6", .percentVolume, .outside),
        ("us-osha", "combustible", "10", .percentLEL, .within),
        ("us-osha", "combustible", "10.1", .percentLEL, .outside),
        // Methane's LEL is 5 %vol: 0.5 %vol are 10 %LEL.
        ("us-osha", "methane", "0.5", .percentVolume, .within),
        ("us-osha", "methane", "0.51", .percentVolume, .outside),
        ("us-osha", "CO", "51", .partsPerMillion, .outside), ("us-osha", "H2S", "20", .partsPerMillion, .within),
        ("us-osha", "chlorine", "1.1", .partsPerMillion, .outside),
        ("uk-hsg250", "CO", "21", .partsPerMillion, .outside), ("uk-hsg250", "H2S", "5", .partsPerMillion, .within),
        ("uk-hsg250", "H2S", "6", .partsPerMillion, .outside),
    ]

    @Test("Gas in a confined space is judged by the limits", arguments: readings)
    func gas(pack: String, gas: String, value: String, unit: GasUnit, verdict: GasVerdict) throws {
        let rule = try #require(try Self.rules(pack, "confined").gas)
        let limit = try #require(rule.limits.first { $0.gas == gas || $0.covers.contains(gas) })
        let number = try #require(DecimalNumber(value))
        let reading = try GasReading.read(
            ["gas": .string(gas), "value": .number(number), "unit": .string(unit.rawValue), "lel": 5], path: "")
        #expect(limit.judge(reading) == verdict)
    }

    @Test(
        "Oxygen is read first, then combustible, then toxic gas, at every height", arguments: ["us-osha", "uk-hsg250"])
    func order(_ pack: String) throws {
        let rule = try #require(try Self.rules(pack, "confined").gas)
        #expect(rule.isOrdered)
        #expect(rule.limits.prefix(3).map(\.gas) == ["oxygen", "combustible", "carbonMonoxide"])
        #expect(rule.points.map(\.point) == ["top", "middle", "bottom"])
        #expect(rule.retestAfterBreak.longest(Self.facts([:])) == .seconds(0))
    }

    private static let watches: [(facts: JSONObject, grade: String, isWanted: Bool, minutes: Int64)] = [
        (["nfpa51b": false], "watched", true, 30), (["nfpa51b": true], "watched", true, 60),
        (["nfpa51b": true], "plain", true, 60), (["nfpa51b": false], "plain", false, 30), ([:], "plain", true, 60),
    ]

    @Test("The fire watch is half an hour, or an hour by NFPA 51B", arguments: watches)
    func fireWatch(facts: JSONObject, grade: String, isWanted: Bool, minutes: Int64) throws {
        let watch = try #require(try Self.rules("us-osha", "hot").fireWatch)
        let known = Self.facts(facts, grade: grade)
        #expect(watch.required.mayHold(known) == isWanted)
        #expect(watch.lasts.longest(known) == .minutes(minutes))
    }

    private static let checks: [(pack: String, kind: String, check: String, facts: JSONObject, isWanted: Bool)] = [
        ("us-osha", "confined", "rescueArranged", ["grade": "permit"], true),
        ("us-osha", "confined", "rescueArranged", ["grade": "alternate"], false),
        ("us-osha", "confined", "retrievalDevice", ["grade": "permit", "depthFeet": 5], false),
        ("us-osha", "confined", "retrievalDevice", ["grade": "permit", "depthFeet": 6], true),
        ("us-osha", "confined", "retrievalLine", ["grade": "permit", "retrievalAddsRisk": true], false),
        ("us-osha", "lockout", "locksPersonal", ["groupLockout": true], true),
        ("us-osha", "lockout", "deenergizationVerified", [:], true),
        ("uk-hsg250", "excavation", "sidesSupported", ["depthMetres": 1], false),
        ("uk-hsg250", "confined", "rescueReady", [:], true),
        ("uk-hsg250", "electrical", "earthed", ["highVoltage": false, "severalSources": false], false),
    ]

    @Test("Checks are wanted where their clause says so", arguments: checks)
    func check(pack: String, kind: String, check: String, facts: JSONObject, isWanted: Bool) throws {
        let rule = try #require(try Self.rules(pack, kind).check(check))
        #expect(rule.required.mayHold(Self.facts(facts)) == isWanted)
    }

    @Test(
        "HSG250 forms are extended once, save where one entry or one switching is judged anew",
        arguments: [
            ("hot", 1), ("height", 1), ("excavation", 1), ("general", 1), ("confined", nil), ("electrical", nil),
        ])
    func extended(_ kind: String, _ times: Int?) throws {
        let rules = try Self.rules("uk-hsg250", kind)
        #expect(rules.extension?.times == times)
        #expect(rules.handover != nil)
        #expect(rules.relaxes.isEmpty)
        #expect(!rules.allowsRemoteApproval)
        #expect(rules.check("otherPermits") != nil)
        #expect(rules.check("siteLookedAt")?.lives == .resume)
    }

    @Test("They hold, whatever the order of the steps", arguments: ["us-osha", "uk-hsg250"])
    func proven(_ pack: String) throws {
        let proof = PackProof(try PackLoader.load(directory: "\(Packs.directory)/\(pack)"))
        #expect(proof.findings.isEmpty, "\(proof.findings)")
        #expect(proof.unreached.isEmpty)
    }
}
