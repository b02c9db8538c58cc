import PermitCore
import PermitTestKit
import Testing

/// Weather (contract §4, `area.weather`): what the limits forbid is suspended, and only a newer report lets it go on.
struct WeatherTests {
    static let id = Site.permitID

    static func home(_ state: PermitState, when: JSONValue = "always") throws -> Site {
        let rule: JSONObject = ["wind": 6, "conditions": ["thunderstorm", "fog"], "when": when, "clause": "x"]
        var site = Site.built(packs: [Packs.hot(["weather": [.object(rule)]])])
        try site.request()
        try site.bring(id, to: state)
        return site
    }

    static func report(
        _ wind: Int, _ conditions: [String] = [], in area: AreaID = .home
    ) -> JSONObject {
        ["area": .string(area.text), "windBeaufort": .count(wind), "conditions": .strings(conditions)]
    }

    /// Where an active permit stands after reports, each with how long ago it was made.
    static func after(_ reports: (JSONObject, Int64)...) throws -> String {
        var site = try home(.active)
        for (report, age) in reports {
            try site.perform(.areaWeather, by: .safety, report, age: .seconds(age))
        }
        return site.standing()
    }

    static let limits: [Trial] = [
        Trial("a wind below the limit", "active") { try after((report(5), 0)) },
        Trial("a wind at the limit", "suspended weatherLimit") { try after((report(6), 0)) },
        Trial("a condition", "suspended weatherLimit") { try after((report(0, ["fog"]), 0)) },
        Trial("a condition that doesn't matter", "active") { try after((report(0, ["snow"]), 0)) },
        Trial("in the area above", "suspended weatherLimit") { try after((report(9, in: .binhai), 0)) },
        Trial("next door", "active") { try after((report(9, in: .yard), 0)) },
        Trial("in a part of the area", "active") { try after((report(9, in: .kitchen), 0)) },
        Trial("a year old, and worse", "suspended weatherLimit") { try after((report(9), 31_000_000)) },
        Trial("from a clock ahead, and worse", "suspended weatherLimit") { try after((report(9), -900)) },
        Trial("where the fact that limits it is unknown", "suspended weatherLimit") {
            var site = try home(.active, when: ["fact": "outdoors", "is": true])
            try site.perform(.areaWeather, by: .safety, report(6))
            return site.standing()
        },
    ]

    @Test("what the limits forbid is suspended", arguments: limits)
    func limit(trial: Trial) throws { try trial.check() }

    /// What a report comes to after a storm was reported.
    static func afterStorm(_ report: JSONObject, age: Int64) throws -> String {
        var site = try home(.active)
        try site.perform(.areaWeather, by: .safety, self.report(9, ["fog"]))
        return site.outcome(.areaWeather, by: .safety, on: nil, report, age: .seconds(age))
    }

    static let reports: [Trial] = [
        Trial("better, in time", "ok") { try afterStorm(report(2), age: 120) },
        Trial("better, late", "tooLate") { try afterStorm(report(2), age: 121) },
        Trial("better, from a clock ahead", "clockSkew") { try afterStorm(report(2), age: -31) },
        Trial("the same, late", "tooLate") { try afterStorm(report(9, ["fog"]), age: 121) },
        Trial("worse, late", "ok") { try afterStorm(report(10, ["fog"]), age: 9_000) },
        Trial("less wind and another danger, late", "tooLate") { try afterStorm(report(2, ["snow"]), age: 121) },
        Trial("less wind and another danger, in time", "ok") { try afterStorm(report(2, ["snow"]), age: 0) },
        Trial("more wind and one danger less, late", "tooLate") { try afterStorm(report(11), age: 121) },
        Trial("by a supervisor", "ok") { try by(.supervisor2) },
        Trial("by the safety post", "ok") { try by(.safety) },
        Trial("by the leader", "unauthorized") { try by(.leader) },
        Trial("by someone from next door", "notFound") { try by(.neighbour) },
        Trial("of an area that isn't there", "notFound") {
            try home(.requested).outcome(.areaWeather, by: .safety, on: nil, report(1, in: "binhai/nowhere"))
        },
        Trial("beyond Beaufort's scale", "/args/windBeaufort") {
            try home(.requested).outcome(.areaWeather, by: .safety, on: nil, report(18))
        },
    ]

    static func by(_ person: PersonID) throws -> String {
        try home(.requested).outcome(.areaWeather, by: person, on: nil, report(3))
    }

    @Test("what makes it worse is taken late, what makes it better is not", arguments: reports)
    func reported(trial: Trial) throws { try trial.check() }

    @Test("work resumes when a newer report allows it; today's weather keeps no later window from approval")
    func better() throws {
        var site = try Self.home(.active)
        let head = site.state.head
        try site.perform(.areaWeather, by: .supervisor, Self.report(7, in: .home))
        #expect(site.types(after: head) == ["area.weatherReported", "permit.suspended"])
        #expect(site.events(after: head)[0].subject == "binhai/home")
        #expect(site.events(after: head)[0].args == Self.report(7))
        try site.accept(Self.id)
        #expect(site.outcome(.permitResume, by: .supervisor) == "weatherLimit")
        try site.request(Site.otherContent(["from": "2026-11-24T02:00:00.000Z"]))
        try site.approve(Site.otherID)
        try site.perform(.areaWeather, by: .supervisor, Self.report(5))
        #expect(site.outcome(.permitResume, by: .supervisor) == "ok")
        var now = try Self.home(.requested)
        try now.advance(to: Home.from)
        try now.perform(.areaWeather, by: .supervisor, Self.report(7))
        #expect(throws: Refusal.self) { try now.approve(Self.id) }
    }
}
