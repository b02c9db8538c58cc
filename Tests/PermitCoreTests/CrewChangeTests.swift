import PermitCore
import PermitTestKit
import Testing

/// The crew changes (contract §4, `permit.crew`): newcomers meet every condition, nobody inside is struck off.
struct CrewChangeTests {
    static let id = Site.permitID

    static func add(_ person: PersonID, _ trade: String = "helper") -> JSONObject {
        ["add": Site.crew((person, trade)), "reason": "x"]
    }

    static func remove(_ people: String...) -> JSONObject { ["remove": .strings(people), "reason": "x"] }

    static func entered(_ person: String = "p-welder") throws -> Site {
        var site = Site.with(.active)
        try site.perform(.permitEnter, by: .supervisor, on: id, ["person": .string(person)])
        return site
    }

    static let trials: [Trial] = [
        Trial("a trade that was not asked for", "/args/add/0/trade") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.stranger, "electrician"))
        },
        Trial("someone unknown", "notFound") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add("p-nobody"))
        },
        Trial("while work goes on", "wrongState") {
            Site.with(.active).outcome(.permitCrew, by: .leader, add(.stranger))
        },
        Trial("the supervisor adds", "unauthorized") {
            Site.with(.suspended).outcome(.permitCrew, by: .supervisor, add(.stranger))
        },
        Trial("the supervisor adds and removes", "unauthorized") {
            Site.with(.suspended).outcome(
                .permitCrew, by: .supervisor, add(.stranger).merging(remove("p-helper")))
        },
        Trial("the supervisor joins", "separationOfDuties") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.supervisor))
        },
        Trial("the approver joins", "separationOfDuties") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.safety))
        },
        Trial("the analyst joins", "separationOfDuties") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.analyst))
        },
        Trial("nobody is named", "/args/add") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, ["reason": "x"])
        },
        Trial("one person joins and leaves", "/args/add") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.helper).merging(remove("p-helper")))
        },
        Trial("strike off whoever is inside", "peopleInside") {
            try entered().outcome(.permitCrew, by: .supervisor, remove("p-welder", "p-helper"))
        },
        Trial("strike off another", "ok") { try entered().outcome(.permitCrew, by: .leader, remove("p-helper")) },
        Trial("enter after being struck off", "notInCrew") {
            var site = Site.with(.active)
            try site.perform(.permitCrew, by: .leader, on: id, remove("p-helper"))
            return site.outcome(.permitEnter, by: .supervisor, ["person": "p-helper"])
        },
        Trial("join late", "tooLate") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, add(.stranger), age: .seconds(121))
        },
        Trial("leave late, from a clock ahead", "ok") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, remove("p-helper"), age: .seconds(-400))
        },
        Trial("leave a year late", "ok") {
            Site.with(.suspended).outcome(.permitCrew, by: .leader, remove("p-helper"), age: .hours(9_000))
        },
        Trial("resume with a newcomer unlooked at", "credentialMissing conditionCheckMissing briefingMissing") {
            var site = Site.with(.suspended)
            try site.perform(.permitCrew, by: .leader, on: id, add(.stranger, "welder"))
            return site.outcome(.permitResume, by: .supervisor)
        },
        Trial("resume with a newcomer who works elsewhere", "workerElsewhere") {
            var site = Site.with(.suspended)
            try site.startOther()
            try site.perform(.permitCrew, by: .leader, on: id, add(.welder2, "welder"))
            try site.perform(.permitCondition, by: .supervisor, on: id, ["person": "p-welder2", "fit": true])
            try site.perform(.permitBrief, by: .leader, on: id, ["briefed": ["p-welder2"]])
            return site.outcome(.permitResume, by: .supervisor)
        },
        Trial("resume with a newcomer ready", "ok") {
            var site = Site.with(.suspended)
            try site.perform(.permitCrew, by: .leader, on: id, add(.welder2, "welder"))
            try site.perform(.permitCondition, by: .supervisor, on: id, ["person": "p-welder2", "fit": true])
            try site.perform(.permitBrief, by: .leader, on: id, ["briefed": ["p-welder2"]])
            return site.outcome(.permitResume, by: .supervisor)
        },
        Trial("start with an empty crew", "crewEmpty") {
            var site = Site.with(.approved)
            try site.perform(.permitCrew, by: .leader, on: id, remove("p-welder", "p-helper"))
            return site.outcome(.permitStart, by: .supervisor)
        },
    ]

    @Test("who joins and who leaves", arguments: trials)
    func tried(trial: Trial) throws { try trial.check() }

    @Test("the last worker leaves: work stops")
    func emptied() throws {
        var site = Site.with(.active)
        let head = site.state.head
        try site.perform(.permitCrew, by: .supervisor, on: Self.id, Self.remove("p-welder", "p-helper"))
        #expect(site.types(after: head) == ["permit.crewChanged", "permit.suspended"])
        #expect(site.standing() == "suspended crewEmpty")
    }

    @Test("what changes nothing says so")
    func nothing() throws {
        var site = Site.with(.suspended)
        #expect(try site.perform(.permitCrew, by: .leader, on: Self.id, Self.add(.helper))["changed"] == false)
        let answer = try site.perform(.permitCrew, by: .leader, on: Self.id, Self.remove("p-helper"))
        #expect(answer["changed"] == true && answer["crew"] == Site.crew((.welder, "welder")))
    }

    @Test("a permit that ended keeps its crew on record")
    func ended() throws {
        var site = Site.with(.closed)
        let crew = site.permit(Self.id)?.crew
        #expect(try site.perform(.permitCrew, by: .leader, on: Self.id, Self.remove("p-helper"))["late"] == true)
        #expect(site.permit(Self.id)?.crew == crew)
    }

    @Test("who ever worked neither supervises nor accepts the work")
    func everWorked() throws {
        var site = Site.with(.suspended)
        try site.perform(.permitCrew, by: .leader, on: Self.id, Self.add(.acceptor))
        try site.perform(.permitCrew, by: .leader, on: Self.id, Self.remove("p-acceptor"))
        try site.perform(.permitHandover, by: .supervisor, on: Self.id, ["role": "supervisor", "to": "p-acceptor"])
        #expect(site.outcome(.permitTakeover, by: .acceptor, HandoverTests.take) == "separationOfDuties")
        try site.finish(Self.id)
        try site.watch(Self.id)
        try site.restore(Self.id)
        #expect(site.outcome(.permitClose, by: .acceptor) == "separationOfDuties")
    }
}
