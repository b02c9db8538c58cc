import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// GB 30871-2022, clause 5 and table B.1: hot work in enterprises with hazardous chemicals.
@Suite("GB 30871-2022 clause 5: hot work")
struct GB30871HotWorkTests {
    private static let pack = "cn-gb30871"
    private static let gradeOne: JSONObject = ["fireArea": true]

    private static let grades: [(facts: JSONObject, grade: String, approver: String)] = [
        (["fireArea": true, "running": true], "S", "leaderInCharge"), (["bundMajor": true], "S", "leaderInCharge"),
        (["fireArea": true], "1", "safetyDept"), (["pipeRack": true], "1", "safetyDept"), ([:], "2", "areaUnit"),
        (["fireArea": true, "shutDownCleared": true], "2", "areaUnit"),
    ]

    @Test("GB30871 5.1.2–5.1.5, B.1: the place gives the grade, the grade gives the approver", arguments: grades)
    func grade(facts: JSONObject, grade: String, approver: String) throws {
        var plant = try Plant(Self.pack, "hot", facts)
        try plant.request()
        #expect(plant.permit?.grade == grade)
        #expect(plant.permit?.signOffs.last?.post == approver)
    }

    @Test("GB30871 5.1: a fact that is not told leads to the stricter grade")
    func missing() throws {
        var plant = try Plant(Self.pack, "hot")
        var content = plant.content()
        content["facts"] = .object(plant.facts.without("fireArea", "running", "bundMajor"))
        _ = try plant.act(.permitRequest, by: plant.cast.applicant, content)
        #expect(plant.permit?.grade == "S")
    }

    private static let windows: [(facts: JSONObject, span: Span, code: UnmetCode?)] = [
        (["fireArea": true, "running": true], .hours(8), nil),
        (["fireArea": true, "running": true], .hours(8) + 1, .windowTooLong),
        (gradeOne, .hours(8), nil), (gradeOne, .minutes(481), .windowTooLong),
        ([:], .hours(72), nil), ([:], .hours(72) + 1, .windowTooLong),
    ]

    @Test("GB30871 5.1.5: grades S and 1 for 8 h, grade 2 for 72 h, and not a minute more", arguments: windows)
    func window(facts: JSONObject, span: Span, code: UnmetCode?) throws {
        let plant = try Plant(Self.pack, "hot", facts)
        let refusal = plant.refusalOfRequest(from: "2026-11-23T08:00:00.000Z", lasting: span)
        #expect(refusal?.codes == code.map { [$0] })
    }

    private static let upgrades: [(from: Instant, span: Span, isUpgraded: Bool)] = [
        // Monday to Wednesday, by day; the nights between count.
        ("2026-11-23T08:00:00.000Z", .hours(12), false), ("2026-11-23T08:00:00.000Z", .hours(15), true),
        // Friday 08:00 and 71 h 59 min: into Saturday.
        ("2026-11-20T08:00:00.000Z", .minutes(71 * 60 + 59), true),
        // Saturday 2026-10-10 is worked to make up for the holiday.
        ("2026-12-05T08:00:00.000Z", .hours(4), true), ("2026-12-07T08:00:00.000Z", .hours(4), false),
        // Beyond the holidays that are known, every day counts as one.
        ("2027-02-02T08:00:00.000Z", .hours(4), true),
    ]

    @Test("GB30871 5.1.1: on holidays, rest days and at night one step up, over the whole window", arguments: upgrades)
    func upgrade(from: Instant, span: Span, isUpgraded: Bool) throws {
        var plant = try Plant(Self.pack, "hot")
        try plant.request(from: from, lasting: span)
        let permit = try #require(plant.permit)
        #expect(permit.grade == "2")
        #expect(permit.upgradeReasons.isEmpty == !isUpgraded, "\(permit.upgradeReasons)")
        #expect(permit.signOffs.last?.post == (isUpgraded ? "safetyDept" : "areaUnit"))
    }

    @Test("GB30871 5.1.1: above grade S there is none, so the approver steps up")
    func upgradeOfTheHighest() throws {
        var plant = try Plant(Self.pack, "hot", ["bundMajor": true])
        try plant.request(from: "2026-11-21T08:00:00.000Z")
        #expect(plant.permit?.signOffs.last?.post == "chief")
    }

