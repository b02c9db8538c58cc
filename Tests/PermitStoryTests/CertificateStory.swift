import PermitCore
import PermitTestKit

extension Story {
    static let certificate = Story(
        file: "certificate-revoked", title: "A worker's certificate is revoked, and the worker replaced",
        packs: [StoryPacks.general]
    ) { story in
        story.quietly { $0.bringToWork(Transcript.welding()) }
        story.wait(.minutes(10))
        let welding = "special-work.welding"
        story.say("The issuer withdraws Cao's certificate in the middle of the work.")
        story.act(
            .credentialRevoke, .registrar,
            ["credential": .string(Home.credentialID(.cao, welding)), "reason": "Withdrawn by the issuer"])
        story.act(.permitResume, .li, on: .first)
        story.say("Another welder: added by the leader alone, in a trade that was asked for, never an approver.")
        let add: JSONObject = ["add": Site.crew((.wang, "welder")), "remove": ["p-cao"], "reason": "Certificate"]
        story.act(.permitCrew, .li, on: .first, add)
        story.act(
            .permitCrew, .chen, on: .first, ["add": Site.crew((.wang, "electrician")), "reason": "Certificate"])
        story.act(.permitCrew, .chen, on: .first, ["add": Site.crew((.qian, "helper")), "reason": "More hands"])
        story.act(.permitCrew, .chen, on: .first, add)
        story.act(.permitResume, .li, on: .first)
        story.say("Wang's certificate is entered and verified, and ran out yesterday; so the next one is entered.")
        for (number, expires) in [("T-120101", "2026-11-23"), ("T-120102", "2027-05-01")] {
            let entered = Cast.credential(.wang, welding, number: number, expires: expires)
            story.act(entered)
            story.act(
                .credentialVerify, .verifier,
                ["credential": .string(Home.credentialID(.wang, welding)), "method": "cx.mem.gov.cn"])
            story.act(.permitResume, .li, on: .first)
        }
        story.act(.permitCondition, .li, on: .first, ["person": .id(.wang), "fit": true])
        story.act(.permitBrief, .chen, on: .first, ["briefed": ["p-wang"]])
        story.accept(.first)
        story.act(.permitResume, .li, on: .first)
        story.act(.permitCrew, .chen, on: .first, ["add": Site.crew((.cao, "helper")), "reason": "To help"])
        story.act(.permitCrew, .li, on: .first, ["remove": ["p-zhao"], "reason": "Not needed"])
    }
}
