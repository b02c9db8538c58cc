import PermitCore
import PermitTestKit
import Testing

/// Who brings which readings, and what becomes of work when they stop, show gas, or show it next door (contract §4).
struct GasModeTests {
    static let id = Site.permitID
    static let other = Site.otherID
    static let detector = PersonID(Home.detector.text)
    static let modes = ["test", "periodic", "continuous", "alarm"]

    static func enrol(_ device: String, _ areas: [AreaID]) -> Step {
        Step(
            .admin, .keyEnroll,
            [
                "key": .string(Home.key(of: device)), "device": .string(device), "areas": .strings(areas.map(\.text)),
            ])
    }

    /// A permit at work, and the detector has a key of its own.
    static func home(_ areas: [AreaID] = [.home], _ gas: JSONObject = [:]) throws -> Site {
        let gas = Packs.hotMember("gas").merging(gas)
        var site = Site.built(packs: [Packs.hot(["gas": .object(gas)])])
        try site.perform(enrol(Home.detector.text, areas))
        try site.request()
        try site.bring(id, to: .active)
        return site
    }

    @Test("who brings which mode")
    func whose() throws {
        let site = try Self.home()
        let rows: [(PersonID, [String])] = [
            (.analyst, ["ok", "ok", "ok", "ok"]), (.supervisor, ["unauthorized", "ok", "ok", "ok"]),
            (.supervisor2, ["unauthorized", "unauthorized", "unauthorized", "unauthorized"]),
            (.leader, ["unauthorized", "unauthorized", "unauthorized", "unauthorized"]),
        ]
        for (person, expected) in rows {
            let found = Self.modes.map { site.outcome(.permitGasTest, by: person, site.gas(mode: $0)) }
            #expect(found == expected, "\(person)")
        }
        let own = Self.modes.map {
            site.outcome(.permitGasTest, by: nil, site.gas(mode: $0), over: .keyOf(Self.detector))
        }
        #expect(own == ["unauthorized", "ok", "ok", "ok"])
    }

    static let keys: [Trial] = [
        Trial("another instrument", "signatureRequired") {
            let site = try home()
            let test = site.gas(mode: "continuous").merging(["instrument": "detector-2"])
            return site.outcome(.permitGasTest, by: nil, test, over: .keyOf(detector))
        },
        Trial("an instrument that the register doesn't know", "signatureRequired") {
            var site = try home()
            try site.perform(enrol("detector-2", [.home]))
            let test = site.gas(mode: "continuous").merging(["instrument": "detector-2"])
            return site.outcome(.permitGasTest, by: nil, test, over: .keyOf("detector-2"))
        },
        Trial("a permit outside the key's areas", "notFound") {
            let site = try home([.yard])
            return site.outcome(.permitGasTest, by: nil, site.gas(mode: "continuous"), over: .keyOf(detector))
        },
        Trial("the shared tablet", "signatureRequired") {
            let site = try home()
            return site.outcome(.permitGasTest, by: nil, site.gas(mode: "continuous"), over: .tablet)
        },
    ]

    @Test("an instrument's key brings its own readings, where it is", arguments: keys)
    func key(trial: Trial) throws { try trial.check() }

