import PermitCore
import PermitTestKit
import Testing

/// Posts change hands (contract §4): the outgoing holds the post until the incoming has counted who is inside.
struct HandoverTests {
    static let id = Site.permitID
    static let offer: JSONObject = ["role": "supervisor", "to": "p-supervisor2"]
    static let take: JSONObject = ["role": "supervisor", "inside": []]

    /// An active permit whose supervisor offered the post to someone.
    static func offered(to person: PersonID = .supervisor2, from site: Site = Site.with(.active)) throws -> Site {
        var site = site
        try site.perform(
            .permitHandover, by: .supervisor, on: id, ["role": "supervisor", "to": .id(person)])
        return site
    }

    static func takenOver() throws -> Site {
        var site = try offered()
        try site.perform(.permitTakeover, by: .supervisor2, on: id, take)
        return site
    }

    /// What a takeover comes to with the worker and a tool inside, by who is counted.
    static func counting(_ counted: [String]) throws -> String {
        var site = try offered()
        try site.perform(.permitEnter, by: .supervisor, on: id, ["person": "p-welder"])
        try site.perform(.permitEnter, by: .supervisor, on: id, ["tool": "torch-1"])
        return site.outcome(
            .permitTakeover, by: .supervisor2, ["role": "supervisor", "inside": .strings(counted)])
    }

