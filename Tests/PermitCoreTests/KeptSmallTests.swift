import PermitTestKit
import Testing

@testable import PermitCore

@Suite("What is kept small") struct KeptSmallTests {
    @Test(
        "A digest is read from 64 lower-case digits alone, and written as it was read",
        arguments: [
            ("0123456789abcdef0123456789abcdef0123456789abcdeffedcba9876543210", true),
            (String(repeating: "0", count: 64), true), (String(repeating: "f", count: 64), true),
            (String(repeating: "F", count: 64), false), (String(repeating: "0", count: 63), false),
            (String(repeating: "0", count: 65), false), (String(repeating: "g", count: 64), false),
            (String(repeating: "é", count: 32), false), ("", false),
        ])
    func digest(text: String, isDigest: Bool) {
        #expect(Digest(text)?.text == (isDigest ? text : nil))
    }

    @Test(
        "A permit that ended is packed, and is the same one unpacked",
        arguments: [PermitState.closed, .rejected, .cancelled])
    func ended(state: PermitState) throws {
        let site = Site.with(state)
        let packed = try #require(site.state.ended[Site.permitID])
        let whole = try #require(packed.whole)
        #expect(site.state.live[Site.permitID] == nil)
        #expect(EndedPermit(whole) == packed)
        #expect(whole.state == state && packed.state == state && packed.people == whole.people)
        #expect(packed.number == whole.number && packed.area == whole.content.area && packed.kind == whole.kind)
    }

    @Test("The content's text is made anew from the event that asked for it, or amended it, and has its digest")
    func contentText() throws {
        for state in [PermitState.requested, .active, .closed] {
            let site = Site.with(state)
            let permit = try #require(site.permit(Site.permitID))
            let asked = site.event(permit.contentEvent)
            #expect(asked.type == .permitRequested)
            #expect(site.house.digest(asked.contentText(of: permit)) == permit.contentDigest)
        }
        var site = Site.with(.returned)
        let before = try #require(site.permit(Site.permitID))
        try site.perform(
            .permitAmend, by: .applicant, on: Site.permitID, site.requested(before).merging(["work": "Less"]))
        let after = try #require(site.permit(Site.permitID))
        let asked = site.event(after.contentEvent)
        #expect(asked.type == .permitAmended && asked.args["work"] == "Less")
        #expect(site.house.digest(asked.contentText(of: after)) == after.contentDigest)
        #expect(after.contentDigest != before.contentDigest)
    }
}
