import PermitCore
import PermitTestKit

extension Story {
    static let septicTank = Story(
        file: "septic-tank", title: "Into a septic tank, readings every 15 minutes, and a rescue",
        packs: [StoryPacks.general]
    ) { story in
        prepare(&story)
        enter(&story)
        fallSilent(&story)
        rescue(&story)
        close(&story)
    }

    private static func prepare(_ story: inout Transcript) {
        let crew = Site.crew((.zhao, "entrant"), (.yan, "entrant"), (.hua, "rescuer"))
        story.say("A cook without the training for confined spaces can't go on the list.")
        let untrained = Site.crew((.xie, "entrant"), (.hua, "rescuer"))
        story.act(.permitRequest, .shi, Transcript.cleaning(.first, ["crew": untrained]))
        story.act(.permitRequest, .shi, Transcript.cleaning(.first, ["crew": crew]))
        story.approve(.first)
        story.wait(until: Home.from)
        story.act(.permitArrive, .kong, on: .first)
        story.confirmChecks(.first)
        story.lookAtEveryone(.first)
        story.act(.permitBrief, .zhang, on: .first, ["briefed": ["p-zhao", "p-yan", "p-hua"]])
        for person in [PersonID.zhao, .hua] { story.act(.permitBriefed, person, on: .first) }
        story.say("The air: oxygen is read first, at the entrance and at the bottom.")
        story.act(
            .permitGasTest, .wu, on: .first,
            [
                "point": "entrance", "sampledAt": .moment(story.site.now), "instrument": .id(Home.detector),
                "readings": [
                    ["gas": "combustible", "value": 1, "unit": "%LEL"], ["gas": "oxygen", "value": 21, "unit": "%vol"],
                ],
            ])
        story.gas(.first, "entrance")
        story.gas(.first, "lower", oxygen: "18.9", sulfide: "9")
        story.accept(.first)
        story.act(.permitStart, .kong, on: .first)
        story.say("Twenty minutes of air from the blower; the one who had not signed signs.")
        story.wait(.minutes(12))
        story.act(.permitPresent, .kong, on: .first)
        story.wait(.minutes(8))
        story.act(.permitBriefed, .yan, on: .first)
        story.gas(.first, "lower", sulfide: nil)
        story.act(.permitStart, .kong, on: .first)
        story.gas(.first, "lower")
        story.act(.permitStart, .kong, on: .first)
    }

    private static func enter(_ story: inout Transcript) {
        story.say("Who goes in is written down by the supervisor, tools too.")
        story.act(.permitEnter, .zhao, on: .first, ["person": "p-zhao"])
        story.act(.permitEnter, .kong, on: .first, ["person": "p-xie"])
        for person in ["p-zhao", "p-yan"] { story.act(.permitEnter, .kong, on: .first, ["person": .string(person)]) }
        story.act(.permitEnter, .kong, on: .first, ["tool": "pump-2"])
        for _ in 0..<2 {
            story.wait(.minutes(14))
            story.testEverywhere(.first, by: .kong, mode: "periodic")
        }
    }

    private static func fallSilent(_ story: inout Transcript) {
        story.say("The supervisor writes down who comes out, but reads no gas.")
        story.wait(.minutes(10))
        story.act(.permitExit, .kong, on: .first, ["person": "p-zhao"])
        story.wait(.minutes(11))
        story.act(.permitFinish, .zhang, on: .first, ["outcome": "incomplete"])
        story.act(.permitExit, nil, on: .first, ["person": "p-yan"], over: .tablet)
        story.act(.permitResume, .kong, on: .first)
        story.confirmChecks(.first, step: .permitResume)
        story.testEverywhere(.first)
        story.accept(.first)
        story.act(.permitResume, .kong, on: .first)
        story.act(.permitEnter, .kong, on: .first, ["person": "p-yan"])
    }

    private static func rescue(_ story: inout Transcript) {
        story.wait(.minutes(9))
        story.say("Hydrogen sulfide at the bottom. Yan doesn't answer.")
        story.gas(.first, "lower", sulfide: "31", by: .kong, mode: "continuous")
        story.act(.permitEnter, .kong, on: .first, ["person": "p-zhao"])
        story.act(.permitEnter, .xie, on: .first, ["person": "p-hua", "basis": "rescue"])
        story.act(.permitEnter, .he, on: .first, ["person": "p-hua", "basis": "rescue"])
        story.say("Zhao goes after them unprotected; the supervisor writes down what can't be stopped.")
        story.act(.permitEnter, .kong, on: .first, ["person": "p-zhao", "basis": "observed"])
        story.wait(.minutes(6))
        for person in ["p-zhao", "p-yan", "p-hua"] {
            story.act(.permitExit, .kong, on: .first, ["person": .string(person)])
        }
    }

    private static func close(_ story: inout Transcript) {
        story.say("Nobody goes in again today; the pump is still down there.")
        story.act(.permitResume, .kong, on: .first)
        story.act(.permitFinish, .zhang, on: .first, ["outcome": "incomplete"])
        story.act(.permitExit, .kong, on: .first, ["tool": "pump-2"])
        story.act(.permitFinish, .zhang, on: .first, ["outcome": "incomplete"])
        story.act(.permitClose, .feng, on: .first)
        story.restore(.first)
        story.act(.permitClose, .feng, on: .first)
    }
}