    static let offers: [Trial] = [
        Trial("offer what one doesn't hold", "unauthorized") {
            Site.with(.active).outcome(.permitHandover, by: .leader, offer)
        },
        Trial("offer to oneself", "separationOfDuties") {
            Site.with(.active).outcome(
                .permitHandover, by: .supervisor, ["role": "supervisor", "to": "p-supervisor"])
        },
        Trial("offer to someone unknown", "notFound") {
            Site.with(.active).outcome(.permitHandover, by: .supervisor, ["role": "supervisor", "to": "p-nobody"])
        },
        Trial("offer a post that isn't one", "/args/role") {
            Site.with(.active).outcome(.permitHandover, by: .supervisor, ["role": "analyst", "to": "p-analyst"])
        },
        Trial("the incoming acts before taking over", "unauthorized") {
            try offered().outcome(.permitPresent, by: .supervisor2)
        },
        Trial("the outgoing acts until then", "ok") { try offered().outcome(.permitPresent, by: .supervisor) },
        Trial("the outgoing acts after that", "unauthorized") {
            try takenOver().outcome(.permitPresent, by: .supervisor)
        },
        Trial("take over with no offer", "unauthorized") {
            Site.with(.active).outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("take over what another was offered", "unauthorized") {
            try offered().outcome(.permitTakeover, by: .everything, take)
        },
        Trial("take over twice", "unauthorized") {
            try takenOver().outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("take over an offer that was given to another since", "unauthorized") {
            try offered(to: .everything, from: offered()).outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("take over another revision", "staleContent") {
            try offered().outcome(.permitTakeover, by: .supervisor2, take, expect: 1)
        },
        Trial("an offer that lapses in a millisecond", "ok") {
            var site = try offered()
            try site.advance(Span(milliseconds: 3_599_999))
            return site.outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("an offer that has lapsed", "unauthorized") {
            var site = try offered()
            try site.advance(.hours(1))
            return site.outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("an offer that the pack lets lapse sooner", "unauthorized") {
            let pack = Packs.hot(["handover": ["lapsesAfter": "15m", "clause": "x"]])
            var site = Site.built(packs: [pack])
            try site.request()
            try site.bring(id, to: .active)
            site = try offered(from: site)
            try site.advance(.minutes(15))
            return site.outcome(.permitTakeover, by: .supervisor2, take)
        },
    ]

    static let people: [Trial] = [
        Trial("count nobody", "headCountDiffers") { try counting([]) },
        Trial("forget the tool", "headCountDiffers") { try counting(["p-welder"]) },
        Trial("count one too many", "headCountDiffers") { try counting(["p-helper", "p-welder", "torch-1"]) },
        Trial("count right", "ok") { try counting(["torch-1", "p-welder"]) },
        Trial("without the guardian's training", "supervisorUnqualified") {
            var site = try offered(to: .stranger)
            try site.perform(Home.grant(.stranger, "supervisor", [.home]))
            return site.outcome(.permitTakeover, by: .stranger, take)
        },
        Trial("without the grant", "supervisorUnqualified") {
            var site = try offered(to: .stranger)
            for step in Home.credential(.stranger, "training.guardian") { try site.perform(step) }
            return site.outcome(.permitTakeover, by: .stranger, take)
        },
        Trial("a blocked person", "personBlocked supervisorUnqualified") {
            var site = try offered()
            try site.perform(Home.person(.supervisor2, status: "blocked"))
            return site.outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("a supervisor of other work that goes on", "supervisorElsewhere") {
            var site = Site.with(.active)
            try site.startOther()
            return try offered(from: site).outcome(.permitTakeover, by: .supervisor2, take)
        },
        Trial("the leader as supervisor", "separationOfDuties") {
            try offered(to: .leader).outcome(.permitTakeover, by: .leader, take)
        },
        Trial("one of the crew as supervisor", "separationOfDuties") {
            try offered(to: .welder).outcome(.permitTakeover, by: .welder, take)
        },
        Trial("the approver as supervisor", "separationOfDuties") {
            try offered(to: .safety).outcome(.permitTakeover, by: .safety, take)
        },
        Trial("the supervisor who handed over, as leader", "separationOfDuties") {
            var site = try takenOver()
            try site.perform(Home.grant(.supervisor, "leader", [.home]))
            try site.perform(.permitHandover, by: .leader, on: id, ["role": "leader", "to": "p-supervisor"])
            return site.outcome(.permitTakeover, by: .supervisor, ["role": "leader", "inside": []])
        },
        Trial("a leader without the grant", "unauthorized") {
            var site = Site.with(.active)
            try site.perform(.permitHandover, by: .leader, on: id, ["role": "leader", "to": "p-stranger"])
            return site.outcome(.permitTakeover, by: .stranger, ["role": "leader", "inside": []])
        },
        Trial("a leader with the grant", "ok") {
            var site = Site.with(.active)
            try site.perform(.permitHandover, by: .leader, on: id, ["role": "leader", "to": "p-leader2"])
            return site.outcome(.permitTakeover, by: .leader2, ["role": "leader", "inside": []])
        },
    ]

    @Test("offers", arguments: offers)
    func offer(trial: Trial) throws { try trial.check() }

    @Test("who takes over, and counts whom", arguments: people)
    func person(trial: Trial) throws { try trial.check() }

    @Test("a takeover while work goes on lets it go on, and presence counts from then")
    func goesOn() throws {
        var site = Site.with(.active)
        try site.advance(.minutes(29))
        site = try Self.offered(from: site)
        let head = site.state.head
        #expect(site.events.last?.effects == ["lapsesAt": .moment(site.now + .hours(1))])
        let revision = site.permit(Self.id)?.revision ?? 0
        try site.perform(.permitTakeover, by: .supervisor2, on: Self.id, Self.take)
        #expect(site.types(after: head) == ["permit.takenOver"])
        #expect(site.events.last?.effects == ["from": "p-supervisor"])
        #expect(site.events.last?.permit?.revision == revision + 1)
        #expect(site.permit(Self.id)?.offers.isEmpty == true && site.permit(Self.id)?.acceptedAt != nil)
        try site.advance(.minutes(29))
        #expect(site.standing() == "active")
        try site.advance(.minutes(1))
        #expect(site.standing() == "suspended supervisorAbsent")
    }

    @Test("an offer that lapses is told once")
    func lapse() throws {
        var site = try Self.offered(from: Site.with(.suspended))
        let head = site.state.head
        try site.advance(.hours(3))
        let told = site.events(after: head).filter { $0.type == .permitAlarmed }
        #expect(told.map(\.effects) == [["alarm": "handoverLapsed", "role": "supervisor", "to": "p-supervisor2"]])
    }

    static let assignment: JSONObject = offer.merging(["reason": "ill"])

    static let assignments: [Trial] = [
        Trial("by the approver", "ok") { Site.with(.active).outcome(.permitAssign, by: .safety, assignment) },
        Trial("by the area's post", "ok") { Site.with(.active).outcome(.permitAssign, by: .unitHead, assignment) },
        Trial("by the leader", "unauthorized") { Site.with(.active).outcome(.permitAssign, by: .leader, assignment) },
        Trial("to whoever holds it", "separationOfDuties") {
            Site.with(.active).outcome(
                .permitAssign, by: .safety, assignment.merging(["to": "p-supervisor"]))
        },
        Trial("without a reason", "/args/reason") { Site.with(.active).outcome(.permitAssign, by: .safety, offer) },
    ]

    @Test("who assigns", arguments: assignments)
    func assigner(trial: Trial) throws { try trial.check() }

    @Test("an assignment suspends work that goes on; after the takeover it resumes with the acceptance standing")
    func assign() throws {
        var site = Site.with(.active)
        let head = site.state.head
        try site.perform(.permitAssign, by: .safety, on: Self.id, Self.assignment)
        #expect(site.types(after: head) == ["permit.assigned", "permit.suspended"])
        #expect(site.standing() == "suspended handover")
        #expect(site.outcome(.permitResume, by: .supervisor2) == "unauthorized")
        try site.perform(.permitTakeover, by: .supervisor2, on: Self.id, Self.take)
        try site.resume(Self.id)
        #expect(site.standing() == "active")
    }

    @Test("who led for a while does not accept the work")
    func acceptor() throws {
        var site = Site.with(.active)
        try site.perform(.permitHandover, by: .leader, on: Self.id, ["role": "leader", "to": "p-everything"])
        try site.perform(.permitTakeover, by: .everything, on: Self.id, ["role": "leader", "inside": []])
        #expect(site.outcome(.permitFinish, by: .leader, ["outcome": "completed"]) == "unauthorized")
        try site.finish(Self.id)
        try site.watch(Self.id)
        try site.restore(Self.id)
        #expect(site.outcome(.permitClose, by: .everything) == "separationOfDuties")
        #expect(site.outcome(.permitClose, by: .acceptor) == "ok")
    }
}
