import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// The Work Safety Law (2021), the Fire Protection Law (2021) and the provincial ordinances, as `cn-general` has them.
@Suite("Work Safety Law, Fire Protection Law, Shandong ordinance art. 35")
struct ChineseLawTests {
    private static let pack = "cn-general"

    private static let kinds = [
        "hot", "height", "confined", "power", "lift", "dig", "demolish", "blast", "suspended", "trial", "toxic",
        "pipeline",
    ]

    @Test(
        "WSL art. 43: each dangerous kind of work has a dedicated person on site, without whom it can't start",
        arguments: kinds)
    func dedicatedPerson(kind: String) throws {
        var plant = try Plant(Self.pack, kind)
        try plant.request(lasting: .hours(1))
        try plant.approve()
        let refusal = plant.refusal(.permitStart, by: plant.cast.supervisor)
        #expect(refusal?.codes.contains(.supervisorAbsent) == true, "\(refusal?.codes ?? [])")
        #expect(plant.rules.supervisor.onePermit)
    }

    @Test("WSL art. 43: when that person is gone, work stops by itself")
    func goneMeansStopped() throws {
        var plant = try Plant.prepared(Self.pack, "hot")
        try plant.start()
        try plant.act(.permitLeave, by: plant.cast.supervisor)
        #expect(plant.permit?.causes.map(\.cause) == ["supervisorAbsent"])
    }

    @Test("WSL art. 55: any worker may stop work")
    func anyoneStops() throws {
        var plant = try Plant.prepared(Self.pack, "hot")
        try plant.start()
        try plant.act(.permitSuspend, by: plant.cast.worker, ["reason": "smoke"])
        #expect(plant.permit?.state == .suspended)
    }

    @Test("WSL art. 30, FPL art. 21: welders are certified before they work")
    func certified() throws {
        let welder = try Plant(Self.pack, "hot").rules.trade("welder")
        #expect(welder?.credentials == ["special-work.welding"])
        #expect(welder?.clause.contains("art. 30") == true && welder?.clause.contains("FPL art. 21") == true)
    }

    private static let items = [
        ("riskIdentified", "SD35 item 1"), ("planMade", "SD35 item 2"), ("ticketOnSite", "SD35 item 3"),
        ("workersConfirmed", "SD35 item 4"), ("techniqueBriefed", "SD35 item 5"), ("commandNamed", "SD35 item 6"),
        ("protectionInPlace", "SD35 item 7"), ("contractorAgreement", "SD35 item 8"),
    ]

    @Test("SD35: the eight items are looked at on the spot before work", arguments: items)
    func item(check: String, clause: String) throws {
        var plant = try Plant(Self.pack, "hot", ["contractor": true])
        try plant.request()
        try plant.approve()
        let rule = try #require(plant.rules.check(check))
        #expect(rule.clause.contains(clause))
        let unmet = plant.refusal(.permitStart, by: plant.cast.supervisor)?.unmet ?? []
        #expect(unmet.contains { $0.code == .checkMissing && $0.subject == check })
    }

    @Test("SD35 item 4: each worker's condition is looked at before work, and nobody works who is found unfit")
    func condition() throws {
        var plant = try Plant.prepared(Self.pack, "hot", without: { $0 == .condition })
        #expect(plant.refusalOfStart()?.codes == [.conditionCheckMissing])
        try plant.act(.permitCondition, by: plant.cast.supervisor, ["person": .id(plant.cast.worker), "fit": false])
        #expect(plant.refusalOfStart()?.codes == [.conditionUnfit])
    }

    @Test("GB30871 5.2.14 as a model: no embers are left; a missed round begins the watch anew")
    func fireWatch() throws {
        var plant = try Plant.prepared(Self.pack, "hot")
        try plant.start()
        try plant.act(.permitFinish, by: plant.cast.leader, ["outcome": "completed"])
        #expect(plant.permit?.state == .fireWatch)
        let began = try #require(plant.permit?.fireWatch?.since)
        try plant.pass(.minutes(16))
        #expect(try #require(plant.permit?.fireWatch?.since) > began)
    }
}
