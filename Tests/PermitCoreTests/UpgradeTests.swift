import PermitCore
import PermitTestKit
import Testing

/// Work on days of rest, on holidays and at night is managed one step up, looked for in the whole window.
struct UpgradeTests {
    static let id = Site.permitID

    static let calendar: JSONObject = [
        "restDays": ["saturday", "sunday"],
        "holidays": [["from": "2026-10-01", "through": "2026-10-07", "title": ["zh": "国庆节", "en": "National Day"]]],
        "makeUpDays": ["2026-10-10"], "knownThrough": "2026-12-31", "nightFrom": "22:00", "nightUntil": "06:00",
        "clause": "x",
    ]

    static func upgrade(_ raise: String, _ occasions: [String], _ changes: JSONObject = [:]) -> JSONObject {
        let rule: JSONObject = [
            "raise": .string(raise), "occasions": .strings(occasions), "clause": "x",
        ]
        return ["upgrade": .object(rule.merging(changes))]
    }

    /// Grades as on disk, with other longest windows.
    static func grades(_ first: String, _ second: String, _ changes: JSONObject = [:]) -> JSONObject {
        let kinds = Packs.general["kinds"]?.array?.compactMap(\.object) ?? []
        let grades = kinds.first { $0["kind"] == "hot" }?["grades"]?.array?.compactMap(\.object) ?? []
        return [
            "grades": .array(
                grades.map { grade in
                    let longest: JSONObject = ["longest": .string(grade["grade"] == "1" ? first : second)]
                    return .object(grade.merging(longest).merging(grade["grade"] == "1" ? changes : [:]))
                })
        ]
    }

    /// Facts of grade 2.
    static let plain: JSONObject = [
        "facts": ["flammableArea": false, "enclosedVessel": false, "occupied": false, "contractor": false]
    ]

    static func pack(_ upgrade: JSONObject, _ grades: JSONObject = grades("96h", "96h")) -> JSONObject {
        Packs.general(["calendar": .object(calendar)], hot: upgrade.merging(grades))
    }

    static let shanghai = zone("Asia/Shanghai")
    static let berlin = zone("Europe/Berlin")

    /// The home under a calendar in a zone, in March.
    static func zone(_ zone: String) -> Site {
        Site.built(
            packs: [pack(upgrade("grade", ["holiday", "restDay", "night"]))], zone: zone,
            now: "2026-03-01T12:00:00.000Z")
    }

    /// Why a window is managed one step up.
    static func reasons(_ site: Site, _ from: String, _ until: String) throws -> String {
        var site = site
        let window: JSONObject = ["from": .string(from), "until": .string(until)]
        let answer = try site.request(Site.content(id, plain.merging(window)))
        let reasons = answer["upgradeReasons"]?.array?.compactMap(\.string) ?? []
        #expect(answer["grade"] == "2" && answer["effectiveGrade"] == (reasons.isEmpty ? "2" : "1"))
        return reasons.joined(separator: ", ")
    }

    // 22:00 in Shanghai is 14:00Z, midnight 16:00Z, 06:00 is 22:00Z.
    static let windows: [Trial] = [
        Trial("a weekday", "") {
            try reasons(shanghai, "2026-11-26T22:00:00.000Z", "2026-11-27T14:00:00.000Z")
        },
        Trial("Friday, 72 h into Saturday", "restDay 2026-11-28, night 2026-11-27") {
            try reasons(shanghai, "2026-11-27T00:00:00.000Z", "2026-11-30T00:00:00.000Z")
        },
        Trial("until Saturday begins", "night 2026-11-27") {
            try reasons(shanghai, "2026-11-27T10:00:00.000Z", "2026-11-27T16:00:00.000Z")
        },
        Trial("a millisecond of Saturday", "restDay 2026-11-28, night 2026-11-27") {
            try reasons(shanghai, "2026-11-27T10:00:00.000Z", "2026-11-27T16:00:00.001Z")
        },
        Trial("a Saturday that is worked to make up", "") {
            try reasons(shanghai, "2026-10-10T00:00:00.000Z", "2026-10-10T08:00:00.000Z")
        },
        Trial("the Sunday after it", "restDay 2026-10-11") {
            try reasons(shanghai, "2026-10-11T00:00:00.000Z", "2026-10-11T08:00:00.000Z")
        },
        Trial("a holiday", "holiday 2026-10-07") {
            try reasons(shanghai, "2026-10-07T00:00:00.000Z", "2026-10-07T08:00:00.000Z")
        },
        Trial("the day after it", "") {
            try reasons(shanghai, "2026-10-08T00:00:00.000Z", "2026-10-08T08:00:00.000Z")
        },
        Trial("a rest day that is a holiday", "holiday 2026-10-03") {
            try reasons(shanghai, "2026-10-03T00:00:00.000Z", "2026-10-03T08:00:00.000Z")
        },
        Trial("a day whose holidays are not known", "holiday 2027-01-04") {
            try reasons(shanghai, "2027-01-04T00:00:00.000Z", "2027-01-04T08:00:00.000Z")
        },
        Trial("up to 22:00", "") { try reasons(shanghai, "2026-11-24T06:00:00.000Z", "2026-11-24T14:00:00.000Z") },
        Trial("a millisecond of the night", "night 2026-11-24") {
            try reasons(shanghai, "2026-11-24T06:00:00.000Z", "2026-11-24T14:00:00.001Z")
        },
        Trial("from a millisecond before 06:00", "night 2026-11-24") {
            try reasons(shanghai, "2026-11-23T21:59:59.999Z", "2026-11-24T06:00:00.000Z")
        },
        Trial("within the night", "night 2026-11-24") {
            try reasons(shanghai, "2026-11-23T17:00:00.000Z", "2026-11-23T18:00:00.000Z")
        },
    ]

