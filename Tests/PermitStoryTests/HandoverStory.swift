import PermitCore
import PermitTestKit

extension Story {
    static let handover = Story(
        file: "handover", title: "Supervisor and leader hand over in the middle of work, and one is taken ill",
        packs: [StoryPacks.general]
    ) { story in
        story.quietly { $0.bringToWork(Transcript.welding()) }
        story.say("Welding in the kitchen, r\(story.site.permit(.first)?.revision ?? 0), Li supervises, Chen leads.")
        story.act(.permitEnter, .li, on: .first, ["tool": "grinder-4"])
        supervisor(&story)
        leader(&story)
        illness(&story)
        end(&story)
    }

    private static func supervisor(_ story: inout Transcript) {
        story.say("Nobody takes a post that was not offered, and nobody blindly.")
        story.act(.permitTakeover, .kong, on: .first, ["role": "supervisor", "inside": []])
        story.act(.permitHandover, .kong, on: .first, ["role": "supervisor", "to": .id(.kong)])
        story.act(.permitHandover, .li, on: .first, ["role": "supervisor", "to": .id(.chen)])
        story.act(.permitTakeover, .chen, on: .first, ["role": "supervisor", "inside": ["grinder-4"]])
        story.say("Chen leads and can't supervise too. The next offer replaces that one.")
        story.wait(.minutes(5))
        story.act(.permitHandover, .li, on: .first, ["role": "supervisor", "to": .id(.kong)])
        story.act(.permitTakeover, .chen, on: .first, ["role": "supervisor", "inside": ["grinder-4"]])
        story.act(.permitTakeover, .kong, on: .first, ["role": "supervisor", "inside": []])
        story.act(.permitTakeover, .kong, on: .first, ["role": "supervisor", "inside": ["grinder-4"]])
        story.act(.permitPresent, .li, on: .first)
        story.act(.permitPresent, .kong, on: .first)
    }

    private static func leader(_ story: inout Transcript) {
        story.say("Chen offers the lead and goes on leading until it is taken up. The first offer lapses.")
        story.act(.permitHandover, .chen, on: .first, ["role": "leader", "to": .id(.zhang)])
        story.quietly { $0.work(.first, until: $0.site.now + .minutes(59)) }
        story.act(.permitPresent, .kong, on: .first)
        story.wait(.minutes(2))
        story.act(.permitTakeover, .zhang, on: .first, ["role": "leader", "inside": ["grinder-4"]])
        story.act(.permitHandover, .chen, on: .first, ["role": "leader", "to": .id(.zhang)])
        story.act(.permitTakeover, .zhang, on: .first, ["role": "leader", "inside": ["grinder-4"]])
        story.act(.permitFinish, .chen, on: .first, ["outcome": "completed"])
    }

    private static func illness(_ story: inout Transcript) {
        story.wait(.minutes(6))
        story.say("Kong is taken ill and can hand nothing over. The head of the unit names Li.")
        story.act(
            .permitAssign, .zhang, on: .first, ["role": "supervisor", "to": .id(.li), "reason": "Kong is ill"])
        story.act(
            .permitAssign, .sun, on: .first, ["role": "supervisor", "to": .id(.cao), "reason": "Kong is ill"])
        story.act(.permitTakeover, .cao, on: .first, ["role": "supervisor", "inside": ["grinder-4"]])
        story.act(.permitAssign, .sun, on: .first, ["role": "supervisor", "to": .id(.li), "reason": "Kong is ill"])
        story.act(.permitResume, .li, on: .first)
        story.act(.permitTakeover, .li, on: .first, ["role": "supervisor", "inside": ["grinder-4"]])
        story.act(.permitResume, .kong, on: .first)
        story.act(.permitResume, .li, on: .first)
    }

    private static func end(_ story: inout Transcript) {
        story.wait(.minutes(10))
        story.act(.permitFinish, .zhang, on: .first, ["outcome": "completed"])
        story.act(.permitExit, .li, on: .first, ["tool": "grinder-4"])
        story.quietly { $0.finishAndWatch(.first) }
        story.restore(.first)
        story.say("Chen led once: that counts for ever.")
        story.quietly { $0.act(Home.grant(.chen, "acceptor", [.binhai])) }
        story.act(.permitClose, .chen, on: .first)
        story.act(.permitClose, .feng, on: .first)
    }
}