    @Test(
        "GB30871 5.3.1 c: gas is sampled within 30 min before the start",
        arguments: [(Span.minutes(30), true), (.minutes(30) + 1, false)])
    func gasAge(age: Span, isFresh: Bool) throws {
        var plant = try Plant.prepared(Self.pack, "hot", Self.gradeOne)
        try plant.pass(age)
        let refusal = plant.refusalOfStart()
        #expect(refusal?.codes == (isFresh ? nil : [.gasTestStale]))
    }

    private static let breaks: [(facts: JSONObject, span: Span, mustTest: Bool)] = [
        (gradeOne, .minutes(30), false), (gradeOne, .minutes(30) + 1_000, true),
        ([:], .minutes(60), false), ([:], .minutes(61), true),
    ]

    @Test(
        "GB30871 5.3.1 d: after a break that exceeds 30 min (S, 1) or 60 min (2) gas is tested anew", arguments: breaks)
    func afterBreak(facts: JSONObject, span: Span, mustTest: Bool) throws {
        var plant = try Plant.prepared(Self.pack, "hot", facts)
        try plant.start()
        try plant.pause(span)
        let refusal = plant.refusalOfResume()
        #expect(refusal?.codes == (mustTest ? [.gasTestStale] : nil))
    }

    private static let readings: [(gas: String, value: JSONValue, unit: String, lel: JSONValue?, verdict: String)] = [
        // 9 %LEL of a gas whose LEL is 5 % is 0.45 %vol.
        ("methane", 9, "%LEL", 5, "within"),
        ("methane", .number(DecimalNumber("0.5") ?? DecimalNumber(0)), "%vol", 5, "within"),
        ("methane", .number(DecimalNumber("0.51") ?? DecimalNumber(0)), "%vol", 5, "outside"),
        // 10 %LEL at 2.1 % is 0.21 %vol, where 0.2 is the limit.
        ("propane", 10, "%LEL", .number(DecimalNumber("2.1") ?? DecimalNumber(0)), "outside"),
        // A gas whose LEL is not told is held to the stricter limit; its %LEL can't be judged at all.
        ("combustible", .number(DecimalNumber("0.2") ?? DecimalNumber(0)), "%vol", nil, "within"),
        ("combustible", .number(DecimalNumber("0.21") ?? DecimalNumber(0)), "%vol", nil, "outside"),
        ("combustible", 9, "%LEL", nil, "incomparable"),
    ]

    @Test("GB30871 5.3.2: 0.5 %vol where the LEL is 4 % or more, else 0.2 %vol", arguments: readings)
    func limit(gas: String, value: JSONValue, unit: String, lel: JSONValue?, verdict: String) throws {
        var plant = try Plant(Self.pack, "hot")
        try plant.request()
        #expect(try plant.verdict(gas, value, unit, lel: lel) == verdict)
    }

    @Test("GB30871 5.2.15: none in the open in wind of force 5")
    func wind() throws {
        let rules = try Plant(Self.pack, "hot").rules
        #expect(rules.weather.contains { $0.wind == 5 && $0.clause.contains("5.2.15") })
    }

    @Test("GB30871 5.4.2: none on what explodes when heated, none unpurged on an unsteady unit")
    func bans() throws {
        #expect(try Plant(Self.pack, "hot", ["decomposing": true]).refusalOfRequest()?.code == .invalid)
        let unsteady: JSONObject = ["unpurged": true, "unstable": true]
        #expect(try Plant(Self.pack, "hot", unsteady).refusalOfRequest()?.code == .invalid)
    }

    @Test("GB30871 4.16: no permit is made longer")
    func noExtension() throws {
        var plant = try Plant.prepared(Self.pack, "hot", Self.gradeOne)
        try plant.start()
        let until: JSONObject = ["until": .moment((plant.permit?.until ?? plant.now) + .hours(1))]
        let refusal = plant.refusal(.permitExtend, by: ProofWorld.holder(of: "safetyDept"), until)
        #expect(refusal?.codes.contains(.extensionNotAllowed) == true)
    }
}

extension Span {
    fileprivate static func + (span: Span, milliseconds: Int64) -> Span {
        Span(milliseconds: span.milliseconds + milliseconds)
    }
}
