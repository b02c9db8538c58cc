import PermitCore
import PermitTestKit
import Testing

/// Separation of duties (contract §4; HSG250 and GB 30871 4.10, 4.15 as models). Everyone who ever held a post counts.
struct SeparationTests {
    static let id = Site.permitID

    static func digest(_ site: Site) -> JSONObject { ["contentDigest": .string(site.permit(id)?.contentDigest ?? "")] }

    /// A request in which someone who holds every grant has a post; the other posts are filled as always.
    static func site(_ changes: JSONObject, by applicant: PersonID = .applicant) throws -> Site {
        var site = Site.home
        try site.request(Site.content(id, changes), by: applicant)
        return site
    }

    /// A site where the person was in a post and was amended away.
    static func amended(_ changes: JSONObject, to later: JSONObject = [:]) throws -> Site {
        var site = try Self.site(changes)
        try site.bring(id, to: .returned)
        try site.perform(.permitAmend, by: .applicant, Site.content(id, later))
        return site
    }

    static let posts: [(String, JSONObject)] = [
        ("leader", ["leader": "p-everything"]), ("supervisor", ["supervisor": "p-everything"]),
        ("crew", ["crew": [["person": "p-everything", "trade": "helper"]]]),
    ]

    @Test("approver ≠ applicant, leader, crew, supervisor, ever", arguments: posts.map(\.0))
    func approver(post: String) throws {
        let changes = try #require(Self.posts.first { $0.0 == post }?.1)
        for site in [try Self.site(changes), try Self.amended(changes)] {
            let args = Self.digest(site).merging(["siteVisited": true])
            #expect(site.refusal(.permitApprove, by: .everything, on: Self.id, args)?.code == .separationOfDuties)
        }
    }

    @Test("approver ≠ applicant, amender included")
    func applicant() throws {
        var site = try Self.site([:], by: .everything)
        let args = Self.digest(site).merging(["siteVisited": true])
        #expect(site.refusal(.permitApprove, by: .everything, on: Self.id, args)?.code == .separationOfDuties)
        site = try Self.site([:])
        try site.bring(Self.id, to: .returned)
        try site.perform(.permitAmend, by: .everything, Site.content())
        let again = Self.digest(site).merging(["siteVisited": true])
        #expect(site.refusal(.permitApprove, by: .everything, on: Self.id, again)?.code == .separationOfDuties)
    }

    @Test("who releases is no one of those who work either")
    func releaser() throws {
        var site = try Self.site(["leader": "p-everything"])
        try site.bring(Self.id, to: .approved)
        try site.perform(.permitSuspend, by: .welder, on: Self.id, ["reason": "x"])
        let reason: JSONObject = ["reason": "x"]
        #expect(site.refusal(.permitRelease, by: .everything, on: Self.id, reason)?.code == .separationOfDuties)
        #expect(site.refusal(.permitRelease, by: .safety, on: Self.id, reason) == nil)
    }

    @Test("supervisor ≠ leader, crew (domain vector 14: the guardian is a worker)")
    func supervisor() throws {
        let both: [JSONObject] = [
            ["leader": "p-supervisor"], ["supervisor": "p-leader"],
            ["crew": [["person": "p-supervisor", "trade": "helper"]]],
        ]
        for changes in both {
            let refusal = Site.home.refusal(.permitRequest, by: .applicant, Site.content(Self.id, changes))
            #expect(refusal?.code == .separationOfDuties, "\(changes)")
        }
    }

    @Test("supervisor ≠ whoever ever led or worked, in either order")
    func supervisorEver() throws {
        let pairs: [(JSONObject, JSONObject)] = [
            (["leader": "p-everything"], ["supervisor": "p-everything"]),
            (["supervisor": "p-everything"], ["leader": "p-everything"]),
            (["crew": [["person": "p-everything", "trade": "helper"]]], ["supervisor": "p-everything"]),
            (["supervisor": "p-everything"], ["crew": [["person": "p-everything", "trade": "helper"]]]),
        ]
        for (first, second) in pairs {
            var site = try Self.site(first)
            try site.bring(Self.id, to: .returned)
            let refusal = site.refusal(.permitAmend, by: .applicant, Site.content(Self.id, second))
            #expect(refusal?.code == .separationOfDuties, "\(first) \(second)")
        }
    }

