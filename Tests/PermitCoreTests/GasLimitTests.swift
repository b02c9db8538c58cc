import PermitCore
import PermitTestKit
import Testing

/// Readings against limits, exactly: by unit, by class of gas, by its own LEL (GB 30871 5.3.1 b as the model).
struct GasLimitTests {
    static let id = Site.permitID

    /// Oxygen first; then combustible gas: 0.5 %vol where its LEL is 4 %vol or more, else and where it is unknown 0.2.
    static let limits: JSONValue = [
        [
            "gas": "oxygen", "title": ["zh": "x", "en": "x"], "unit": "%vol",
            "required": ["fact": "inside", "is": true],
            "min": .number(DecimalNumber("19.5") ?? DecimalNumber(0)), "max": 21, "clause": "x",
        ],
        [
            "gas": "combustible", "title": ["zh": "x", "en": "x"], "covers": ["methane", "propane"], "unit": "%vol",
            "max": .number(DecimalNumber("0.5") ?? DecimalNumber(0)), "lelAtLeast": 4, "clause": "x",
            "also": [["unit": "%vol", "max": .number(DecimalNumber("0.2") ?? DecimalNumber(0))]],
        ],
    ]

    static func gas(_ changes: JSONObject = [:]) -> JSONObject {
        ["gas": .object(Packs.hotMember("gas").merging(["limits": limits, "ordered": true]).merging(changes))]
    }

    /// A requested permit for work that is not inside anything.
    static let requested: Site = {
        var site = Site.built(packs: [Packs.hot(gas())])
        do {
            try site.request(Site.content(id, ["facts": .object(Site.facts.merging(["inside": false]))]))
        } catch {
            preconditionFailure("\(error)")
        }
        return site
    }()

    static func reading(_ gas: String, _ value: String, _ unit: String, _ lel: String?) throws -> JSONValue {
        var reading: JSONObject = ["gas": .string(gas), "value": .number(try .of(value)), "unit": .string(unit)]
        if let lel { reading["lel"] = .number(try .of(lel)) }
        return .object(reading)
    }

    static func verdict(_ readings: JSONValue...) throws -> String {
        var site = requested
        let test = site.gas().merging(["readings": .array(readings)])
        let refusal = site.refusal(.permitGasTest, by: .analyst, on: id, test)
        if let refusal { return refusal.fields.map(\.path).joined(separator: " ") }
        return try site.perform(.permitGasTest, by: .analyst, on: id, test)["verdict"]?.string ?? ""
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let gas: String
        let value: String
        let unit: String
        let lel: String?
        let expected: String
        init(_ gas: String, _ value: String, _ unit: String, lel: String? = nil, _ expected: String) {
            self.gas = gas
            self.value = value
            self.unit = unit
            self.lel = lel
            self.expected = expected
        }
        var testDescription: String { "\(gas) \(value) \(unit) LEL \(lel ?? "?")" }
    }

    static let rows: [Row] = [
        // 9 × 5 ÷ 100 = 0.45 %vol.
        Row("methane", "9", "%LEL", lel: "5", "within"), Row("methane", "10", "%LEL", lel: "5", "within"),
        Row("methane", "10.001", "%LEL", lel: "5", "outside"),
        // 10 × 2.1 ÷ 100 = 0.21 %vol.
        Row("propane", "10", "%LEL", lel: "2.1", "outside"), Row("propane", "9.5", "%LEL", lel: "2.1", "within"),
        Row("propane", "9.524", "%LEL", lel: "2.1", "outside"),
        Row("methane", "0.5", "%vol", lel: "5", "within"), Row("methane", "0.501", "%vol", lel: "5", "outside"),
        Row("methane", "0.5", "%vol", lel: "4", "within"), Row("methane", "0.5", "%vol", lel: "3.99", "outside"),
        // An LEL that nobody tells leads to 0.2 %vol.
        Row("methane", "0.2", "%vol", "within"), Row("methane", "0.201", "%vol", "outside"),
        Row("combustible", "0", "%vol", "within"),
        // What can't be compared is not within.
        Row("methane", "1", "%LEL", "incomparable"), Row("methane", "1", "ppm", lel: "5", "incomparable"),
        Row("methane", "-0.1", "%vol", lel: "5", "incomparable"),
        Row("methane", "1", "%LEL", lel: "0", "/args/readings/0/lel"),
        Row("methane", "1", "%LEL", lel: "101", "/args/readings/0/lel"),
        // A gas without a limit says nothing of those with one.
        Row("argon", "5", "%vol", "partial"),
    ]

