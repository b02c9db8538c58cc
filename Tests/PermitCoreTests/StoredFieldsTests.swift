import PermitTestKit
import Testing

@testable import PermitCore

/// Every stored property of what a snapshot holds is written: one that is added makes this fail until
/// `Snapshot/Stored+….swift` tells of it, and this list with it.
struct StoredFieldsTests {
    private func fields(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }

    private func expect(_ value: Any, _ names: String) {
        let expected = Set(names.split(separator: " ").map(String.init))
        #expect(fields(value) == expected, "\(type(of: value)) has other fields than its snapshot")
    }

    @Test("The state and the register")
    func state() {
        // Of those in the first line, snapshots hold what the others are told from.
        expect(
            State(),
            "conflictReach live ended packs head latest register numbers stops standingStops lastStops isolations "
                + "hazards openHazards weather packsInForce newest numbered")
        expect(
            Register(),
            "areas people credentials grants instruments equipment clientKeys signingKeys credentialsOf grantsOf "
                + "signingKeysOf nextTo")
    }

    @Test("A permit and its records")
    func permit() throws {
        var site = Site.home
        try site.request()
        let permit = try #require(site.permit(Site.permitID))
        expect(
            permit,
            "permit number content contentEvent digest pack grade effectiveGrade upgradeReasons "
                + "leader supervisor crew until extensions offers state revision wasEverActive causes signOffs checks "
                + "conditions gasTests properGasTests briefings presence acceptedAt startedAt resumedAt stoppedAt "
                + "suspendedAt peopleInside toolsInside exits outcome fireWatch restored defects everHeld devices "
                + "raised")
        expect(Presence(), "hasArrived lastSeen warnedOf")
        expect(SignOff(post: "", step: .approve), "post step signedBy signedAt")
        let now = Instant(milliseconds: 0)
        expect(BriefingRecord(by: "", done: now), "by done signedAt")
        expect(Offer(to: PersonID(""), by: "", lapsesAt: now), "to by lapsesAt")
        expect(FireWatch(since: now, lastRound: now), "since lastRound")
        expect(Cause(cause: "", since: now, by: "", isLatched: false), "cause since by isLatched")
        expect(Isolation.Sanction(until: now, by: PersonID("")), "until by leaders")
    }

    @Test("What defaults would hide: whatever else has a field with one")
    func defaults() throws {
        let site = Site.home
        expect(
            try #require(site.state.register.credentials.values.first),
            "credential person kind number issuer issued expires reviewDue putBy verification isRevoked")
        expect(
            try #require(site.state.register.grants.values.first), "grant person role areas kinds from until isRevoked")
        expect(try #require(site.state.register.clientKeys.values.first), "key owner areas isRevoked")
        expect(SigningKey(signing: "", person: PersonID("")), "signing person isRevoked")
        let now = Instant(milliseconds: 0)
        let stop = State.Stop(
            stop: 1, area: AreaID(checked: "a"), reaches: [], reason: "", by: "", at: now, devices: [])
        expect(stop, "stop area reaches reason by at devices acknowledged liftedAt")
    }
}