    @Test("acceptor ≠ leader, crew, ever", arguments: ["leader", "crew"])
    func acceptor(post: String) throws {
        let changes = try #require(Self.posts.first { $0.0 == post }?.1)
        var site = try Self.amended(changes)
        try site.bring(Self.id, to: .acceptance)
        try site.restore(Self.id)
        #expect(site.refusal(.permitClose, by: .everything, on: Self.id)?.code == .separationOfDuties)
        let defects: JSONObject = ["defects": [["text": "x"]]]
        #expect(
            site.refusal(.permitRefuseAcceptance, by: .everything, on: Self.id, defects)?.code == .separationOfDuties)
        #expect(site.refusal(.permitClose, by: .acceptor, on: Self.id) == nil)
    }

    @Test("analyst ≠ crew, ever; a reading beyond the limits counts whoever took it")
    func analyst() throws {
        let crew = try #require(Self.posts.last?.1)
        let site = try Self.amended(crew)
        #expect(site.refusal(.permitGasTest, by: .everything, on: Self.id, site.gas())?.code == .separationOfDuties)
        #expect(site.refusal(.permitGasTest, by: .everything, on: Self.id, site.gas(50)) == nil)
        var relaxed = Site.built(packs: [Packs.hot(["relaxes": ["analystInCrew"]])])
        try relaxed.request(Site.content(Self.id, crew))
        #expect(relaxed.refusal(.permitGasTest, by: .everything, on: Self.id, relaxed.gas()) == nil)
    }

    @Test("analyst ≠ crew: who tested is not made one of the crew")
    func analystFirst() throws {
        var site = try Self.site([:])
        try site.perform(.permitGasTest, by: .everything, on: Self.id, site.gas())
        try site.bring(Self.id, to: .returned)
        let crew = try #require(Self.posts.last?.1)
        #expect(
            site.refusal(.permitAmend, by: .applicant, Site.content(Self.id, crew))?.code == .separationOfDuties)
    }

    @Test("no two sign-off lines in a row, save where the pack relaxes it")
    func consecutive() throws {
        for isRelaxed in [false, true] {
            let pack = Packs.hot(["relaxes": isRelaxed ? ["consecutiveSignOffs"] : []])
            var site = Site.built(packs: [pack])
            try site.request()
            try site.perform(.permitCountersign, by: .everything, on: Self.id, Self.digest(site))
            let args = Self.digest(site).merging(["siteVisited": true])
            let refusal = site.refusal(.permitApprove, by: .everything, on: Self.id, args)
            #expect(refusal?.code == (isRelaxed ? nil : .separationOfDuties))
            #expect(site.refusal(.permitApprove, by: .safety, on: Self.id, args) == nil)
        }
    }

    @Test("briefer ≠ briefed; a condition is never checked on oneself")
    func onSite() throws {
        let leaderWorks: JSONObject = [
            "crew": Site.crew((.leader, "helper"), (.welder, "welder"))
        ]
        var site = try Self.site(leaderWorks)
        try site.approve(Self.id)
        let brief: JSONObject = ["briefed": ["p-welder", "p-leader"]]
        #expect(site.refusal(.permitBrief, by: .leader, on: Self.id, brief)?.code == .separationOfDuties)
        #expect(site.refusal(.permitBrief, by: .supervisor, on: Self.id, brief) == nil)
        let fit: JSONObject = ["person": "p-leader", "fit": true]
        #expect(site.refusal(.permitCondition, by: .leader, on: Self.id, fit)?.code == .separationOfDuties)
        #expect(site.refusal(.permitCondition, by: .supervisor, on: Self.id, fit) == nil)
    }

    @Test("credential putter ≠ verifier; granter ≠ grantee")
    func register() throws {
        var site = Site.home
        try site.perform(Home.grant(.registrar, "verifier", []))
        let put = Home.credential(.helper, "special-work.welding")
        try site.perform(put[0])
        #expect(site.refusal(.credentialVerify, by: .registrar, put[1].args)?.code == .separationOfDuties)
        #expect(site.refusal(put[1]) == nil)
        let own = Home.grant(.admin, "leader", [.home])
        #expect(site.refusal(own)?.code == .separationOfDuties)
        let others = Home.grant(.registrar, "leader", [.home], by: .registrar)
        #expect(site.refusal(others)?.code == .separationOfDuties)
    }
}
