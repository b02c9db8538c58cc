import Foundation
import PermitCore
import PermitTestKit
import Testing

@testable import permitctl

/// What people write on the command line: readings, moments, facts.
@Suite("Written by people") struct WrittenTests {
    @Test(
        "A reading is a gas, a value, a unit and, where it is needed, the gas's own LEL",
        arguments: [
            ("combustible=4%LEL", #"{"gas":"combustible","value":4,"unit":"%LEL"}"#),
            ("o2=20.9%vol", #"{"gas":"o2","value":20.9,"unit":"%vol"}"#),
            ("o2=20.90 %VOL", #"{"gas":"o2","value":20.9,"unit":"%vol"}"#),
            ("co=12ppm", #"{"gas":"co","value":12,"unit":"ppm"}"#),
            ("h2s=0.5mg/m³", #"{"gas":"h2s","value":0.5,"unit":"mg/m3"}"#),
            ("methane=9%LEL@5", #"{"gas":"methane","value":9,"unit":"%LEL","lel":5}"#),
            ("methane=0%lel@4.4", #"{"gas":"methane","value":0,"unit":"%LEL","lel":4.4}"#),
        ])
    func readings(text: String, wanted: String) throws {
        #expect(try WrittenReading.read(text).text == wanted)
    }

    @Test(
        "A reading that lacks something is no reading",
        arguments: [
            "", "co", "=4ppm", "co=", "co=12", "co=ppm", "co=12 bar", "co=-1ppm", "co=1.2.3ppm", "co=.5ppm", "co=5.ppm",
            "ch4=9%LEL@", "ch4=9%LEL@x", "ch4=9%LEL@5@5", "co=１２ppm", "co=12%", "co=1e3ppm",
        ])
    func badReadings(text: String) {
        #expect(throws: (any Error).self) { try WrittenReading.read(text) }
    }

    @Test(
        "A moment is now, a distance from now, or a time with its zone",
        arguments: [
            ("now", "2026-11-24T08:00:00.000Z"),
            ("+8h", "2026-11-24T16:00:00.000Z"),
            ("-5m", "2026-11-24T07:55:00.000Z"),
            ("2026-11-25T00:00:00Z", "2026-11-25T00:00:00.000Z"),
            ("2026-11-25T06:30:00+08:00", "2026-11-24T22:30:00.000Z"),
            ("2026-11-24T23:30:00.250-05:30", "2026-11-25T05:00:00.250Z"),
        ])
    func moments(text: String, wanted: String) throws {
        let now: Instant = "2026-11-24T08:00:00Z"
        #expect(try WrittenMoment.read(text, now: now).description == wanted)
    }

    @Test("A moment is shown on the clock of the place")
    func local() throws {
        let shanghai = try #require(TimeZone(identifier: "Asia/Shanghai"))
        #expect(WrittenMoment.local("2026-11-24T16:30:00.500Z", in: shanghai) == "2026-11-25 00:30:00+08:00")
        #expect(WrittenMoment.local("soon", in: shanghai) == "soon")
    }

    @Test(
        "A time without a zone is no moment",
        arguments: ["", "8", "8h", "+8", "+", "2026-11-24", "2026-11-24T08:00:00", "2026-11-24T08:00:00+8:00"])
    func badMoments(text: String) throws {
        let now: Instant = "2026-11-24T08:00:00Z"
        #expect(throws: UsageFault.self) { try WrittenMoment.read(text, now: now) }
    }

    @Test(
        "A fact is a truth, a number or a text",
        arguments: [
            ("true", JSONValue.bool(true)), ("false", .bool(false)), ("12", .count(12)), ("-3", .count(-3)),
            ("", .string("")), ("-", .string("-")), ("1-2", .string("1-2")), ("yes", .string("yes")),
        ])
    func facts(text: String, wanted: JSONValue) {
        #expect(WrittenFact.value(text) == wanted)
    }

    @Test("A checklist groups what is unmet by gate, in either language")
    func checklist() {
        let readiness: JSONObject = [
            "ready": false, "next": "permit.start", "number": "HOT-1", "state": "approved",
            "unmet": [
                ["gate": "crew", "code": "conditionCheckMissing", "subject": "p-1", "message": "one"],
                ["gate": "supervisor", "code": "supervisorAbsent", "subject": "p-2", "message": "two"],
                ["gate": "crew", "code": "conditionCheckMissing", "subject": "p-3", "message": "three"],
            ],
        ]
        let english = [
            "HOT-1  state: approved", "next step: start (permit.start)", "crew",
            "  [ ] one (conditionCheckMissing: p-1)", "  [ ] three (conditionCheckMissing: p-3)", "supervisor",
            "  [ ] two (supervisorAbsent: p-2)",
        ]
        #expect(Checklist(readiness, .english).lines == english)
        let chinese = Checklist(readiness, .chinese).lines
        #expect(chinese.prefix(3) == ["HOT-1  状态: 已批准", "下一步: 开工 (permit.start)", "作业人员"])
    }
}
