import PermitCore
import PermitTestKit
import Testing

/// A window is made longer (contract §4, `permit.extend`): where the pack allows it, with everything that work wants.
struct ExtensionTests {
    static let id = Site.permitID
    static let rule: JSONObject = ["extension": ["times": 1, "clause": "x"]]
    static let noon: JSONObject = ["until": "2026-11-24T04:30:00.000Z"]

    /// A permit until 12:30, active under rules that let it grow once, to eight hours in all.
    static func home(
        _ state: PermitState = .active, packs: JSONObject = Packs.hot(rule), _ changes: JSONObject = noon
    ) throws -> Site {
        var site = Site.built(packs: [packs])
        try site.request(Site.content(id, changes))
        try site.bring(id, to: state)
        return site
    }

    static func extend(_ site: Site, by person: PersonID = .safety, until: Instant = Home.until) -> String {
        site.outcome(.permitExtend, by: person, ["until": .moment(until)])
    }

    /// What an extension comes to after something spoiled it.
    static func spoiled(_ state: PermitState, _ spoil: (inout Site) throws -> Void) throws -> String {
        var site = try home(state)
        try spoil(&site)
        return extend(site)
    }

    static let trials: [Trial] = [
        Trial("under rules that know none", "extensionNotAllowed") { try extend(home(packs: Packs.general)) },
        Trial("to the longest window", "ok") { try extend(home()) },
        Trial("while suspended", "ok") { try extend(home(.suspended)) },
        Trial("a millisecond beyond it", "windowTooLong") {
            try extend(home(), until: Home.until + Span(milliseconds: 1))
        },
        Trial("to where it ends anyway", "/args/until") {
            try extend(home(), until: "2026-11-24T04:30:00.000Z")
        },
        Trial("by the leader", "unauthorized") { try extend(home(), by: .leader) },
        Trial("by an approver who works on it", "separationOfDuties") {
            let crew: JSONObject = ["crew": Site.crew((.everything, "helper"))]
            return try extend(home(.active, noon.merging(crew)), by: .everything)
        },
        Trial("seen at another revision", "staleContent") {
            try home().outcome(.permitExtend, by: .safety, ["until": .moment(Home.until)], expect: 1)
        },
        Trial("late", "tooLate") {
            try home().outcome(.permitExtend, by: .safety, ["until": .moment(Home.until)], age: .seconds(121))
        },
        Trial("a second time", "extensionNotAllowed") {
            var site = try home()
            try site.perform(.permitExtend, by: .safety, on: id, ["until": "2026-11-24T05:00:00.000Z"])
            return extend(site)
        },
        Trial("with gas out of range", "gasOutOfRange") {
            try spoiled(.suspended) { try $0.perform(.permitGasTest, by: .analyst, on: id, $0.gas(11)) }
        },
        Trial("with a failed check", "checkFailed") {
            try spoiled(.suspended) {
                try $0.perform(.permitCheck, by: .leader, on: id, StateTableTests.check("failed"))
            }
        },
        Trial("in a stopped area", "areaStopped") {
            try spoiled(.suspended) { try $0.stop(.home) }
        },
        Trial("with someone unfit", "conditionUnfit") {
            try spoiled(.suspended) {
                try $0.perform(.permitCondition, by: .leader, on: id, ["person": "p-welder", "fit": false])
            }
        },
        Trial("with a worker who works elsewhere by now", "workerElsewhere") {
            try spoiled(.suspended) { try $0.startOther(["crew": Site.crew((.welder, "welder"))]) }
        },
        Trial("beyond a certificate's last day", "credentialExpiresInWindow") {
            let night: JSONObject = ["from": "2026-11-24T11:00:00.000Z", "until": "2026-11-24T15:00:00.000Z"]
            var site = Site.built(packs: [Packs.hot(rule)])
            try site.request(Site.content(id, night))
            try site.advance(to: "2026-11-24T11:00:00.000Z")
            try site.bring(id, to: .active)
            try site.perform(Home.credential(.welder, "special-work.welding", expires: "2026-11-24"))
            return extend(site, until: "2026-11-24T16:00:00.001Z")
        },
        Trial("into a night that the approval did not reach", "extensionNotAllowed") {
            let pack = Packs.general(
                ["calendar": .object(UpgradeTests.calendar)],
                hot: rule.merging([
                    "upgrade": ["raise": "posts", "occasions": ["night"], "clause": "x"]
                ]))
            let late: JSONObject = ["from": "2026-11-24T08:00:00.000Z", "until": "2026-11-24T14:00:00.000Z"]
            var site = Site.built(packs: [pack])
            try site.request(Site.content(id, late))
            try site.advance(to: "2026-11-24T08:00:00.000Z")
            try site.bring(id, to: .active)
            return extend(site, until: "2026-11-24T14:00:00.001Z")
        },
        Trial("beyond the window of the permit it must lie within", "linkedPermitMissing") {
            var site = try LinkTests.job(
                Packs.general(
                    [:], hot: rule.merging(LinkTests.link(["within": true])), blind: [:]),
                blind: noon, hot: noon)
            try site.bring(Site.otherID, to: .active)
            try site.bring(id, to: .active)
            return extend(site)
        },
    ]

    @Test("what an extension wants", arguments: trials)
    func tried(trial: Trial) throws { try trial.check() }

    @Test("an extended permit works on until its new end")
    func longer() throws {
        var site = try Self.home()
        let before = try #require(site.permit(Self.id))
        let head = site.state.head
        try site.perform(.permitExtend, by: .safety, on: Self.id, ["until": .moment(Home.until)])
        let event = try #require(site.events(after: head).first)
        #expect(event.type == .permitExtended && site.state.head == head + 1)
        #expect(event.args == ["until": .moment(Home.until), "permit": .id(Self.id)])
        #expect(event.permit?.revision == before.revision + 1)
        #expect(site.permit(Self.id)?.contentDigest == before.contentDigest)
        try site.work(Self.id, until: Home.until - Span(milliseconds: 1))
        #expect(site.standing() == "active")
        try site.advance(Span(milliseconds: 1))
        #expect(site.standing() == "expired")
    }
}
