import PermitCore
import PermitTestKit
import Testing

/// Hidden dangers (contract §4, `hazard.*`): a major one stops work in its area until someone else finds it gone.
struct HazardTests {
    static let id = Site.permitID
    static let hazard: HazardID = "00000000-0000-4000-8000-00000000000a"
    static let named: JSONObject = ["hazard": .id(hazard)]

    static func report(
        _ level: String, in area: AreaID = .home, _ hazard: HazardID = hazard
    ) -> JSONObject {
        ["hazard": .id(hazard), "area": .string(area.text), "level": .string(level), "text": "corroded pipe"]
    }

    static func assignment(_ person: PersonID, level: String = "major") -> JSONObject {
        named.merging([
            "to": .id(person), "deadline": "2026-11-24", "level": .string(level), "measures": "fenced off",
        ])
    }

    static let evidence: JSONValue = [
        ["sha256": .string(String(repeating: "0", count: 64)), "mediaType": "image/jpeg", "name": "x"]
    ]
    static let rectified: JSONObject = named.merging(["text": "replaced", "evidence": evidence])
    static let passed = named.merging(["outcome": "passed"])
    static let failed = named.merging(["outcome": "failed"])

    /// A major danger in the home, taken to a state, with or without a permit at work.
    static func home(_ state: Hazard.State, from site: Site = Site.home) throws -> Site {
        var site = site
        try site.perform(.hazardReport, by: .stranger, report("major"))
        guard state != .reported else { return site }
        try site.perform(.hazardAssign, by: .safety, assignment(.helper))
        guard state != .assigned else { return site }
        try site.perform(.hazardRectify, by: .helper, rectified)
        guard state != .rectified else { return site }
        try site.perform(.hazardVerify, by: .verifier, passed)
        guard state != .verified else { return site }
        try site.perform(.hazardReopen, by: .verifier, named.merging(["reason": "leaks again"]))
        return site
    }

    static func reported(_ report: JSONObject, _ facts: JSONObject = [:]) throws -> String {
        var site = Site.home
        try site.request(Site.content(id, ["facts": .object(Site.facts.merging(facts))]))
        try site.bring(id, to: .active)
        try site.perform(.hazardReport, by: nil, report, over: .tablet)
        return site.standing()
    }