    // Berlin is one hour ahead of UTC in winter, two in summer; clocks change on Sundays at 01:00Z.
    static let changes: [Trial] = [
        Trial("the evening after clocks went ahead, up to 22:00", "restDay 2026-03-29") {
            try reasons(berlin, "2026-03-29T18:00:00.000Z", "2026-03-29T20:00:00.000Z")
        },
        Trial("the same, a millisecond longer", "restDay 2026-03-29, night 2026-03-29") {
            try reasons(berlin, "2026-03-29T18:00:00.000Z", "2026-03-29T20:00:00.001Z")
        },
        Trial("the evening after clocks went back, up to 22:00", "restDay 2026-10-25") {
            try reasons(berlin, "2026-10-25T18:00:00.000Z", "2026-10-25T21:00:00.000Z")
        },
        Trial("the same, a millisecond longer", "restDay 2026-10-25, night 2026-10-25") {
            try reasons(berlin, "2026-10-25T18:00:00.000Z", "2026-10-25T21:00:00.001Z")
        },
        Trial("the night in which clocks go ahead, from 06:00", "restDay 2026-03-29") {
            try reasons(berlin, "2026-03-29T04:00:00.000Z", "2026-03-29T12:00:00.000Z")
        },
        Trial("the same, from a millisecond before", "restDay 2026-03-29, night 2026-03-29") {
            try reasons(berlin, "2026-03-29T03:59:59.999Z", "2026-03-29T12:00:00.000Z")
        },
    ]

    @Test("whole windows, by the local calendar", arguments: windows)
    func window(trial: Trial) throws { try trial.check() }

    @Test("nights in which clocks change", arguments: changes)
    func change(trial: Trial) throws { try trial.check() }

    /// What a Saturday's request comes to under an upgrade, and which post approves.
    static func saturday(
        _ upgrade: JSONObject, _ grades: JSONObject, _ content: JSONObject = plain
    ) throws -> String {
        var site = Site.built(packs: [pack(upgrade, grades)])
        let window: JSONObject = ["from": "2026-11-28T00:00:00.000Z", "until": "2026-11-28T09:00:00.000Z"]
        let asked = Site.content(id, window.merging(content))
        if let refusal = site.refusal(.permitRequest, by: .applicant, asked) {
            return refusal.unmet.map(\.code.rawValue).joined(separator: " ")
        }
        let lines = try site.request(asked)["approvals"]?.array?.compactMap(\.object) ?? []
        return lines.compactMap { $0["post"]?.string }.joined(separator: " ")
    }

    static let raises: [Trial] = [
        Trial("no upgrade", "areaUnit") { try saturday([:], grades("24h", "24h")) },
        Trial("the grade, with its posts", "areaUnit safetyDept") {
            try saturday(upgrade("grade", ["restDay"]), grades("24h", "24h"))
        },
        Trial("the grade, with its longest window", "windowTooLong") {
            try saturday(upgrade("grade", ["restDay"]), grades("8h", "24h"))
        },
        Trial("the posts alone", "areaUnit safetyDept") {
            try saturday(upgrade("posts", ["restDay"]), grades("8h", "24h"))
        },
        Trial("the posts alone never lengthen the window", "windowTooLong") {
            try saturday(upgrade("posts", ["restDay"]), grades("24h", "8h"))
        },
        Trial("the highest grade, with a post beyond", "areaUnit areaUnit") {
            try saturday(
                upgrade("posts", ["restDay"]), grades("24h", "24h", ["approveUpgraded": "areaUnit"]),
                ["facts": .object(Site.facts)])
        },
        Trial("the highest grade, with none", "areaUnit safetyDept") {
            try saturday(upgrade("posts", ["restDay"]), grades("24h", "24h"), ["facts": .object(Site.facts)])
        },
        Trial("a fact that raises", "areaUnit safetyDept") {
            try saturday(upgrade("posts", [], ["when": ["fact": "bridge", "is": true]]), grades("24h", "24h"))
        },
    ]

    @Test("what an upgrade raises", arguments: raises)
    func raised(trial: Trial) throws { try trial.check() }
}
