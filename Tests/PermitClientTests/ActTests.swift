import PermitCore
import PermitTestKit
import Testing

@testable import PermitClient

/// Every act that the library makes is one that the daemon takes, as far as its form goes.
struct ActTests {
    private static let permit: PermitID = "11111111-1111-4111-8111-111111111111"
    private static let hazard: HazardID = "22222222-2222-4222-8222-222222222222"
    private static let digest = String(repeating: "0", count: 64)
    private static let moment: Instant = "2026-11-24T08:00:00.000Z"
    private static let photo = Evidence(sha256: digest, mediaType: "image/jpeg", name: "a.jpg")

    private static var request: PermitRequest {
        var request = PermitRequest(
            permit, kind: "hot", area: "a/b", work: "weld", method: "arc", from: moment, until: moment + .hours(8),
            leader: "p-li", supervisor: "p-chen")
        request.facts = ["occupied": true]
        request.crew = [CrewMember("p-wang", trade: "welder")]
        request.analysis = [.init("weld", hazard: "fire", control: "watch")]
        request.isolations = [.init(id: "v-1", point: "valve", energy: "gas", method: "lock")]
        request.related = ["33333333-3333-4333-8333-333333333333"]
        return request
    }

    static let acts: [Act] = [
        .request(request), .amend(request), .return(permit, reason: "r"), .reject(permit, reason: "r"),
        .cancel(permit, reason: "r"), .countersign(permit, contentDigest: digest),
        .approve(permit, contentDigest: digest, siteVisited: true),
        .approve(permit, contentDigest: digest, siteVisited: false, siteVisitBy: "p-li"),
        .accept(permit, contentDigest: digest), .start(permit, revision: 3), .resume(permit, revision: 3),
        .suspend(permit, reason: "r"), .release(permit, reason: "r"), .extend(permit, until: moment, revision: 3),
        .revoke(permit, reason: "r"), .finish(permit, .incomplete, remarks: "r"), .close(permit, revision: 3),
        .refuseAcceptance(permit, defects: [(item: nil, text: "ash"), (item: "i", text: "t")]),
        .check(permit, "c", .done, evidence: [photo]), .condition(permit, of: "p-wang", isFit: true),
        .gasTest(
            permit, point: "top", sampledAt: moment, instrument: "gas-1",
            [GasValue("methane", DecimalNumber(3), .percentLEL, lowerExplosiveLimit: DecimalNumber(5))]),
        .isolate(permit, "v-1", lock: "L7"), .verifyIsolation(permit, "v-1"), .removeIsolation(permit, "v-1", .restore),
        .sanctionTest(permit, "v-1", until: moment), .brief(permit, ["p-wang"]), .briefed(permit), .arrive(permit),
        .present(permit), .leave(permit), .crew(permit, remove: ["p-wang"], reason: "r"),
        .crew(permit, add: [CrewMember("p-he", trade: "welder")], reason: "r"),
        .handover(permit, .supervisor, to: "p-x"), .takeover(permit, .leader, inside: [], revision: 3),
        .assign(permit, .leader, to: "p-x", reason: "r"), .enter(permit, "p-wang"), .exit(permit, "p-wang"),
        .enter(permit, tool: "t"), .exit(permit, tool: "t"), .watch(permit), .watch(permit, finding: "f"),
        .restore(permit, "i"), .note(permit, "t"), .stop(area: "a", reason: "r", adjacent: true),
        .acknowledge(stop: 7), .lift(area: "a", stop: 7, reason: "r"),
        .weather(area: "a", windBeaufort: 6, conditions: ["fog"]), .report(hazard: hazard, area: "a", .major, "t"),
        .assign(hazard: hazard, to: "p-x", deadline: CalendarDate(dayNumber: 20_000), .general, measures: "m"),
        .rectify(hazard: hazard, "t", evidence: [photo]), .verify(hazard: hazard, .passed),
        .reopen(hazard: hazard, reason: "r"), .permit("HOT-1"), .readiness("HOT-1"), .board(area: "a"), .hazard(hazard),
        .form(kind: "hot"), .explain(kind: "hot", area: "a", facts: [:]), .status,
    ]

    @Test("Its arguments can be read, and what needs a revision carries one", arguments: acts)
    func form(act: Act) throws {
        _ = try Arguments.read(act.operation, act.args)
        #expect((act.expect != nil) == act.operation.rule.needsExpectedRevision)
    }

    @Test("There is one for everything that is done on a permit, in an area, about a hidden danger")
    func all() {
        let made = Set(Self.acts.map(\.operation))
        let wanted = Operation.allCases.filter { operation in
            !operation.isRead && ["permit.", "hazard."].contains { operation.rawValue.hasPrefix($0) }
        }
        #expect(Set(wanted).subtracting(made).isEmpty)
    }
}
