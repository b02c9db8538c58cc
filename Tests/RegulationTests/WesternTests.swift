import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// 29 CFR 1910.146, 1910.147 and 1910.252, and HSG250, as `us-osha` and `uk-hsg250` have them.
@Suite("29 CFR 1910 and HSG250")
struct WesternTests {
    private static let limits: [(gas: String, value: String, unit: String, isOutside: Bool)] = [
        ("oxygen", "19.5", "%vol", false), ("oxygen", "19.4", "%vol", true), ("oxygen", "23.5", "%vol", false),
        ("oxygen", "23.6", "%vol", true), ("combustible", "10.1", "%LEL", true),
    ]

    @Test("1910.146(b): a hazardous atmosphere is none to enter", arguments: limits)
    func atmosphere(gas: String, value: String, unit: String, isOutside: Bool) throws {
        var plant = try Plant("us-osha", "confined")
        try plant.request(lasting: .hours(1))
        let number = JSONValue.number(DecimalNumber(value) ?? DecimalNumber(0))
        let verdict = try plant.verdict(gas, number, unit)
        #expect((verdict == "outside") == isOutside)
    }

    @Test("1910.146(d)(5): oxygen, then combustible, then toxic gas")
    func order() throws {
        let gases = try Plant("us-osha", "confined").rules.gas?.limits.map(\.gas) ?? []
        #expect(Array(gases.prefix(2)) == ["oxygen", "combustible"])
    }

    @Test("1910.147(d): energy is isolated and the isolation tried before work")
    func lockout() throws {
        var plant = try Plant("us-osha", "lockout")
        let points: JSONObject = [
            "isolations": [["id": "i-1", "point": "breaker 7", "energy": "400 V", "method": "lock"]]
        ]
        try plant.request(lasting: .hours(1), points)
        try plant.approve()
        try plant.prepare(without: { _ in false })
        #expect(plant.refusalOfStart()?.codes == [.isolationMissing])
        try plant.act(.permitIsolate, by: ProofWorld.holder(of: "isolator"), ["isolation": "i-1", "lock": "L-1"])
        #expect(plant.refusalOfStart()?.codes == [.isolationUnverified])
        let same = ProofWorld.holder(of: "isolator")
        #expect(plant.refusal(.permitVerifyIsolation, by: same, ["isolation": "i-1"])?.code == .separationOfDuties)
        try plant.act(.permitVerifyIsolation, by: ProofWorld.second(of: "isolator"), ["isolation": "i-1"])
        #expect(plant.refusalOfStart() == nil)
    }

    @Test("1910.252(a)(2): a fire watch of half an hour where something may burn, of an hour by NFPA 51B")
    func fireWatch() throws {
        let watch = try Plant("us-osha", "hot").rules.fireWatch
        let plain = Facts(request: ["nfpa51b": false], area: [:])
        let strict = Facts(request: ["nfpa51b": true], area: [:])
        #expect(watch?.lasts.longest(plain) == .minutes(30))
        #expect(watch?.lasts.longest(strict) == .minutes(60))
    }

    @Test("HSG250: issue, acceptance and hand-back are acts of different people, each of them signed")
    func handBack() throws {
        var plant = try Plant.prepared("uk-hsg250", "general")
        try plant.start()
        try plant.act(.permitFinish, by: plant.cast.leader, ["outcome": "completed"])
        let byLeader = plant.refusal(.permitClose, by: plant.cast.leader)
        #expect(byLeader?.code == .unauthorized)
        let events: [PermitCore.Operation] = [.permitApprove, .permitAccept, .permitClose]
        #expect(events.allSatisfy { $0.rule.isSignOff })
    }
}
