import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// GB 30871-2022, clauses 6 to 12 and tables 2 and B.1: the other seven kinds of special work.
@Suite("GB 30871-2022 clauses 6 to 12: the other kinds")
struct GB30871OtherKindsTests {
    private static let pack = "cn-gb30871"

    private static func number(_ text: String) -> JSONValue { .number(DecimalNumber(text) ?? DecimalNumber(0)) }

    private static let heights: [(metres: String, factor: Bool, grade: String)] = [
        ("5.0", false, "I"), ("5.0", true, "II"), ("5.1", false, "II"), ("15", true, "III"), ("15.1", false, "III"),
        ("30.0", true, "IV"), ("30", false, "III"), ("30.1", false, "IV"),
    ]

    @Test("GB30871 8.1.3, table 2: height and nine factors give the grade", arguments: heights)
    func height(metres: String, factor: Bool, grade: String) throws {
        var plant = try Plant(Self.pack, "height", ["height": Self.number(metres), "gust5": .bool(factor)])
        try plant.request()
        #expect(plant.permit?.grade == grade)
    }

    @Test(
        "GB30871 8.2.11: seven days at the most", arguments: [(Span.hours(168), true), (.minutes(168 * 60 + 1), false)])
    func heightWindow(span: Span, isAllowed: Bool) throws {
        let plant = try Plant(Self.pack, "height", ["height": 3])
        #expect(plant.refusalOfRequest(lasting: span)?.codes == (isAllowed ? nil : [.windowTooLong]))
    }

    private static let masses: [(tonnes: String, grade: String, isOptional: Bool)] = [
        ("100.1", "1", false), ("100", "2", false), ("40", "2", false), ("39.9", "3", false), ("10", "3", false),
        ("9.9", "3", true),
    ]

    @Test("GB30871 9.1, B.1: the load gives the grade; below 10 t a permit is optional", arguments: masses)
    func lift(tonnes: String, grade: String, isOptional: Bool) throws {
        var plant = try Plant(Self.pack, "lift", ["mass": Self.number(tonnes), "shareOfRating": 70, "cranes": 1])
        try plant.request()
        let found = try #require(plant.permit?.grade)
        #expect(found.hasPrefix(grade), "\(found)")
        #expect(plant.rules.grade(found)?.isOptional == isOptional)
    }

    @Test("GB30871 9.2.10 c: machines that share a load each carry 80 % of their rating at the most")
    func share() throws {
        let facts: JSONObject = ["mass": 50, "cranes": 2, "shareOfRating": 81]
        #expect(try Plant(Self.pack, "lift", facts).refusalOfRequest()?.code == .invalid)
    }

    private static let feeds: [(isSpecial: Bool, days: Int64, isAllowed: Bool)] = [
        (false, 15, true), (false, 16, false), (true, 30, true), (true, 31, false),
    ]

    @Test("GB30871 10.8: temporary electricity for 15 days, in a special case for 30", arguments: feeds)
    func power(isSpecial: Bool, days: Int64, isAllowed: Bool) throws {
        let plant = try Plant(Self.pack, "power", ["specialCase": .bool(isSpecial)])
        let refusal = plant.refusalOfRequest(lasting: .hours(24 * days))
        #expect(refusal?.codes == (isAllowed ? nil : [.windowTooLong]))
    }

    @Test("GB30871 10.8: what serves hot work lies within its window")
    func powerServesHotWork() throws {
        let rules = try Plant(Self.pack, "power").rules
        #expect(rules.links.contains { $0.kind == "hot" && $0.isWithinWindow })
        #expect(rules.links.contains { $0.kind == "confined" && $0.isWithinWindow })
    }

    @Test("GB30871 7.3: one permit for one blind", arguments: [(1, true), (2, false)])
    func blind(blinds: Int, isAllowed: Bool) throws {
        let facts: JSONObject = ["blinds": .count(blinds), "action": "fit"]
        let refusal = try Plant(Self.pack, "blind", facts).refusalOfRequest()
        #expect(refusal?.code == (isAllowed ? nil : .invalid))
    }