    static let effects: [Trial] = [
        Trial("a general one", "active") { try reported(report("general")) },
        Trial("a major one", "suspended majorHazardOpen") { try reported(report("major")) },
        Trial("a major one above", "suspended majorHazardOpen") { try reported(report("major", in: .binhai)) },
        Trial("a major one next door", "active") { try reported(report("major", in: .yard)) },
        Trial("a major one that this work puts right", "active") {
            try reported(report("major"), ["rectifiesHazard": .id(hazard)])
        },
        Trial("a major one, while this work puts another right", "suspended majorHazardOpen") {
            try reported(report("major"), ["rectifiesHazard": "00000000-0000-4000-8000-00000000000b"])
        },
        Trial("raised to major when it is assigned", "suspended majorHazardOpen") {
            var site = Site.with(.active)
            try site.perform(.hazardReport, by: .stranger, report("general"))
            try site.perform(.hazardAssign, by: .safety, assignment(.helper))
            return site.standing()
        },
        Trial("reopened", "suspended majorHazardOpen") {
            var site = try home(.verified)
            try site.request()
            try site.bring(id, to: .active)
            try site.perform(.hazardReopen, by: .verifier, named.merging(["reason": "x"]))
            return site.standing()
        },
        Trial("start", "majorHazardOpen") {
            try home(.rectified, from: Site.with(.approved)).outcome(.permitStart, by: .supervisor)
        },
        Trial("start after it is gone", "ok") {
            try home(.verified, from: Site.with(.approved)).outcome(.permitStart, by: .supervisor)
        },
        Trial("start after it was graded general", "ok") {
            var site = try home(.reported, from: Site.with(.approved))
            try site.perform(.hazardAssign, by: .safety, assignment(.helper, level: "general"))
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("approve", "majorHazardOpen") {
            var site = try home(.reported, from: Site.with(.requested))
            try GateTests.countersign(&site)
            let digest = JSONValue.string(site.permit(id)?.contentDigest ?? "")
            return site.outcome(.permitApprove, by: .safety, ["contentDigest": digest, "siteVisited": true])
        },
    ]

    @Test("what a danger stops", arguments: effects)
    func effect(trial: Trial) throws { try trial.check() }

    /// The states that each operation is taken in, in the order of ``Hazard/State``.
    @Test("state × operation")
    func table() throws {
        let rows: [(PermitCore.Operation, PersonID, JSONObject, [Bool])] = [
            (.hazardAssign, .safety, Self.assignment(.helper), [true, true, false, false, true]),
            (.hazardRectify, .helper, Self.rectified, [false, true, false, false, false]),
            (.hazardVerify, .verifier, Self.passed, [false, false, true, false, false]),
            (.hazardReopen, .verifier, Self.named.merging(["reason": "x"]), [false, false, false, true, false]),
        ]
        for (operation, person, args, allowed) in rows {
            for (state, isAllowed) in zip(Hazard.State.allCases, allowed) {
                let refusal = try Self.home(state).refusal(operation, by: person, args)?.code
                // Who was never assigned it has no business with it.
                let none: RefusalCode = operation == .hazardRectify && state == .reported ? .notFound : .wrongState
                #expect(refusal == (isAllowed ? nil : none), "\(operation) in \(state)")
            }
        }
    }

    static let acts: [Trial] = [
        Trial("report the same id again", "alreadyExists") {
            try home(.reported).outcome(.hazardReport, by: .leader, on: nil, report("general"))
        },
        Trial("report where nothing is", "notFound") {
            Site.home.outcome(.hazardReport, by: .leader, on: nil, report("general", in: "binhai/nowhere"))
        },
        Trial("report a year late", "ok") {
            Site.home.outcome(.hazardReport, by: .leader, on: nil, report("major"), age: .hours(9_000))
        },
        Trial("assign by the leader", "unauthorized") {
            try home(.reported).outcome(.hazardAssign, by: .leader, on: nil, assignment(.helper))
        },
        Trial("assign to nobody known", "notFound") {
            try home(.reported).outcome(.hazardAssign, by: .safety, on: nil, assignment("p-nobody"))
        },
        Trial("put right by another", "unauthorized") {
            try home(.assigned).outcome(.hazardRectify, by: .leader, on: nil, rectified)
        },
        Trial("put right without evidence", "/args/evidence") {
            try home(.assigned).outcome(.hazardRectify, by: .helper, on: nil, named.merging(["text": "x"]))
        },
        Trial("verify without the grant", "unauthorized") {
            try home(.rectified).outcome(.hazardVerify, by: .safety, on: nil, passed)
        },
        Trial("verify what one put right", "separationOfDuties") { try verified(by: .verifier, assigned: [.verifier]) },
        Trial("verify what one was once assigned", "separationOfDuties") {
            try verified(by: .verifier, assigned: [.verifier, .helper])
        },
        Trial("verify by someone else", "ok") { try verified(by: .verifier, assigned: [.helper]) },
    ]

    /// What a verification comes to after the danger was assigned to people in turn and put right by the last.
    static func verified(by person: PersonID, assigned: [PersonID]) throws -> String {
        var site = try home(.reported)
        for assignee in assigned { try site.perform(.hazardAssign, by: .safety, assignment(assignee)) }
        try site.perform(.hazardRectify, by: assigned.last, rectified)
        return site.outcome(.hazardVerify, by: person, on: nil, passed)
    }

    @Test("who does what with it", arguments: acts)
    func act(trial: Trial) throws { try trial.check() }

    @Test("a verification that fails leaves it open and owed")
    func again() throws {
        var site = try Self.home(.rectified, from: Site.with(.approved))
        try site.perform(.hazardVerify, by: .verifier, Self.failed)
        #expect(site.state.hazards[Self.hazard]?.state == .assigned)
        #expect(site.outcome(.permitStart, by: .supervisor) == "majorHazardOpen")
        try site.perform(.hazardRectify, by: .helper, Self.rectified)
        try site.perform(.hazardVerify, by: .verifier, Self.passed)
        #expect(site.outcome(.permitStart, by: .supervisor) == "ok")
        #expect(site.events.last?.topic == "area/binhai/home/hazard.verified")
        #expect(site.events.last?.subject == Self.hazard.text)
    }

    @Test("it becomes overdue at the end of the local day, once for each assignment")
    func overdue() throws {
        var site = try Self.home(.assigned)
        let head = site.state.head
        try site.advance(to: "2026-11-24T15:59:59.999Z")
        #expect(site.types(after: head).isEmpty)
        try site.advance(.hours(40))
        #expect(site.types(after: head) == ["hazard.overdue"])
        #expect(site.events.last?.time == "2026-11-24T16:00:00.000Z")
        try site.perform(.hazardAssign, by: .safety, Self.assignment(.helper).merging(["deadline": "2026-11-27"]))
        try site.advance(.hours(72))
        #expect(site.types(after: head) == ["hazard.overdue", "hazard.assigned", "hazard.overdue"])
    }
}
