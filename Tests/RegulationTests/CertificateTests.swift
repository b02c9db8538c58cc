import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// Certificates of special work (Work Safety Law art. 30; MEM Order 19), stops (art. 55) and what comes late.
@Suite("Work Safety Law art. 30 and 55, MEM Order 19: certificates, stops, late acts")
struct CertificateTests {
    private static let kind = "special-work.welding"

    private func home(expires: String, reviewDue: String? = nil) throws -> Site {
        var site = Site.home
        try site.perform([Home.credential(.welder, Self.kind, expires: expires, reviewDue: reviewDue)].flatMap(\.self))
        return site
    }

    @Test("WSL art. 30: a certificate that expires before the window ends is refused at the request")
    func expiresInWindow() throws {
        // The permit of the home ends at 16:30 on the 24th; a certificate is good through the end of its last day.
        #expect(try home(expires: "2026-11-24").refusal(.permitRequest, by: .applicant, Site.content()) == nil)
        var site = try home(expires: "2026-11-24")
        try site.advance(to: "2026-11-24T00:10:00.000Z")
        let overnight: JSONObject = [
            "from": "2026-11-24T15:00:00.000Z", "until": "2026-11-24T20:00:00.000Z",
        ]
        let refusal = site.refusal(.permitRequest, by: .applicant, Site.content(Site.permitID, overnight))
        #expect(refusal?.codes == [.credentialExpiresInWindow])
    }

    @Test("ORDER19: one not reviewed by its date is no certificate, though it has not expired")
    func review() throws {
        let site = try home(expires: "2029-12-31", reviewDue: "2026-11-23")
        #expect(site.refusal(.permitRequest, by: .applicant, Site.content())?.codes == [.credentialReviewOverdue])
    }

    @Test("WSL art. 30: one that is revoked while work goes on stops it")
    func revoked() throws {
        var site = Site.with(.active)
        let card = Home.credentialID(.welder, Self.kind)
        try site.perform(.credentialRevoke, by: .registrar, ["credential": .string(card), "reason": "forged"])
        #expect(site.permit(Site.permitID)?.causes.map(\.cause) == ["credentialRevoked"])
    }

    @Test("WSL art. 55: lifting a stop resumes nothing; the approver releases, the supervisor resumes")
    func lifted() throws {
        var site = Site.with(.active)
        let stop = try site.stop(.home)
        try site.perform(
            .areaLift, by: .emergency, ["area": "binhai/home", "stop": .sequence(stop), "reason": "over"])
        #expect(site.permit(Site.permitID)?.state == .suspended)
        let refusal = site.refusal(.permitResume, by: .supervisor, on: Site.permitID)
        #expect(refusal?.codes.contains(.releaseMissing) == true)
    }

    @Test("GB30871 4.18: an approval that comes two minutes late is refused; nothing is back-dated")
    func late() throws {
        var site = Site.with(.requested)
        let digest = JSONValue.string(site.permit(Site.permitID)?.contentDigest ?? "")
        try site.perform(.permitCountersign, by: .unitHead, on: Site.permitID, ["contentDigest": digest])
        let approval: JSONObject = ["contentDigest": digest, "siteVisited": true]
        let refusal = site.refusal(.permitApprove, by: .safety, on: Site.permitID, approval, age: .seconds(121))
        #expect(refusal?.code == .tooLate)
    }

    @Test("WSL art. 43: days are the installation's own, whatever the clocks do in other zones")
    func zones() throws {
        // Berlin's clocks went back on 2026-10-25: the day has 25 hours, and a certificate is good through all of them.
        var site = Site.built(zone: "Europe/Berlin", now: "2026-10-25T05:00:00.000Z")
        try site.perform([Home.credential(.welder, Self.kind, expires: "2026-10-25")].flatMap(\.self))
        let lastHour: JSONObject = [
            "from": "2026-10-25T20:00:00.000Z", "until": "2026-10-25T23:00:00.000Z",
        ]
        #expect(site.refusal(.permitRequest, by: .applicant, Site.content(Site.permitID, lastHour)) == nil)
        let beyond = lastHour.merging(["until": "2026-10-25T23:00:00.001Z"])
        let refusal = site.refusal(.permitRequest, by: .applicant, Site.content(Site.permitID, beyond))
        #expect(refusal?.codes == [.credentialExpiresInWindow])
    }
}
