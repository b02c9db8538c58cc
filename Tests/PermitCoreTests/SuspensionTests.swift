import PermitCore
import PermitTestKit
import Testing

/// Work stops by itself when one of its conditions lapses, and the permit says which (contract §4).
struct SuspensionTests {
    static let id = Site.permitID
    static let welding = "special-work.welding"

    static func causes(_ site: Site, _ id: PermitID = id) -> [String] { site.permit(id)?.causes.map(\.cause) ?? [] }

    static func alarms(_ site: Site, after head: UInt64) -> [String] {
        site.events(after: head).filter { $0.type == .permitAlarmed }.compactMap { $0.effects["alarm"]?.string }
    }

    @Test("presence lapses after the pack's 30 min, warned of 5 min before")
    func presence() throws {
        var site = Site.with(.active)
        let head = site.state.head
        try site.advance(Span(milliseconds: 25 * 60_000 - 1))
        #expect(site.state.head == head)
        try site.advance(Span(milliseconds: 1))
        #expect(Self.alarms(site, after: head) == ["presenceLapsing"])
        try site.advance(Span(milliseconds: 5 * 60_000 - 1))
        #expect(site.permit(Self.id)?.state == .active)
        try site.advance(Span(milliseconds: 1))
        #expect(site.permit(Self.id)?.state == .suspended)
        #expect(Self.causes(site) == ["supervisorAbsent"])
        #expect(site.events.last?.origin.actor == "system")
        // Presence alone brings the work back: the leader's acceptance stands (contract, `permit.accept`).
        try site.perform(.permitArrive, by: .supervisor, on: Self.id)
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas())
        try site.resume(Self.id)
        #expect(site.permit(Self.id)?.state == .active)
    }

    @Test("any act of the supervisor counts as present")
    func acts() throws {
        var site = Site.with(.active)
        try site.advance(.minutes(20))
        try site.perform(.permitCondition, by: .supervisor, on: Self.id, ["person": "p-helper", "fit": true])
        try site.advance(.minutes(29))
        #expect(site.permit(Self.id)?.state == .active)
        // Of others' acts none does.
        try site.perform(.permitCondition, by: .leader, on: Self.id, ["person": "p-helper", "fit": true])
        try site.advance(.minutes(1))
        #expect(site.permit(Self.id)?.state == .suspended)
    }

    struct Lapse: Sendable, CustomTestStringConvertible {
        let cause: String
        let spoil: @Sendable (inout Site) throws -> Void
        init(_ cause: String, _ spoil: @escaping @Sendable (inout Site) throws -> Void) {
            self.cause = cause
            self.spoil = spoil
        }
        var testDescription: String { cause }
    }

    static func revoke(_ person: PersonID, _ kind: String, _ site: inout Site) throws {
        let id = JSONValue.string(Home.credentialID(person, kind))
        try site.perform(.credentialRevoke, by: .registrar, ["credential": id, "reason": "x"])
    }

    static let lapses: [Lapse] = [
        Lapse("supervisorAbsent") { try $0.perform(.permitLeave, by: .supervisor, on: id) },
        Lapse("gasOutOfRange") { try $0.perform(.permitGasTest, by: .analyst, on: id, $0.gas(11)) },
        Lapse("gasOutOfRange") { try $0.perform(.permitGasTest, by: .supervisor, on: id, $0.gas(1, mode: "alarm")) },
        Lapse("checkFailed") { try $0.perform(.permitCheck, by: .leader, on: id, StateTableTests.check("failed")) },
        Lapse("conditionUnfit") {
            try $0.perform(.permitCondition, by: .supervisor, on: id, ["person": "p-welder", "fit": false])
        },
        Lapse("credentialRevoked") { try revoke(.welder, welding, &$0) },
        Lapse("supervisorUnqualified") { try revoke(.supervisor, "training.guardian", &$0) },
        Lapse("supervisorUnqualified") {
            try $0.perform(.grantRevoke, by: .admin, ["grant": "g-p-supervisor-supervisor", "reason": "x"])
        },
        Lapse("supervisorUnqualified") { try $0.perform(Home.person(.supervisor, status: "blocked")) },
        Lapse("personBlocked") { try $0.perform(Home.person(.helper, status: "blocked")) },
        Lapse("personBlocked") { try $0.perform(Home.person(.leader, status: "blocked")) },
        Lapse("credentialUnverified") { try $0.perform(Home.credential(.welder, welding, expires: "2029-12-30")[0]) },
        Lapse("stopWork") { try $0.perform(.permitSuspend, by: .stranger, on: id, ["reason": "smoke"]) },
        Lapse("areaStopped") { try $0.stop(.home) }, Lapse("areaStopped") { try $0.stop(.binhai) },
        Lapse("areaStopped") { try $0.stop(.yard, adjacent: true) },
    ]

    @Test("each condition that lapses suspends and names itself", arguments: lapses)
    func lapse(row: Lapse) throws {
        var site = Site.with(.active)
        try row.spoil(&site)
        #expect(site.permit(Self.id)?.state == .suspended)
        #expect(Self.causes(site).first == row.cause, "\(Self.causes(site))")
        let event = try #require(site.events.first { $0.cause == row.cause && $0.type == .permitSuspended })
        #expect(event.permit?.state == .suspended)
        let keepsAcceptance = row.cause == "supervisorAbsent"
        #expect((site.permit(Self.id)?.acceptedAt != nil) == keepsAcceptance)
        let isLatched = site.permit(Self.id)?.causes.first?.isLatched
        #expect(isLatched == (row.cause == "areaStopped"))
    }

    @Test("a certificate that ends while work goes on suspends at that moment, by time alone")
    func expiry() throws {
        // Work across midnight; the certificate gives way to one good through today only.
        let night: JSONObject = ["from": "2026-11-24T13:00:00.000Z", "until": "2026-11-24T20:00:00.000Z"]
        for kind in ["expires", "reviewDue", "grant", "covered"] {
            var site = Site.home
            try site.request(Site.content(Self.id, night))
            try site.advance(to: "2026-11-24T13:00:00.000Z")
            try site.bring(Self.id, to: .active)
            let today: JSONObject = [
                kind == "reviewDue" ? "reviewDue" : "expires": "2026-11-24", "credential": "c-second",
            ]
            let steps = Home.credential(.welder, Self.welding)
            try site.perform(.credentialPut, by: .registrar, steps[0].args.merging(today))
            try site.perform(.credentialVerify, by: .verifier, steps[1].args.merging(["credential": "c-second"]))
            switch kind {
            case "expires", "reviewDue": try Self.revoke(.welder, Self.welding, &site)
            case "grant":
                let id = "g-p-supervisor-supervisor"
                try site.perform(Home.grant(.supervisor, "supervisor", [.home], until: "2026-11-24", id: id))
            default: break
            }
            try site.work(Self.id, until: "2026-11-24T15:59:59.999Z")
            #expect(site.permit(Self.id)?.state == .active, "\(kind)")
            try site.advance(Span(milliseconds: 1))
            let expected = ["expires": "credentialExpired", "reviewDue": "credentialReviewOverdue"]
            let cause = kind == "covered" ? nil : expected[kind] ?? "supervisorUnqualified"
            #expect(Self.causes(site).first == cause, "\(kind)")
            #expect(site.events.last?.time == "2026-11-24T16:00:00.000Z" || kind == "covered")
            // The rest of the clock's work is not held up by it.
            try site.advance(.minutes(40))
            #expect(site.permit(Self.id)?.state == .suspended, "\(kind)")
        }
    }

    @Test("suspending it again adds a cause; resuming clears them")
    func again() throws {
        var site = Site.with(.active)
        try site.perform(.permitLeave, by: .supervisor, on: Self.id)
        try site.perform(.permitSuspend, by: .welder, on: Self.id, ["reason": "smoke"])
        #expect(Self.causes(site) == ["supervisorAbsent", "stopWork"])
        try site.perform(.permitArrive, by: .supervisor, on: Self.id)
        try site.accept(Self.id)
        try site.resume(Self.id)
        #expect(Self.causes(site).isEmpty)
    }

    @Test("an approved permit that is suspended does not start until it is released")
    func approved() throws {
        var site = Site.with(.approved)
        try site.perform(.permitSuspend, by: .stranger, on: Self.id, ["reason": "looks wrong"])
        #expect(site.permit(Self.id)?.state == .approved)
        try site.accept(Self.id)
        #expect(site.refusal(.permitStart, by: .supervisor, on: Self.id)?.unmet.map(\.code) == [.releaseMissing])
        try site.perform(.permitRelease, by: .safety, on: Self.id, ["reason": "looked at"])
        try site.start(Self.id)
        #expect(site.permit(Self.id)?.state == .active)
    }

    @Test("a stop latches: it wants lifting, releasing, and everything older than it anew")
    func stop() throws {
        var site = Site.with(.active)
        try site.advance(.minutes(1))
        let stop = try site.stop(.home)
        let lift: JSONObject = ["area": "binhai/home", "stop": .sequence(stop), "reason": "aired"]
        let unmet = { (site: Site) in
            Set(site.refusal(.permitResume, by: .supervisor, on: Self.id)?.unmet.map(\.code) ?? [])
        }
        let stale: Set<UnmetCode> = [.checkMissing, .conditionCheckMissing, .gasTestStale, .acceptanceByLeaderMissing]
        #expect(unmet(site) == stale.union([.releaseMissing, .areaStopped]))
        try site.perform(.areaLift, by: .emergency, lift)
        #expect(site.permit(Self.id)?.state == .suspended)
        #expect(unmet(site) == stale.union([.releaseMissing]))
        try site.perform(.permitRelease, by: .safety, on: Self.id, ["reason": "aired"])
        #expect(unmet(site) == stale)
        try site.prepare(Self.id)
        try site.resume(Self.id)
        #expect(site.permit(Self.id)?.state == .active)
        #expect(site.refusal(.areaLift, by: .emergency, lift)?.code == .wrongState)
    }

    @Test("each stop is lifted alone; a neighbour's reaches in only when asked")
    func stops() throws {
        var site = Site.with(.active)
        try site.stop(.yard)
        #expect(site.permit(Self.id)?.state == .active)
        let first = try site.stop(.yard, adjacent: true)
        let second = try site.stop(.home)
        #expect(site.permit(Self.id)?.state == .suspended)
        try site.perform(.areaLift, by: .emergency, ["area": "binhai/yard", "stop": .sequence(first), "reason": "x"])
        #expect(site.state.stopsInForce(in: .kitchen).map(\.stop) == [second])
        let wrongArea: JSONObject = ["area": "binhai", "stop": .sequence(second), "reason": "x"]
        #expect(site.refusal(.areaLift, by: .emergency, wrongArea)?.code == .notFound)
        let right = wrongArea.merging(["area": "binhai/home"])
        #expect(site.refusal(.areaLift, by: .safety, right)?.code == .unauthorized)
    }

    @Test("a stop answers who has not acknowledged it and who is inside")
    func acknowledged() throws {
        var site = Site.with(.active)
        try site.perform(
            .permitEnter, by: .supervisor, on: Self.id, ["person": "p-welder"], signature: .valid, over: .tablet)
        let answer = try site.perform(.areaStop, by: .stranger, ["area": "binhai", "reason": "leak"])
        #expect(answer["unacknowledged"]?.array?.contains(.string(Home.tablet)) == true)
        #expect(answer["inside"]?.array?.first?.object?["name"] == "p-welder")
        let left = try site.perform(.areaAcknowledge, by: nil, ["stop": answer["stop"] ?? 0], over: .tablet)
        #expect(left["unacknowledged"]?.array?.contains(.string(Home.tablet)) == false)
        #expect(site.refusal(.areaAcknowledge, by: .leader, ["stop": 1])?.code == .notFound)
    }

    @Test("alarms repeat every 5 min while someone is inside and the work is not active")
    func alarmed() throws {
        var site = Site.with(.active)
        try site.perform(.permitEnter, by: .supervisor, on: Self.id, ["person": "p-welder"])
        try site.perform(.permitSuspend, by: .welder, on: Self.id, ["reason": "smoke"])
        let head = site.state.head
        try site.advance(.minutes(12))
        #expect(Self.alarms(site, after: head) == ["peopleInside", "peopleInside", "peopleInside"])
        try site.perform(.permitExit, by: .welder, on: Self.id, ["person": "p-welder"])
        let quiet = site.state.head
        try site.advance(.minutes(30))
        #expect(Self.alarms(site, after: quiet).isEmpty)
    }

    @Test("an expired permit owes make-safe; a never-started one is cancelled unless someone is inside")
    func window() throws {
        let ends: [(PermitState, PermitState)] = [
            (.requested, .cancelled), (.returned, .cancelled), (.approved, .cancelled), (.active, .expired),
            (.suspended, .expired), (.revoked, .revoked), (.fireWatch, .fireWatch), (.closed, .closed),
        ]
        for (state, end) in ends {
            var site = Site.with(state)
            try site.sleep(Home.until - Span(milliseconds: 1) - site.now)
            let expected: PermitState = state == .active ? .suspended : state
            #expect(site.permit(Self.id)?.state == expected)
            try site.advance(Span(milliseconds: 1))
            #expect(site.permit(Self.id)?.state == end, "\(state)")
        }
        var site = Site.with(.approved)
        let rescue: JSONObject = ["person": "p-stranger", "basis": "observed"]
        try site.perform(.permitEnter, by: .supervisor, on: Self.id, rescue)
        try site.advance(to: Home.until)
        #expect(site.permit(Self.id)?.state == .expired)
        try site.perform(.permitExit, by: .supervisor, on: Self.id, ["person": "p-stranger"])
        try site.perform(.permitRevoke, by: .safety, on: Self.id, ["reason": "x"])
        #expect(site.permit(Self.id)?.state == .revoked)
    }

    @Test("nobody is left inside a permit that ends: reject and cancel want them out, revoke owes make-safe")
    func endsWithSomeoneInside() throws {
        var site = Site.with(.requested)
        try site.perform(.permitEnter, by: .supervisor, on: Self.id, ["person": "p-welder", "basis": "observed"])
        let reason: JSONObject = ["reason": "x"]
        #expect(site.refusal(.permitReject, by: .safety, on: Self.id, reason)?.unmet.map(\.code) == [.peopleInside])
        #expect(site.refusal(.permitCancel, by: .applicant, on: Self.id, reason)?.unmet.map(\.code) == [.peopleInside])
        try site.perform(.permitRevoke, by: .safety, on: Self.id, reason)
        #expect(site.permit(Self.id)?.state == .revoked)
    }
}