    private static let oxygen: [(value: String, isRich: Bool, verdict: String)] = [
        ("19.5", false, "partial"), ("19.4", false, "outside"), ("21", false, "partial"), ("21.2", false, "outside"),
        ("21.2", true, "partial"), ("23.6", true, "outside"),
    ]

    @Test("GB30871 6.4 a: oxygen from 19.5 to 21 %vol, to 23.5 where air is rich in it", arguments: oxygen)
    func oxygenInSpaces(value: String, isRich: Bool, verdict: String) throws {
        var plant = try Plant(Self.pack, "confined", ["oxygenRich": .bool(isRich)])
        try plant.request()
        #expect(try plant.verdict("oxygen", Self.number(value), "%vol") == verdict)
    }

    @Test(
        "GB30871 6.3: gas is tested anew after a break of more than 60 min",
        arguments: [(Span.minutes(60), false), (.minutes(61), true)])
    func spaceAfterBreak(span: Span, mustTest: Bool) throws {
        var plant = try Plant.prepared(Self.pack, "confined")
        try plant.start()
        try plant.pause(span)
        let codes = plant.refusalOfResume()?.codes ?? []
        #expect(codes.contains(.gasTestStale) == mustTest, "\(codes)")
    }

    @Test("GB30871 6.2: 24 h at the most", arguments: [(Span.hours(24), true), (.minutes(24 * 60 + 1), false)])
    func spaceWindow(span: Span, isAllowed: Bool) throws {
        let refusal = try Plant(Self.pack, "confined").refusalOfRequest(lasting: span)
        #expect(refusal?.codes == (isAllowed ? nil : [.windowTooLong]))
    }

    @Test("GB30871 7.6, 7.10: hot work and blinds keep 30 m apart, two blinds are never on one pipe")
    func conflicts() throws {
        let blind = try Plant(Self.pack, "blind").rules
        #expect(
            blind.conflicts.contains { rule in
                rule.with == "hot" && rule.nearness == .distance && rule.metres == DecimalNumber(30)
                    && rule.effect == .block
            })
        #expect(blind.conflicts.contains { $0.with == "blind" && $0.fact == "pipe" && $0.effect == .block })
    }

    @Test("GB30871 4.10: the guardian is never one of the crew, nor the leader")
    func guardian() throws {
        var plant = try Plant(Self.pack, "height", ["height": 3])
        plant.cast.supervisor = plant.cast.worker
        #expect(plant.refusalOfRequest()?.code == .separationOfDuties)
        plant.cast.supervisor = plant.cast.leader
        #expect(plant.refusalOfRequest()?.code == .separationOfDuties)
    }

    @Test("GB30871 4.18: nothing of an approved permit is altered, and people sign what they saw")
    func unaltered() throws {
        var plant = try Plant(Self.pack, "height", ["height": 3])
        try plant.request()
        let line = try #require(plant.permit?.signOffs.first)
        let other: JSONObject = ["contentDigest": .string(String(repeating: "0", count: 64))]
        let signing: PermitCore.Operation = line.step == .approve ? .permitApprove : .permitCountersign
        let args = signing == .permitApprove ? other.merging(["siteVisited": true]) : other
        #expect(plant.refusal(signing, by: ProofWorld.holder(of: line.post), args)?.code == .staleContent)
        try plant.approve()
        let amended = plant.content()
        #expect(plant.refusal(.permitAmend, by: plant.cast.applicant, amended)?.code == .wrongState)
    }

    @Test("GB30871 4.15: a window that ends while work goes on leaves a permit that owes acceptance")
    func expired() throws {
        var plant = try Plant.prepared(Self.pack, "height", ["height": 3])
        try plant.start()
        try plant.pass(.hours(5))
        #expect(plant.permit?.state == .suspended || plant.permit?.state == .expired)
        try plant.pass(.hours(1))
        #expect(plant.permit?.state == .expired && plant.permit?.state.isEnded == false)
    }
}
