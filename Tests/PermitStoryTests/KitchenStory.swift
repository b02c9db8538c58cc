import PermitCore
import PermitTestKit

extension Story {
    static let kitchen = Story(
        file: "kitchen-welding", title: "A contractor welds in a care-home kitchen", packs: [StoryPacks.general]
    ) { story in
        ask(&story)
        sign(&story)
        prepare(&story)
        interrupt(&story)
        close(&story)
    }

    private static let welder = Site.crew((.wang, "welder"), (.zhao, "helper"))

    private static func ask(_ story: inout Transcript) {
        story.say("The contractor's welder has a certificate, but nobody has entered it.")
        story.act(.permitRequest, .shi, Transcript.welding(.first, ["crew": welder]))
        let entered = Cast.credential(.wang, "special-work.welding", number: "T-120101", expires: "2027-05-01")
        story.act(entered)
        story.say("Entered is not verified, and whoever entered it can't verify it.")
        story.act(.permitRequest, .shi, Transcript.welding(.first, ["crew": welder]))
        let credential: JSONObject = [
            "credential": .string(Home.credentialID(.wang, "special-work.welding")), "method": "cx.mem.gov.cn",
        ]
        story.act(.credentialVerify, .registrar, credential)
        story.act(.credentialVerify, .verifier, credential)
        story.say("Grade 1 lasts eight hours; the fact that residents are there makes it grade 1.")
        let tooLong = JSONValue.moment(Home.until + .hours(1))
        story.act(.permitRequest, .shi, Transcript.welding(.first, ["crew": welder, "until": tooLong]))
        story.act(.permitRequest, .shi, Transcript.welding(.first, ["crew": welder]))
    }

    private static func sign(_ story: inout Transcript) {
        story.say("The safety department wants to approve before the unit has countersigned, and from the desk.")
        let digest = story.digest(of: .first)
        story.act(.permitApprove, .qian, on: .first, ["contentDigest": digest, "siteVisited": false])
        story.act(.permitApprove, .chen, on: .first, ["contentDigest": digest, "siteVisited": true])
        story.act(.permitCountersign, .sun, on: .first, ["contentDigest": digest], unsigned: true)
        story.approve(.first)
        story.say("The supervisor wants to start at once.")
        story.act(.permitArrive, .li, on: .first)
        story.act(.permitStart, .li, on: .first)
    }

    private static func prepare(_ story: inout Transcript) {
        story.wait(until: Home.from)
        story.say("Preparation on the spot; each check by whom the pack says.")
        story.act(.permitPresent, .li, on: .first)
        story.act(.permitCheck, .li, on: .first, ["check": "contractorAgreement", "outcome": "done"])
        story.act(
            .permitCheck, .chen, on: .first, ["check": "planMade", "outcome": "notApplicable", "reason": "small"])
        story.confirmChecks(.first)
        story.act(.permitCondition, .li, on: .first, ["person": .id(.wang), "fit": true, "remarks": "slept well"])
        story.act(.permitCondition, .li, on: .first, ["person": .id(.zhao), "fit": true])
        story.brief(.first)
        story.say("Gas from the range: above 10 %LEL. The start shows what is left.")
        story.gas(.first, "work", oxygen: nil, lel: "12", sulfide: nil)
        story.act(.permitStart, .li, on: .first)
        story.wait(.minutes(10))
        story.gas(.first, "work", oxygen: nil, lel: "1.5", sulfide: nil)
        story.act(.permitStart, .chen, on: .first)
        story.accept(.first)
        story.act(.permitStart, .li, on: .first, expect: 1)
        story.act(.permitStart, .li, on: .first)
    }

    private static func interrupt(_ story: inout Transcript) {
        story.wait(.minutes(15))
        story.say("A cook smells something burning: anyone may stop work.")
        story.act(.permitSuspend, .xie, on: .first, ["reason": "It smells of burning behind the range"])
        story.act(.permitResume, .li, on: .first)
        story.accept(.first)
        story.act(.permitResume, .li, on: .first)
        story.say("The supervisor goes off without a word.")
        story.wait(.minutes(35))
        story.act(.permitResume, .li, on: .first)
        story.act(.permitArrive, .li, on: .first)
        story.act(.permitResume, .li, on: .first)
    }

    private static func close(_ story: inout Transcript) {
        story.wait(.minutes(10))
        story.act(.permitFinish, .chen, on: .first, ["outcome": "completed", "remarks": "frame welded"])
        story.act(.permitClose, .feng, on: .first)
        story.wait(.minutes(14))
        story.act(.permitWatch, .zheng, on: .first, ["finding": "Smoke from the lining"])
        story.say("A finding begins the watch anew; so does a missed round.")
        story.wait(.minutes(16))
        for _ in 0..<2 {
            story.act(.permitWatch, .zheng, on: .first)
            story.wait(.minutes(12))
        }
        story.act(.permitWatch, .zheng, on: .first)
        story.wait(.minutes(5))
        story.act(.permitClose, .feng, on: .first)
        story.restore(.first)
        story.act(.permitClose, .chen, on: .first)
        story.act(.permitClose, .feng, on: .first)
        story.say("What comes after the end is recorded or refused, and changes nothing.")
        story.act(.permitSuspend, .xie, on: .first, ["reason": "Smoke, I think"], age: .minutes(90))
        story.act(.permitStart, .li, on: .first)
    }
}