    @Test("only a test proper starts work, or brings it back after a break", arguments: ["periodic", "continuous"])
    func start(mode: String) throws {
        var site = Site.home
        try site.perform(Self.enrol(Home.detector.text, [.home]))
        try site.request()
        try site.approve(Self.id)
        try site.advance(to: Home.from)
        try site.perform(.permitGasTest, by: .supervisor, on: Self.id, site.gas(mode: mode))
        let unmet = site.refusal(.permitStart, by: .supervisor, on: Self.id)?.unmet.map(\.code) ?? []
        #expect(unmet.contains(.gasTestMissing))
        try site.prepare(Self.id)
        // A newer reading takes nothing away from the test.
        try site.advance(.minutes(1))
        try site.perform(
            .permitGasTest, by: nil, on: Self.id, site.gas(mode: mode), over: .keyOf(Self.detector))
        try site.start(Self.id)
        try site.perform(.permitSuspend, by: .welder, on: Self.id, ["reason": "x"])
        try site.advance(.minutes(31))
        try site.perform(.permitArrive, by: .supervisor, on: Self.id)
        try site.accept(Self.id)
        try site.perform(.permitGasTest, by: .supervisor, on: Self.id, site.gas(mode: mode))
        #expect(site.outcome(.permitResume, by: .supervisor) == "gasTestStale")
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas())
        #expect(site.outcome(.permitResume, by: .supervisor) == "ok")
    }

    @Test("a periodic reading is warned of, overdue at its time, and wanted before work goes on")
    func periodic() throws {
        var site = try Self.home([.home], ["every": "2h"])
        let began = site.now
        let head = site.state.head
        try site.work(Self.id, until: began + Span(milliseconds: 7_199_999))
        #expect(SuspensionTests.alarms(site, after: head) == ["gasDue"])
        let told = site.events(after: head).first { $0.type == .permitAlarmed }
        #expect(told?.time == began + .minutes(118))
        #expect(site.standing() == "active")
        try site.advance(Span(milliseconds: 1))
        #expect(site.standing() == "suspended gasSilent")
        try site.perform(.permitArrive, by: .supervisor, on: Self.id)
        try site.accept(Self.id)
        #expect(site.outcome(.permitResume, by: .supervisor) == "gasSilent")
        try site.perform(.permitGasTest, by: .supervisor, on: Self.id, site.gas(mode: "periodic"))
        #expect(site.outcome(.permitResume, by: .supervisor) == "ok")
    }

    /// Where work stands that was suspended and resumed 115 min after it began, by how long ago gas was read then.
    static func afterBreak(_ age: Span, _ minutes: Int64) throws -> String {
        var site = try home([.home], ["every": "2h"])
        let began = site.now
        try site.work(id, until: began + .minutes(115))
        try site.perform(.permitGasTest, by: .supervisor, on: id, site.gas(sampled: age, mode: "periodic"))
        try site.perform(.permitSuspend, by: .welder, on: id, ["reason": "x"])
        try site.advance(.minutes(1))
        try site.accept(id)
        try site.resume(id)
        try site.work(id, until: began + .minutes(minutes))
        return site.standing()
    }

    static let silence: [Trial] = [
        Trial("read before it began, 2 h after that", "suspended gasSilent") { try afterBreak(.hours(2), 120) },
        Trial("read an hour before, 2 h after it began", "active") { try afterBreak(.hours(1), 120) },
        Trial("read an hour before, 2 h after that", "suspended gasSilent") { try afterBreak(.hours(1), 175) },
    ]

    @Test("a break does not put off the next reading", arguments: silence)
    func silent(trial: Trial) throws { try trial.check() }

    @Test("a reading of some gases alone does not count for the rest")
    func partial() throws {
        let both: JSONValue = [
            ["gas": "combustible", "title": ["zh": "x", "en": "x"], "unit": "%LEL", "max": 10, "clause": "x"],
            ["gas": "toxic", "title": ["zh": "x", "en": "x"], "unit": "ppm", "max": 5, "clause": "x"],
        ]
        let gas = Packs.hotMember("gas").merging(["limits": both, "every": "2h"])
        var site = Site.built(packs: [Packs.hot(["gas": .object(gas)])])
        try site.request()
        try site.approve(Self.id)
        try site.advance(to: Home.from)
        let whole: JSONValue = [
            ["gas": "combustible", "value": 1, "unit": "%LEL"], ["gas": "toxic", "value": 1, "unit": "ppm"],
        ]
        try site.prepare(Self.id)
        #expect(site.outcome(.permitStart, by: .supervisor) == "gasIncomplete")
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas().merging(["readings": whole]))
        try site.start(Self.id)
        let began = site.now
        try site.work(Self.id, until: began + .minutes(100))
        try site.perform(.permitGasTest, by: .supervisor, on: Self.id, site.gas(mode: "periodic"))
        try site.work(Self.id, until: began + .hours(2))
        #expect(site.standing() == "suspended gasSilent")
    }

    /// Where an active permit stands after readings of combustible gas, each so many seconds after the one before.
    static func after(_ readings: (Int, String)...) throws -> String {
        var site = try home()
        for (value, unit) in readings {
            try site.advance(.seconds(1))
            try site.perform(.permitGasTest, by: .analyst, on: id, site.gas(value, unit: unit))
        }
        return "\(site.permit(id)?.gasTests["work"]?.verdict.rawValue ?? ""), \(site.standing())"
    }

    static let verdicts: [Trial] = [
        Trial("within", "within, active") { try after((3, "%LEL")) },
        Trial("outside", "outside, suspended gasOutOfRange") { try after((11, "%LEL")) },
        Trial("incomparable", "incomparable, suspended gasIncomplete") { try after((1, "ppm")) },
        Trial("outside, then incomparable", "outside, suspended gasOutOfRange") {
            try after((11, "%LEL"), (1, "ppm"))
        },
        Trial("outside, then within", "within, suspended gasOutOfRange") { try after((11, "%LEL"), (3, "%LEL")) },
        Trial("incomparable, then outside", "outside, suspended gasIncomplete gasOutOfRange") {
            try after((1, "ppm"), (11, "%LEL"))
        },
    ]

    @Test("what a newer reading replaces", arguments: verdicts)
    func replaced(trial: Trial) throws { try trial.check() }

    /// Where a permit in an area stands when the detector of another permit, in the home, alarms.
    static func neighbour(_ area: AreaID, concerns: Bool = true) throws -> Site {
        var site = try home([.home], ["concernsNeighbours": .bool(concerns)])
        let posts: [(PersonID, String)] = [
            (.applicant, "applicant"), (.leader2, "leader"), (.supervisor2, "supervisor"), (.unitHead, "areaUnit"),
            (.analyst, "analyst"),
        ]
        try site.perform(Home.area("binhai/far", "Far", []))
        for (person, role) in posts {
            try site.perform(Home.grant(person, role, [area], id: "g-near-\(role)"))
        }
        try site.request(Site.otherContent(["area": .string(area.text)]))
        try site.bring(other, to: .active)
        try site.perform(
            .permitGasTest, by: nil, on: id, site.gas(1, mode: "alarm"), over: .keyOf(detector))
        #expect(site.standing() == "suspended gasOutOfRange")
        return site
    }

    static let neighbours: [Trial] = [
        Trial("next door", "suspended gasOutOfRange") { try neighbour(.yard).standing(of: other) },
        Trial("in a part of the area", "suspended gasOutOfRange") { try neighbour(.kitchen).standing(of: other) },
        Trial("far away", "active") { try neighbour("binhai/far").standing(of: other) },
        Trial("next door, under rules that don't mind", "active") {
            try neighbour(.yard, concerns: false).standing(of: other)
        },
        Trial("resume next door", "gasOutOfRange") {
            var site = try neighbour(.yard)
            try site.accept(other)
            return site.outcome(.permitResume, by: .supervisor2, on: other)
        },
        Trial("resume next door after the air is clear", "ok") {
            var site = try neighbour(.yard)
            try site.accept(other)
            try site.advance(.seconds(1))
            try site.perform(.permitGasTest, by: .analyst, on: id, site.gas())
            return site.outcome(.permitResume, by: .supervisor2, on: other)
        },
    ]

    @Test("an alarm next door", arguments: neighbours)
    func near(trial: Trial) throws { try trial.check() }
}