    @Test("readings", arguments: rows)
    func judged(row: Row) throws {
        let reading = try Self.reading(row.gas, row.value, row.unit, row.lel)
        #expect(try Self.verdict(reading) == row.expected)
    }

    @Test("both bounds of oxygen are within; it is judged though this work doesn't want it")
    func oxygen() throws {
        let gas = try Self.reading("methane", "0", "%vol", "5")
        let rows = [("19.4", "outside"), ("19.5", "within"), ("21", "within"), ("21.2", "outside")]
        for (value, expected) in rows {
            #expect(try Self.verdict(Self.reading("oxygen", value, "%vol", nil), gas) == expected, "\(value)")
        }
    }

    @Test("a test in the wrong order is refused, save one that stops work")
    func order() throws {
        let oxygen = try Self.reading("oxygen", "20", "%vol", nil)
        #expect(try Self.verdict(Self.reading("methane", "0", "%vol", "5"), oxygen) == "/args/readings")
        #expect(try Self.verdict(Self.reading("methane", "9", "%vol", "5"), oxygen) == "outside")
    }

    /// An active hot permit suspended ten minutes after its start and its test; what resuming comes to after a break.
    static func resume(after pause: Span, _ retest: JSONValue, _ facts: JSONObject = [:]) throws -> String {
        let gas = Packs.hotMember("gas").merging(["retestAfterBreak": retest])
        var site = Site.built(packs: [Packs.hot(["gas": .object(gas)])])
        try site.request(Site.content(id, ["facts": .object(Site.facts.merging(facts))]))
        try site.bring(id, to: .active)
        try site.advance(.minutes(10))
        try site.perform(.permitSuspend, by: .welder, on: id, ["reason": "x"])
        try site.advance(pause)
        try site.perform(.permitArrive, by: .supervisor, on: id)
        try site.accept(id)
        return site.outcome(.permitResume, by: .supervisor)
    }

    static let byVessel: JSONValue = [
        ["when": ["fact": "enclosedVessel", "is": true], "is": "1m"], ["is": "60m"],
    ]

    static let breaks: [Trial] = [
        Trial("30:00 of 30", "ok") { try resume(after: .minutes(30), "30m") },
        Trial("30:00.001 of 30", "gasTestStale") { try resume(after: Span(milliseconds: 1_800_001), "30m") },
        Trial("60:00 of 60", "ok") { try resume(after: .minutes(60), byVessel) },
        Trial("60:00.001 of 60", "gasTestStale") { try resume(after: Span(milliseconds: 3_600_001), byVessel) },
        Trial("2 min of 1, in a vessel", "gasTestStale") {
            try resume(after: .minutes(2), byVessel, ["enclosedVessel": true])
        },
    ]

    @Test("after a break that exceeds the limit gas is tested anew", arguments: breaks)
    func broken(trial: Trial) throws { try trial.check() }

    /// What a start comes to with a test of some age.
    static func start(sampled age: Span) throws -> String {
        var site = Site.with(.requested)
        try site.approve(id)
        try site.advance(to: Home.from)
        try site.prepare(id)
        try site.advance(.minutes(20))
        try site.perform(.permitPresent, by: .supervisor, on: id)
        try site.advance(to: Home.from + age)
        return site.outcome(.permitStart, by: .supervisor)
    }

    @Test("before a start a test is good for 30 min, both ends included")
    func oldest() throws {
        #expect(try Self.start(sampled: .minutes(30)) == "ok")
        #expect(try Self.start(sampled: Span(milliseconds: 1_800_001)) == "gasTestStale")
    }
}
