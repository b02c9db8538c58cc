import PermitCore
import PermitTestKit
import Testing

/// Permits of one job (contract §4): those that name each other, in one area or one under the other.
struct LinkTests {
    static let id = Site.permitID
    static let blind = Site.otherID

    /// Rules that want a blind permit beside the hot one.
    static func link(_ changes: JSONObject = [:]) -> JSONObject {
        let rule: JSONObject = ["kind": "blind", "active": true, "clause": "x"]
        return ["links": [.object(rule.merging(changes))]]
    }

    static let pack = Packs.general([:], hot: link(), blind: [:])

    static let toBlind: JSONObject = ["related": ["00000000-0000-4000-8000-000000000002"]]
    static let toHot: JSONObject = ["related": ["00000000-0000-4000-8000-000000000001"], "kind": "blind"]

    /// A hot and a blind permit that name each other, requested.
    static func job(
        _ pack: JSONObject = pack, blind changes: JSONObject = [:], hot: JSONObject = [:]
    ) throws -> Site {
        var site = Site.built(packs: [pack])
        try site.request(Site.content(id, toBlind.merging(hot)))
        try site.request(Site.otherContent(toHot.merging(changes)))
        return site
    }

    /// Both at work.
    static func atWork(_ pack: JSONObject = pack) throws -> Site {
        var site = try job(pack)
        try site.bring(blind, to: .active)
        try site.bring(id, to: .active)
        return site
    }

    static func approve(_ site: Site) throws -> String {
        var site = site
        do {
            try site.approve(id)
            return "ok"
        } catch {
            return error.unmet.map(\.code.rawValue).joined(separator: " ")
        }
    }

    static let trials: [Trial] = [
        Trial("approved alone", "linkedPermitMissing") {
            var site = Site.built(packs: [pack])
            try site.request(Site.content(id, toBlind))
            return try approve(site)
        },
        Trial("approved beside one that doesn't name it", "linkedPermitMissing") {
            try approve(job(blind: ["related": []]))
        },
        Trial("approved beside one that it doesn't name", "linkedPermitMissing") {
            try approve(job(hot: ["related": []]))
        },
        Trial("approved beside one of the same kind", "linkedPermitMissing") {
            try approve(job(blind: ["kind": "hot"]))
        },
        Trial("approved beside one that is requested", "ok") { try approve(job()) },
        Trial("approved beside one that was rejected", "linkedPermitMissing") {
            var site = try job()
            try site.bring(blind, to: .rejected)
            return try approve(site)
        },
        Trial("approved within a window that is shorter", "linkedPermitMissing") {
            let pack = Packs.general([:], hot: link(["within": true]), blind: [:])
            return try approve(job(pack, blind: ["until": "2026-11-24T08:29:59.999Z"]))
        },
        Trial("started before the other", "linkedPermitNotActive") {
            var site = try job()
            try site.bring(blind, to: .approved)
            try site.bring(id, to: .approved)
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("started before the other, where the rules don't mind", "ok") {
            var site = try job(Packs.general([:], hot: link(["active": false]), blind: [:]))
            try site.bring(blind, to: .approved)
            try site.bring(id, to: .approved)
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("started beside one that is at work", "active") { try atWork().standing() },
        Trial("resumed while the other is suspended", "linkedPermitNotActive") {
            var site = try atWork()
            try site.perform(.permitSuspend, by: .welder, on: blind, ["reason": "x"])
            try site.accept(id)
            return site.outcome(.permitResume, by: .supervisor)
        },
    ]

    @Test("what a link wants", arguments: trials)
    func tried(trial: Trial) throws { try trial.check() }

    static let stops: [Trial] = [
        Trial("suspended", "suspended linkedPermit") {
            try stopped { try $0.perform(.permitSuspend, by: .welder, on: blind, ["reason": "x"]) }
        },
        Trial("suspended by a lapse", "suspended linkedPermit") {
            try stopped { try $0.perform(.permitLeave, by: .supervisor2, on: blind) }
        },
        Trial("revoked", "suspended linkedPermit") {
            try stopped { try $0.perform(.permitRevoke, by: .safety, on: blind, ["reason": "x"]) }
        },
        Trial("finished", "suspended linkedPermitMissing") { try stopped { try $0.finish(blind) } },
        Trial("expired", "suspended linkedPermit") {
            var site = try job(blind: ["until": "2026-11-24T00:50:00.000Z"])
            try site.bring(blind, to: .active)
            try site.bring(id, to: .active)
            try site.advance(.minutes(20))
            #expect(site.permit(blind)?.state == .expired)
            return site.permit(id)?.causes.isEmpty == false ? first(site) : site.standing()
        },
    ]

    static func first(_ site: Site) -> String {
        "\(site.permit(id)?.state.rawValue ?? "") \(site.permit(id)?.causes.last?.cause ?? "")"
    }

    static func stopped(_ stop: (inout Site) throws -> Void) throws -> String {
        var site = try atWork()
        try stop(&site)
        return first(site)
    }

    @Test("the other permit of the job stops, and this one with it", arguments: stops)
    func stop(trial: Trial) throws { try trial.check() }

    @Test("the job stops in both directions, and says because of which")
    func bothWays() throws {
        var site = try Self.atWork(Packs.general([:], blind: [:]))
        let head = site.state.head
        try site.perform(.permitSuspend, by: .welder, on: Self.id, ["reason": "x"])
        #expect(site.standing(of: Self.blind) == "suspended linkedPermit")
        let event = try #require(site.events(after: head).last)
        #expect(event.origin.actor == "system" && event.effects["permit"] == .id(Self.id))
    }

    @Test("a permit of the job that is suspended already, and fails, stops what was resumed meanwhile")
    func again() throws {
        var site = try Self.atWork(Packs.general([:], blind: [:]))
        try site.perform(.permitSuspend, by: .welder, on: Self.blind, ["reason": "x"])
        try site.accept(Self.id)
        try site.resume(Self.id)
        try site.perform(.permitGasTest, by: .analyst, on: Self.blind, site.gas(11))
        #expect(site.standing(of: Self.blind) == "suspended stopWork gasOutOfRange")
        #expect(site.standing() == "suspended linkedPermit")
    }

    static let jobs: [Trial] = [
        Trial("one worker on two permits of a job", "ok") { try start(["crew": Site.crew((.welder, "welder"))]) },
        Trial("one worker on two permits, named one way", "workerElsewhere") {
            try start(["crew": Site.crew((.welder, "welder")), "related": []])
        },
        Trial("one supervisor", "supervisorElsewhere") { try start(["supervisor": "p-supervisor"]) },
        Trial("one supervisor, where the pack spares the job", "ok") {
            let spares = Packs.hotMember("supervisor").merging(["sparesJob": true])
            let pack = Packs.general([:], hot: ["supervisor": .object(spares)], blind: [:])
            return try start(["supervisor": "p-supervisor"], pack)
        },
    ]

    /// What the hot permit's start comes to with a blind one at work.
    static func start(
        _ changes: JSONObject, _ pack: JSONObject = Packs.general([:], blind: [:])
    ) throws -> String {
        var site = try job(pack, blind: changes)
        try site.bring(blind, to: .active)
        try site.bring(id, to: .approved)
        return site.outcome(.permitStart, by: .supervisor)
    }

    @Test("what a job is spared", arguments: jobs)
    func spared(trial: Trial) throws { try trial.check() }
}
