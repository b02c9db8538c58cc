import PermitCore
import PermitTestKit

extension Story {
    static let defects = Story(
        file: "defects", title: "An acceptor who finds defects", packs: [StoryPacks.general]
    ) { story in
        story.quietly { $0.bringToWork(Transcript.welding()) }
        story.wait(.minutes(20))
        let defects: JSONValue = [
            ["item": "siteCleared", "text": "Electrode stubs under the range"],
            ["text": "The hood's filter is scorched"],
        ]
        story.act(.permitRefuseAcceptance, .feng, on: .first, ["defects": defects])
        story.act(.permitFinish, .chen, on: .first, ["outcome": "completed"])
        story.say("While the watch runs, embers and site may be put right, but nobody accepts.")
        story.act(.permitRefuseAcceptance, .feng, on: .first, ["defects": defects])
        story.quietly { story in
            story.wait(.minutes(12))
            story.act(.permitWatch, .zheng, on: .first)
            story.wait(.minutes(10))
            story.act(.permitWatch, .zheng, on: .first)
        }
        story.wait(.minutes(8))
        story.restore(.first)
        story.say("Zhao, one of the crew, is an acceptor elsewhere.")
        story.quietly { $0.act(Home.grant(.zhao, "acceptor", [.binhai])) }
        story.act(.permitClose, .zhao, on: .first)
        story.act(.permitRefuseAcceptance, .feng, on: .first, ["defects": []])
        story.act(.permitRefuseAcceptance, .feng, on: .first, ["defects": defects])
        story.act(.permitClose, .feng, on: .first)
        let own = story.site.permit(.first)?.defects.keys.sorted().first ?? ""
        story.act(.permitRestore, .chen, on: .first, ["item": "hood", "outcome": "done"])
        story.act(.permitRestore, .chen, on: .first, ["item": .string(own), "outcome": "done"])
        story.act(.permitRestore, .chen, on: .first, ["item": "siteCleared", "outcome": "failed"])
        story.act(.permitClose, .feng, on: .first)
        story.act(.permitRestore, .sun, on: .first, ["item": "siteCleared", "outcome": "done"])
        story.say("Before the acceptor signs, the fire watcher comes by once more.")
        story.wait(.minutes(5))
        story.act(.permitWatch, .zheng, on: .first, ["finding": "The wall behind the range is warm"])
        story.act(.permitClose, .feng, on: .first)
        story.quietly { story in
            for _ in 0..<2 {
                story.wait(.minutes(10))
                story.act(.permitWatch, .zheng, on: .first)
            }
        }
        story.wait(.minutes(10))
        story.say("What was put right before the finding stays put right.")
        story.act(.permitClose, .feng, on: .first)
    }
}
