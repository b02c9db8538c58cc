import PermitCore
import PermitTestKit

extension Story {
    static let gasAlarm = Story(
        file: "gas-alarm", title: "A gas alarm next door, a stop with receipts, and its lifting",
        packs: [StoryPacks.general]
    ) { story in
        story.quietly { $0.bringToWork(Transcript.welding(), over: .tablet) }
        story.quietly { $0.bringToWork(Transcript.cleaning(.second)) }
        story.say("Welding in the kitchen, over tablet-1; next door, in the yard, someone is in the septic tank.")
        story.act(.permitEnter, .kong, on: .second, ["person": "p-yan"])
        story.wait(.minutes(10))
        alarm(&story)
        stop(&story)
        lift(&story)
        resume(&story)
    }

    private static func alarm(_ story: inout Transcript) {
        story.say("The monitor in the tank alarms: the work there stops, and so does the work next door.")
        story.gas(.second, "lower", oxygen: "20.1", lel: "14", by: .kong, mode: "alarm")
    }

    private static func stop(_ story: inout Transcript) {
        story.say("A cook stops the yard and all that touches it. Devices with live work there must say they know.")
        story.act(
            .areaStop, .xie, ["area": .string(AreaID.yard.text), "reason": "Gas alarm at the tank", "adjacent": true])
        let stop = JSONValue.sequence(story.site.state.stops.keys.max() ?? 0)
        story.act(.areaAcknowledge, nil, ["stop": stop], over: .tablet)
        story.act(.areaAcknowledge, nil, ["stop": stop], over: .tablet)
        story.act(.areaAcknowledge, .kong, ["stop": 1])
        story.act(.areaAcknowledge, .kong, ["stop": stop])
        story.act(.permitExit, .kong, on: .second, ["person": "p-yan"])
        story.act(.areaAcknowledge, .li, ["stop": stop])
        story.act(.permitResume, .li, on: .first)
    }

    private static func lift(_ story: inout Transcript) {
        story.wait(.minutes(20))
        story.say("Only the emergency controller lifts a stop; lifting resumes nothing.")
        let stop = JSONValue.sequence(story.site.state.stops.keys.max() ?? 0)
        let args: JSONObject = [
            "area": .string(AreaID.yard.text), "stop": stop, "reason": "The blower runs, readings are down",
        ]
        story.act(.areaLift, .qian, args)
        story.act(.areaLift, .he, args.merging(["area": .string(AreaID.home.text)]))
        story.act(.areaLift, .he, args)
        story.act(.areaLift, .he, args)
    }

    private static func resume(_ story: inout Transcript) {
        story.act(.permitArrive, .li, on: .first)
        story.act(.permitResume, .li, on: .first)
        story.act(.permitRelease, .sun, on: .first, ["reason": "The kitchen is clear"])
        story.act(.permitRelease, .qian, on: .first, ["reason": "The kitchen is clear"])
        story.confirmChecks(.first, step: .permitResume)
        story.lookAtEveryone(.first)
        story.testEverywhere(.first)
        story.accept(.first)
        story.say("The tank next door is still above its limit.")
        story.act(.permitResume, .li, on: .first)
        story.gas(.second, "lower")
        story.act(.permitResume, .li, on: .first)
        story.say("The tank itself must be released and prepared anew.")
        story.act(.permitResume, .kong, on: .second)
    }
}
