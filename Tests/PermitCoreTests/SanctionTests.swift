import PermitCore
import PermitTestKit
import Testing

/// A test that takes an isolation away for a while: the area's post and every leader concerned agree, nobody is
/// inside, and it is put back before work goes on (contract §4, `permit.sanctionTest`).
struct SanctionTests {
    static let id = Site.permitID
    static let other = Site.otherID
    static let hour: JSONObject = ["isolation": "v-101", "until": .moment(Home.from + .hours(1))]

    /// Two active permits that lean on the valve, and the area's post has sanctioned.
    static func sanctioned() throws -> Site {
        var site = try IsolationTests.shared()
        try site.perform(.permitSanctionTest, by: .unitHead, on: id, hour)
        return site
    }

    /// The same, with both leaders' consent.
    static func agreed() throws -> Site {
        var site = try sanctioned()
        try site.perform(.permitSanctionTest, by: .leader, on: id, hour)
        try site.perform(.permitSanctionTest, by: .leader2, on: other, hour)
        return site
    }

    static func ledByAnother() throws -> Site {
        var site = try agreed()
        try site.perform(.permitHandover, by: .leader, on: id, ["role": "leader", "to": "p-everything"])
        try site.perform(.permitTakeover, by: .everything, on: id, ["role": "leader", "inside": []])
        return site
    }

    static func remove(_ site: Site) -> String {
        site.outcome(.permitRemoveIsolation, by: .isolator, IsolationTests.forTest)
    }

    static let trials: [Trial] = [
        Trial("the leader before the area's post", "wrongState") {
            try IsolationTests.shared().outcome(.permitSanctionTest, by: .leader, hour)
        },
        Trial("the leader until another moment", "wrongState") {
            let longer = hour.merging(["until": .moment(Home.from + .hours(2))])
            return try sanctioned().outcome(.permitSanctionTest, by: .leader, longer)
        },
        Trial("the leader of the other permit", "unauthorized") {
            try sanctioned().outcome(.permitSanctionTest, by: .leader2, hour)
        },
        Trial("a leader twice", "wrongState") { try agreed().outcome(.permitSanctionTest, by: .leader, hour) },
        Trial("until a moment that has passed", "/args/until") {
            let past = hour.merging(["until": .moment(Home.from)])
            return try IsolationTests.shared().outcome(.permitSanctionTest, by: .unitHead, past)
        },
        Trial("with someone inside", "peopleInside") {
            var site = try IsolationTests.shared()
            try site.perform(.permitEnter, by: .supervisor2, on: other, ["person": "p-welder2"])
            return site.outcome(.permitSanctionTest, by: .unitHead, hour)
        },
        Trial("remove on the post's word alone", "wrongState") { try remove(sanctioned()) },
        Trial("remove before every leader agreed", "wrongState") {
            var site = try sanctioned()
            try site.perform(.permitSanctionTest, by: .leader, on: id, hour)
            return remove(site)
        },
        Trial("remove with everyone's consent", "ok") { try remove(agreed()) },
        Trial("remove with someone seen inside since", "peopleInside") {
            var site = try agreed()
            try site.perform(.permitEnter, by: .supervisor2, on: other, ["person": "p-welder2", "basis": "rescue"])
            return remove(site)
        },
        Trial("remove one millisecond before the sanction lapses", "ok") {
            var site = try agreed()
            try site.advance(to: Home.from + Span(milliseconds: 3_599_999))
            return remove(site)
        },
        Trial("remove when the sanction has lapsed", "wrongState") {
            var site = try agreed()
            try site.advance(to: Home.from + .hours(1))
            return remove(site)
        },
        Trial("remove after a second permit joined", "wrongState") {
            var site = try agreed()
            let third: PermitID = "00000000-0000-4000-8000-000000000003"
            try site.request(Site.content(third, IsolationTests.withValve))
            try site.approve(third)
            return remove(site)
        },
        Trial("remove after work was resumed and stopped for something else", "wrongState") {
            var site = try agreed()
            try site.accept(id)
            try site.resume(id)
            try site.perform(.permitSuspend, by: .welder, on: id, ["reason": "smoke"])
            return remove(site)
        },
        Trial("remove after another leader took over", "wrongState") {
            try remove(ledByAnother())
        },
        Trial("remove with that leader's consent", "ok") {
            var site = try ledByAnother()
            try site.perform(.permitSanctionTest, by: .everything, on: id, hour)
            return remove(site)
        },
        Trial("remove again once it was put back", "wrongState") {
            var site = try agreed()
            try site.perform(.permitRemoveIsolation, by: .isolator, on: id, IsolationTests.forTest)
            try site.isolate()
            return remove(site)
        },
        Trial("remove for good under a sanction", "wrongState") {
            try agreed().outcome(.permitRemoveIsolation, by: .isolator, IsolationTests.restore)
        },
    ]

