import PermitCore
import PermitTestKit
import Testing

/// The event that each operation makes (contract §5): its type and subject, the operation's arguments, what was worked
/// out, and one revision more.
struct EventShapeTests {
    static let id = Site.permitID

    struct Row: Sendable, CustomTestStringConvertible {
        let operation: PermitCore.Operation
        let person: PersonID
        let type: String
        let args: JSONObject
        let effects: JSONObject
        let site: @Sendable () throws -> Site

        init(
            _ operation: PermitCore.Operation, _ person: PersonID, _ type: String, _ args: JSONObject,
            effects: JSONObject = [:], _ site: @escaping @Sendable () throws -> Site
        ) {
            self.operation = operation
            self.person = person
            self.type = type
            self.args = args
            self.effects = effects
            self.site = site
        }

        var testDescription: String { operation.rawValue }
    }

    static let lapse: JSONObject = ["lapsesAt": .moment(Home.from + .hours(1))]
    static let lock = IsolationTests.valve.merging(["lock": "L-7"])

    static let onPermits: [Row] = [
        Row(.permitIsolate, .isolator, "permit.isolated", lock) { try IsolationTests.home(.approved) },
        Row(.permitVerifyIsolation, .isolator2, "permit.isolationVerified", IsolationTests.valve) {
            try IsolationTests.isolated()
        },
        Row(.permitRemoveIsolation, .isolator2, "permit.isolationRemoved", IsolationTests.restore) {
            try IsolationTests.isolated()
        },
        Row(
            .permitSanctionTest, .leader, "permit.testSanctioned", SanctionTests.hour, effects: ["as": "leader"]
        ) { try SanctionTests.sanctioned() },
        Row(.permitCrew, .leader, "permit.crewChanged", CrewChangeTests.add(.stranger)) { Site.with(.suspended) },
        Row(.permitHandover, .supervisor, "permit.handoverOffered", HandoverTests.offer, effects: lapse) {
            Site.with(.active)
        },
        Row(.permitAssign, .safety, "permit.assigned", HandoverTests.assignment, effects: lapse) {
            Site.with(.suspended)
        },
        Row(
            .permitTakeover, .supervisor2, "permit.takenOver", HandoverTests.take, effects: ["from": "p-supervisor"]
        ) { try HandoverTests.offered() },
        Row(.permitExtend, .safety, "permit.extended", ["until": .moment(Home.until)]) {
            try ExtensionTests.home()
        },
        Row(
            .permitGasTest, .supervisor, "permit.gasTested", Site.home.gas(11, mode: "periodic"),
            effects: ["within": false, "verdict": "outside"]
        ) { Site.with(.suspended) },
    ]

    static let reason = HazardTests.named.merging(["reason": "x"])

    static let elsewhere: [Row] = [
        Row(.areaWeather, .safety, "area.weatherReported", WeatherTests.report(4, ["snow"])) { Site.home },
        Row(.hazardReport, .stranger, "hazard.reported", HazardTests.report("major")) { Site.home },
        Row(.hazardAssign, .safety, "hazard.assigned", HazardTests.assignment(.helper)) {
            try HazardTests.home(.reported)
        },
        Row(.hazardRectify, .helper, "hazard.rectified", HazardTests.rectified) { try HazardTests.home(.assigned) },
        Row(.hazardVerify, .verifier, "hazard.verified", HazardTests.passed) { try HazardTests.home(.rectified) },
        Row(.hazardReopen, .verifier, "hazard.reopened", reason) { try HazardTests.home(.verified) },
    ]

    @Test("events of permits", arguments: onPermits)
    func permit(row: Row) throws {
        var site = try row.site()
        let before = try #require(site.permit(Self.id))
        let event = try first(row, on: Self.id, &site)
        #expect(event.args == row.args.merging(["permit": .id(Self.id)]))
        #expect(event.subject == Self.id.text && event.topic == "area/binhai/home/\(row.type)")
        #expect(event.permit?.revision == before.revision + 1)
        #expect(event.permit?.state == before.state && event.cause == nil)
    }

    @Test("events of areas and of hidden dangers", arguments: elsewhere)
    func other(row: Row) throws {
        var site = try row.site()
        let event = try first(row, on: nil, &site)
        #expect(event.args == row.args && event.permit == nil)
        #expect(event.topic == "area/binhai/home/\(row.type)")
        #expect(event.subject == (row.operation == .areaWeather ? "binhai/home" : HazardTests.hazard.text))
    }

    private func first(_ row: Row, on permit: PermitID?, _ site: inout Site) throws -> Event {
        let head = site.state.head
        try site.perform(row.operation, by: row.person, on: permit, row.args)
        let event = try #require(site.events(after: head).first)
        #expect(event.type.rawValue == row.type && event.effects == row.effects)
        #expect(event.origin.actor == row.person.text && event.origin.isProven && event.origin.request != nil)
        return event
    }
}
