import PermitCore
import PermitTestKit
import Testing

/// Records are ordered by when they were done (contract §3), and live as long as the pack says.
struct LateRecordTests {
    static let id = Site.permitID
    static let valve = IsolationTests.valve

    static let isolations: [Trial] = [
        Trial("verified before it was isolated", "isolationUnverified") {
            var site = try IsolationTests.home(.approved)
            try site.advance(.minutes(2))
            try site.perform(.permitIsolate, by: .isolator, on: id, valve)
            try site.perform(.permitVerifyIsolation, by: .isolator2, on: id, valve, age: .minutes(1))
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("verified late, after it was isolated", "ok") {
            var site = try IsolationTests.home(.approved)
            try site.perform(.permitIsolate, by: .isolator, on: id, valve)
            try site.advance(.minutes(2))
            try site.perform(.permitVerifyIsolation, by: .isolator2, on: id, valve, age: .minutes(1))
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("isolated before it was removed", "isolationMissing") {
            var site = try IsolationTests.isolated()
            try site.advance(.minutes(2))
            try site.perform(.permitRemoveIsolation, by: .isolator, on: id, IsolationTests.restore)
            try site.perform(.permitIsolate, by: .isolator, on: id, valve, age: .minutes(1))
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("isolated before what is in place", "p-isolator") {
            var site = try IsolationTests.home(.approved)
            try site.perform(Home.grant(.stranger, "isolator", [.home]))
            try site.advance(.minutes(2))
            try site.isolate()
            try site.perform(.permitIsolate, by: .stranger, on: id, valve, age: .minutes(1))
            let isolation = site.state.isolations["v-101"]
            #expect(isolation?.verification?.by == .isolator2)
            return isolation?.application?.by.text ?? "nobody"
        },
    ]

    @Test("isolations", arguments: isolations)
    func isolation(trial: Trial) throws { try trial.check() }

    @Test("a check or a condition of before the approval is not one for this work")
    func beforeApproval() throws {
        var site = Site.with(.requested)
        try site.advance(.minutes(5))
        try site.approve(Self.id)
        try site.advance(to: Home.from)
        try site.prepare(Self.id)
        #expect(site.outcome(.permitStart, by: .supervisor) == "ok")
        for (age, isWanted) in [(Span.minutes(4), true), (.seconds(31), true), (.seconds(30), false)] {
            var site = Site.with(.requested)
            try site.advance(.minutes(5))
            try site.approve(Self.id)
            try site.perform(.permitCheck, by: .leader, on: Self.id, StateTableTests.check("done"), age: age)
            let subjects = site.refusal(.permitStart, by: .supervisor, on: Self.id)?.unmet.map(\.subject) ?? []
            #expect(subjects.contains("planMade") == isWanted, "\(age)")
        }
    }

    @Test("a briefing wants the signature of whoever was briefed, after it and not before")
    func briefing() throws {
        let rule = Packs.hotMember("briefing").merging(["signed": true])
        var site = Site.built(packs: [Packs.hot(["briefing": .object(rule)])])
        try site.request()
        try site.bring(Self.id, to: .approved)
        try site.advance(.minutes(3))
        try site.perform(.permitBrief, by: .leader, on: Self.id, ["briefed": ["p-welder", "p-helper"]])
        #expect(site.outcome(.permitStart, by: .supervisor) == "briefingMissing")
        for person in [PersonID.welder, .helper] {
            try site.perform(.permitBriefed, by: person, on: Self.id, age: .minutes(1))
        }
        #expect(site.outcome(.permitStart, by: .supervisor) == "briefingMissing")
        for person in [PersonID.welder, .helper] { try site.perform(.permitBriefed, by: person, on: Self.id) }
        #expect(site.outcome(.permitStart, by: .supervisor) == "ok")
        // A briefing of before that comes late takes nothing away; a newer one wants a signature of its own.
        try site.perform(.permitBrief, by: .leader, on: Self.id, ["briefed": ["p-welder"]], age: .minutes(2))
        #expect(site.outcome(.permitStart, by: .supervisor) == "ok")
        try site.advance(.seconds(1))
        try site.perform(.permitBrief, by: .leader, on: Self.id, ["briefed": ["p-welder"]])
        #expect(site.outcome(.permitStart, by: .supervisor) == "briefingMissing")
    }

    /// What a start at 20:01 or 00:01 local comes to with a condition checked ten minutes before, by what it lives.
    static func start(_ at: Instant, lives: String, zone: String = "Asia/Shanghai") throws -> String {
        let rule: JSONObject = ["condition": ["lives": .string(lives), "clause": "x"]]
        let pack = Packs.general(["shifts": ["08:00", "20:00"]], hot: rule)
        var site = Site.built(packs: [pack], zone: zone, now: at - .hours(2))
        let window: JSONObject = ["from": .moment(at - .minutes(30)), "until": .moment(at + .hours(4))]
        try site.request(Site.content(id, window))
        try site.approve(id)
        try site.advance(to: at - .minutes(10))
        try site.prepare(id)
        try site.advance(to: at)
        let unmet = site.refusal(.permitStart, by: .supervisor, on: id)?.unmet.map(\.code) ?? []
        return unmet.contains(.conditionCheckMissing) ? "gone" : "alive"
    }

    static let lifetimes: [Trial] = [
        Trial("a shift, across its end", "gone") { try start("2026-11-24T12:00:00.000Z", lives: "shift") },
        Trial("a shift, up to its end", "alive") { try start("2026-11-24T11:59:59.999Z", lives: "shift") },
        Trial("a shift, across midnight", "alive") { try start("2026-11-24T16:01:00.000Z", lives: "shift") },
        Trial("a day, across a shift's end", "alive") { try start("2026-11-24T12:01:00.000Z", lives: "day") },
        Trial("a day, across midnight", "gone") { try start("2026-11-24T16:00:00.000Z", lives: "day") },
        Trial("the permit, across midnight", "alive") { try start("2026-11-24T16:01:00.000Z", lives: "permit") },
        Trial("a shift that ends at 20:00 after clocks went ahead", "gone") {
            try start("2026-03-29T18:00:00.000Z", lives: "shift", zone: "Europe/Berlin")
        },
        Trial("the same, a millisecond before", "alive") {
            try start("2026-03-29T17:59:59.999Z", lives: "shift", zone: "Europe/Berlin")
        },
        Trial("a shift that ends at 20:00 after clocks went back", "gone") {
            try start("2026-10-25T19:00:00.000Z", lives: "shift", zone: "Europe/Berlin")
        },
        Trial("the same, a millisecond before", "alive") {
            try start("2026-10-25T18:59:59.999Z", lives: "shift", zone: "Europe/Berlin")
        },
    ]

    @Test("how long a condition check lives", arguments: lifetimes)
    func lifetime(trial: Trial) throws { try trial.check() }
}