    @Test("who agrees, and to what", arguments: trials)
    func tried(trial: Trial) throws { try trial.check() }

    @Test("the sanction suspends all that leans on it, and work wants it isolated and verified again")
    func wholeTest() throws {
        var site = try IsolationTests.shared()
        let head = site.state.head
        let answer = try site.perform(.permitSanctionTest, by: .unitHead, on: Self.id, Self.hour)
        #expect(answer["awaiting"]?.array?.count == 2)
        #expect(site.types(after: head) == ["permit.testSanctioned", "permit.suspended", "permit.suspended"])
        let events = site.events(after: head)
        #expect(events[0].effects == ["as": "areaPost"])
        #expect(events[0].args == Self.hour.merging(["permit": .id(Self.id)]))
        #expect(events.map(\.cause) == [nil, "test", "test"])
        #expect(site.standing() == "suspended test" && site.standing(of: Self.other) == "suspended test")
        try site.perform(.permitSanctionTest, by: .leader, on: Self.id, Self.hour)
        let last = try site.perform(.permitSanctionTest, by: .leader2, on: Self.other, Self.hour)
        #expect(last["awaiting"] == [])
        try site.perform(.permitRemoveIsolation, by: .isolator, on: Self.id, IsolationTests.forTest)
        try site.accept(Self.other)
        #expect(site.outcome(.permitResume, by: .supervisor2, on: Self.other) == "isolationMissing")
        try site.perform(.permitIsolate, by: .isolator, on: Self.other, IsolationTests.valve)
        #expect(site.outcome(.permitResume, by: .supervisor2, on: Self.other) == "isolationUnverified")
        try site.perform(.permitVerifyIsolation, by: .isolator2, on: Self.other, IsolationTests.valve)
        #expect(site.outcome(.permitResume, by: .supervisor2, on: Self.other) == "ok")
    }

    @Test("a test that is over is told once, for each isolation that is away")
    func overdue() throws {
        let second = IsolationTests.point.merging(["id": "v-102", "point": "Valve 102"])
        var site = Site.home
        try site.request(
            Site.content(Self.id, ["isolations": [.object(IsolationTests.point), .object(second)]]))
        try site.bring(Self.id, to: .approved)
        for valve in ["v-101", "v-102"] {
            let args: JSONObject = ["isolation": .string(valve)]
            try site.perform(.permitIsolate, by: .isolator, on: Self.id, args)
            try site.perform(.permitVerifyIsolation, by: .isolator2, on: Self.id, args)
        }
        try site.start(Self.id)
        for (valve, minutes) in [("v-101", Int64(60)), ("v-102", 90)] {
            let args: JSONObject = [
                "isolation": .string(valve), "until": .moment(Home.from + .minutes(minutes)),
            ]
            try site.perform(.permitSanctionTest, by: .unitHead, on: Self.id, args)
            try site.perform(.permitSanctionTest, by: .leader, on: Self.id, args)
            try site.perform(
                .permitRemoveIsolation, by: .isolator, on: Self.id, ["isolation": .string(valve), "purpose": "test"])
        }
        let head = site.state.head
        try site.advance(.hours(2))
        let told = site.events(after: head).filter { $0.effects["alarm"] == "testOver" }.map(\.time)
        #expect(told == [Home.from + .minutes(60), Home.from + .minutes(90)])
    }
}
