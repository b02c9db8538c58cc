import PermitCore
import PermitTestKit

extension Story {
    static let tankRepair = Story(
        file: "tank-repair", title: "Special-grade hot work inside a confined space, one isolation, and a test",
        packs: [StoryPacks.plant]
    ) { story in
        ask(&story)
        isolate(&story)
        begin(&story)
        test(&story)
        close(&story)
    }

    private static let isolations: JSONValue = [
        ["id": "iso-v12", "point": "Feed valve V-12", "energy": "Solvent, 3 bar", "method": "Blind and lock"]
    ]

    private static let hot = Transcript.welding(
        .first,
        [
            "area": "binhai/plant/tank-3", "work": "Weld a nozzle inside tank 3", "crew": Site.crew((.cao, "welder")),
            "facts": [
                "flammableArea": true, "enclosedVessel": true, "occupied": false, "contractor": false, "running": true,
                "insideSpace": true,
            ], "isolations": isolations, "related": [.id(PermitID.second)],
        ])

    private static let entry = Transcript.cleaning(
        .second,
        [
            "area": "binhai/plant/tank-3", "work": "Enter tank 3 to weld", "supervisor": .id(.li),
            "crew": Site.crew((.cao, "welder"), (.hua, "rescuer")), "isolations": isolations,
            "related": [.id(PermitID.first)],
        ])

    private static func ask(_ story: inout Transcript) {
        story.act(.permitRequest, .shi, hot)
        story.say("Hot work inside a space wants the entry permit beside it.")
        story.approve(.first)
        story.act(.permitRequest, .shi, entry)
        story.act(
            .permitApprove, .jin, on: .first, ["contentDigest": story.digest(of: .first), "siteVisited": true])
        story.approve(.second)
    }

    private static func isolate(_ story: inout Transcript) {
        story.wait(until: Home.from)
        story.say("One valve, one lock, both permits.")
        story.act(.permitIsolate, .wu, on: .first, ["isolation": "iso-v12", "lock": "L-7"])
        story.act(.permitIsolate, .wei, on: .first, ["isolation": "iso-v12", "lock": "L-7"])
        story.act(.permitIsolate, .wei, on: .second, ["isolation": "iso-v12", "lock": "L-8"])
        story.act(.permitVerifyIsolation, .wei, on: .first, ["isolation": "iso-v12"])
        story.act(.permitVerifyIsolation, .wei, on: .second, ["isolation": "iso-v12"])
        story.act(.permitVerifyIsolation, .jiang, on: .second, ["isolation": "iso-v12"])
    }

    private static func begin(_ story: inout Transcript) {
        for permit in [PermitID.first, .second] { story.quietly { $0.prepare(permit) } }
        story.say("All else is prepared. The welding can't begin before the entry is active.")
        story.act(.permitStart, .li, on: .first)
        story.act(.permitStart, .li, on: .second)
        story.act(.permitStart, .li, on: .first)
        story.act(.permitEnter, .li, on: .second, ["person": "p-cao"])
        story.wait(.minutes(10))
    }

    private static func test(_ story: inout Transcript) {
        story.say("The valve must be tried under pressure: nobody inside, everyone agreed, both permits at rest.")
        let sanction: JSONObject = ["isolation": "iso-v12", "until": .moment(story.site.now + .minutes(30))]
        story.act(.permitSanctionTest, .sun, on: .first, sanction)
        story.act(.permitExit, .li, on: .second, ["person": "p-cao"])
        story.act(.permitSanctionTest, .chen, on: .first, sanction)
        story.act(.permitSanctionTest, .sun, on: .first, sanction)
        story.act(.permitRemoveIsolation, .wei, on: .first, ["isolation": "iso-v12", "purpose": "test"])
        story.act(.permitSanctionTest, .chen, on: .first, sanction)
        story.act(.permitSanctionTest, .zhang, on: .second, sanction)
        story.act(.permitRemoveIsolation, .wei, on: .first, ["isolation": "iso-v12", "purpose": "test"])
        story.wait(.minutes(12))
        story.act(.permitResume, .li, on: .second)
        story.wait(.minutes(20))
        story.say("The time of the test ran out before the lock was back.")
        story.act(.permitIsolate, .wei, on: .first, ["isolation": "iso-v12", "lock": "L-9"])
        story.act(.permitVerifyIsolation, .jiang, on: .second, ["isolation": "iso-v12"])
        for permit in [PermitID.second, .first] {
            story.act(.permitArrive, .li, on: permit)
            story.confirmChecks(permit, step: .permitResume)
            story.testEverywhere(permit)
            story.accept(permit)
            story.act(.permitResume, .li, on: permit)
        }
    }

    private static func close(_ story: inout Transcript) {
        story.wait(.minutes(14))
        story.say("The entry is stopped: that stops the welding too. It is done anyway, and is watched.")
        story.act(.permitSuspend, .hua, on: .second, ["reason": "The blower sounds odd"])
        story.finishAndWatch(.first)
        story.say("The lock stays while the other leans on it; closing hands it on.")
        story.act(.permitRemoveIsolation, .wei, on: .first, ["isolation": "iso-v12", "purpose": "restore"])
        story.restore(.first)
        story.act(.permitClose, .feng, on: .first)
        story.act(.permitFinish, .zhang, on: .second, ["outcome": "completed"])
        story.restore(.second)
        story.act(.permitClose, .feng, on: .second)
        story.act(.permitRemoveIsolation, .wei, on: .second, ["isolation": "iso-v12", "purpose": "restore"])
        story.act(.permitClose, .feng, on: .second)
    }
}
