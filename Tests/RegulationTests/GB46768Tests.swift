import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// GB 46768-2025: confined spaces of any employer, as `cn-general` has it.
@Suite("GB 46768-2025: confined spaces")
struct GB46768Tests {
    private static let pack = "cn-general"

    private static func number(_ text: String) -> JSONValue { .number(DecimalNumber(text) ?? DecimalNumber(0)) }

    private static let limits: [(gas: String, value: String, unit: String, isWithin: Bool)] = [
        ("oxygen", "19.5", "%vol", true), ("oxygen", "19.4", "%vol", false), ("oxygen", "21.2", "%vol", true),
        ("oxygen", "23.5", "%vol", true), ("oxygen", "23.6", "%vol", false),
        ("combustible", "10", "%LEL", true), ("combustible", "10.1", "%LEL", false),
    ]

    @Test("GB46768 5.9.1: oxygen from 19.5 to 23.5 %vol, combustible gas to 10 %LEL", arguments: limits)
    func limit(gas: String, value: String, unit: String, isWithin: Bool) throws {
        var plant = try Plant(Self.pack, "confined")
        try plant.request()
        #expect((try plant.verdict(gas, Self.number(value), unit) != "outside") == isWithin)
    }

    @Test("GB46768 6.2.7: after any break gas is tested anew", arguments: [Span.minutes(1), .minutes(61)])
    func anyBreak(span: Span) throws {
        var plant = try Plant.prepared(Self.pack, "confined")
        try plant.start()
        try plant.pause(span)
        #expect(plant.refusalOfResume()?.codes.contains(.gasTestStale) == true)
    }

    @Test("GB46768 6.2.3: a reading every 15 min; silence suspends, warned of before")
    func readings() throws {
        var plant = try Plant.prepared(Self.pack, "confined")
        try plant.start()
        let before = try plant.pass(.minutes(14))
        #expect(before.contains { $0.effects["alarm"] == "gasDue" })
        let after = try plant.pass(.minutes(1))
        #expect(after.contains { $0.type == .permitSuspended && $0.cause == "gasSilent" })
    }

    @Test("GB46768 5.8.2: oxygen, combustible gas, hydrogen sulfide and carbon monoxide, whatever the survey says")
    func gases() throws {
        let plant = try Plant(Self.pack, "confined")
        let wanted = plant.rules.gas?.wanted(Facts(request: plant.facts, area: [:])).map(\.gas) ?? []
        #expect(Set(wanted).isSuperset(of: ["oxygen", "combustible", "hydrogenSulfide", "carbonMonoxide"]))
        #expect(wanted.first == "oxygen")
    }
}
