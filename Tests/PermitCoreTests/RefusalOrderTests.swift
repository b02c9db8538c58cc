import PermitCore
import PermitTestKit
import Testing

/// The order of refusals (contract §3), from `invalid` on: a request that is wrong in two ways gets the earlier code.
/// Codes before that are the wire's and the server's.
struct RefusalOrderTests {
    static let id = Site.permitID
    static let skewed = Span.seconds(-31)
    static let late = Span.seconds(121)

    /// The home with a permit in a state, and someone who leads it while holding every signing post.
    static func led(by person: PersonID = .everything, _ state: PermitState = .requested) throws -> Site {
        var site = Site.home
        try site.request(Site.content(id, ["leader": .id(person)]))
        try site.bring(id, to: state)
        return site
    }

    static func approval(_ site: Site, digest: String? = nil) -> JSONObject {
        let known = site.permit(id)?.contentDigest ?? ""
        return ["contentDigest": .string(digest ?? known), "siteVisited": true]
    }

    static let wrongDigest = String(repeating: "0", count: 64)

    @Test("invalid before clockSkew")
    func invalid() {
        let args: JSONObject = ["check": "noSuchCheck", "outcome": "done"]
        let site = Site.with(.approved)
        #expect(site.refusal(.permitCheck, by: .leader, on: Self.id, args, age: Self.skewed)?.code == .invalid)
        #expect(
            site.refusal(.permitCheck, by: .leader, on: Self.id, StateTableTests.check("done"), age: Self.skewed)?.code
                == .clockSkew)
    }

    @Test("clockSkew before signatureInvalid")
    func skewed() {
        let site = Site.with(.suspended)
        let both = site.refusal(.permitResume, by: .supervisor, on: Self.id, age: Self.skewed, signature: .invalid)
        #expect(both?.code == .clockSkew)
        #expect(both?.details["serverTime"] == .moment(site.now))
        #expect(
            site.refusal(.permitResume, by: .supervisor, on: Self.id, signature: .invalid)?.code == .signatureInvalid)
    }

    @Test("signatureInvalid before signatureRequired")
    func invalidSignature() {
        let site = Site.with(.active)
        let both = site.refusal(.permitNote, by: nil, on: Self.id, ["text": "x"], signature: .invalid, over: .tablet)
        #expect(both?.code == .signatureInvalid)
        let second = site.refusal(.permitNote, by: .leader, on: Self.id, ["text": "x"], over: .tablet)
        #expect(second?.code == .signatureRequired)
    }

    @Test("signatureRequired before unauthorized (this key for this actor)")
    func unsigned() {
        var site = Site.with(.suspended)
        site.signaturesRequired = true
        let way = Site.Way.keyOf(.welder)
        #expect(
            site.refusal(.permitResume, by: .supervisor, on: Self.id, over: way)?.code == .signatureRequired)
        #expect(
            site.refusal(.permitResume, by: .supervisor, on: Self.id, signature: .valid, over: way)?.code
                == .unauthorized)
    }

    @Test("unauthorized (this key for this actor) before notFound and alreadyExists")
    func foreignKey() {
        let site = Site.with(.active)
        let note: JSONObject = ["text": "x"]
        #expect(
            site.refusal(.permitNote, by: .leader, on: Site.otherID, note, over: .keyOf(.welder))?.code == .unauthorized
        )
        #expect(site.refusal(.permitNote, by: .leader, on: Site.otherID, note)?.code == .notFound)
        #expect(
            site.refusal(.permitRequest, by: .applicant, Site.content(), over: .keyOf(.welder))?.code == .unauthorized)
    }

    @Test("notFound and alreadyExists before unauthorized (no grant)")
    func outside() {
        let site = Site.with(.active)
        #expect(site.refusal(.permitNote, by: .neighbour, on: Self.id, ["text": "x"])?.code == .notFound)
        #expect(site.refusal(.permitNote, by: .viewer, on: Self.id, ["text": "x"])?.code == .unauthorized)
        #expect(site.refusal(.permitRequest, by: .viewer, Site.content())?.code == .alreadyExists)
        #expect(site.refusal(.permitRequest, by: .viewer, Site.otherContent())?.code == .unauthorized)
        #expect(site.refusal(.permitRequest, by: .neighbour, Site.otherContent())?.code == .notFound)
    }

    @Test("unauthorized (no grant) before tooLate")
    func ungranted() {
        let site = Site.with(.active)
        let approval = Self.approval(site)
        #expect(site.refusal(.permitApprove, by: .viewer, on: Self.id, approval, age: Self.late)?.code == .unauthorized)
        let second = site.refusal(.permitApprove, by: .safety, on: Self.id, approval, age: Self.late)
        #expect(second?.code == .tooLate)
        #expect(second?.details["serverTime"] == .moment(site.now))
    }

    @Test("tooLate before wrongState")
    func tooLate() {
        let site = Site.with(.active)
        let approval = Self.approval(site)
        #expect(site.refusal(.permitApprove, by: .safety, on: Self.id, approval, age: Self.late)?.code == .tooLate)
        #expect(site.refusal(.permitApprove, by: .safety, on: Self.id, approval)?.code == .wrongState)
    }

    @Test("wrongState before staleContent")
    func wrongState() {
        let site = Site.with(.approved)
        #expect(site.refusal(.permitResume, by: .supervisor, on: Self.id, expect: 1)?.code == .wrongState)
        #expect(site.refusal(.permitStart, by: .supervisor, on: Self.id, expect: 1)?.code == .staleContent)
        let active = Site.with(.active)
        let approval = Self.approval(active, digest: Self.wrongDigest)
        #expect(active.refusal(.permitApprove, by: .safety, on: Self.id, approval)?.code == .wrongState)
    }

    @Test("staleContent before separationOfDuties")
    func stale() throws {
        let site = try Self.led()
        let both = site.refusal(
            .permitApprove, by: .everything, on: Self.id, Self.approval(site, digest: Self.wrongDigest))
        #expect(both?.code == .staleContent)
        #expect(both?.details["revision"] == .count(1))
        #expect(
            site.refusal(.permitApprove, by: .everything, on: Self.id, Self.approval(site))?.code
                == .separationOfDuties)
    }

    @Test("separationOfDuties before gateUnmet")
    func separation() throws {
        let site = try Self.led()
        #expect(
            site.refusal(.permitApprove, by: .everything, on: Self.id, Self.approval(site))?.code
                == .separationOfDuties)
        let second = site.refusal(.permitApprove, by: .safety, on: Self.id, Self.approval(site))
        #expect(second?.code == .gateUnmet)
        #expect(second?.unmet.map(\.code) == [.countersignMissing])
    }

    @Test("a safer act is never skewed, late or stale, but still found and granted")
    func safer() {
        let site = Site.with(.active)
        for age in [Span.seconds(-86_400), .seconds(31_536_000)] {
            #expect(site.refusal(.permitSuspend, by: .stranger, on: Self.id, ["reason": "x"], age: age) == nil)
            #expect(
                site.refusal(.permitRevoke, by: .supervisor, on: Self.id, ["reason": "x"], age: age, expect: 1) == nil)
            #expect(
                site.refusal(.permitRevoke, by: .viewer, on: Self.id, ["reason": "x"], age: age)?.code == .unauthorized)
            #expect(
                site.refusal(.permitRevoke, by: .neighbour, on: Self.id, ["reason": "x"], age: age)?.code == .notFound)
        }
    }

    @Test("a shared tablet: what needs no actor, and what must be signed")
    func tablet() throws {
        var site = Site.with(.active)
        let id = Self.id
        let alone: [(PermitCore.Operation, JSONObject)] = [
            (.permitSuspend, ["permit": .id(id), "reason": "smoke"]),
            (.permitExit, ["permit": .id(id), "person": "p-welder"]),
            (.areaStop, ["area": "binhai/home", "reason": "leak"]),
        ]
        for (operation, args) in alone {
            try site.perform(operation, by: nil, args, over: .tablet)
            let event = try #require(site.events.last { $0.origin.request != nil && $0.origin.device != nil })
            #expect(event.origin.actor == Home.tablet && !event.origin.isProven, "\(operation)")
        }
        let stop = try #require(site.state.stops.keys.first)
        try site.perform(.areaAcknowledge, by: nil, ["stop": .sequence(stop)], over: .tablet)
        let leave = { (person: PersonID?, signature: Command.Signature) in
            site.refusal(.permitLeave, by: person, on: id, signature: signature, over: .tablet)?.code
        }
        #expect(leave(nil, .absent) == .signatureRequired)
        #expect(leave(.supervisor, .absent) == .signatureRequired)
        #expect(leave(.supervisor, .valid) == nil)
    }

    @Test("sign-offs must be signed where signatures are required, and nothing else")
    func signOffs() {
        let signed: Set<PermitCore.Operation> = [
            .permitCountersign, .permitApprove, .permitBrief, .permitBriefed, .permitAccept, .permitStart,
            .permitResume, .permitRelease, .permitRevoke, .permitClose, .areaLift, .permitSanctionTest, .permitCrew,
            .permitTakeover, .permitAssign, .permitExtend, .hazardVerify,
        ]
        let registers = ["area.put", "person.", "credential.", "grant.", "instrument.", "equipment.", "key."]
        for operation in Operation.allCases where !operation.isRead {
            let isRegisters = registers.contains { operation.rawValue.hasPrefix($0) }
            #expect(operation.rule.isSignOff == (signed.contains(operation) || isRegisters), "\(operation)")
        }
        let expecting: Set<PermitCore.Operation> = [
            .permitStart, .permitResume, .permitClose, .permitExtend, .permitTakeover,
        ]
        #expect(Set(Operation.allCases.filter(\.rule.needsExpectedRevision)) == expecting)
    }
}
