import PermitCore
import PermitTestKit

extension Story {
    static let sevenDays = Story(
        file: "seven-days-at-height", title: "Seven days at height, with the nights between",
        packs: [StoryPacks.plant]
    ) { story in
        ask(&story)
        nights(&story)
        wind(&story)
        end(&story)
    }

    private static func scaffold(_ changes: JSONObject = [:]) -> JSONObject {
        Transcript.welding(
            .first,
            [
                "kind": "height", "area": .string(AreaID.home.text), "work": "Scaffold at the north wall",
                "facts": ["contractor": false, "outdoors": true], "crew": Site.crew((.tao, "scaffolder")),
                "until": .moment(Home.from + .hours(7 * 24)),
            ]
        ).merging(changes)
    }

    private static func ask(_ story: inout Transcript) {
        story.act(.permitRequest, .shi, scaffold(["until": .moment(Home.from + .hours(7 * 24 + 1))]))
        story.act(.permitRequest, .shi, scaffold())
        story.approve(.first)
        story.wait(until: Home.from)
        story.act(.permitArrive, .li, on: .first)
        story.confirmChecks(.first)
        story.lookAtEveryone(.first)
        story.brief(.first)
        story.accept(.first)
        story.act(.permitStart, .li, on: .first)
        story.quietly { $0.work(.first, until: "2026-11-24T09:00:00.000Z") }
    }

    private static func morning(_ story: inout Transcript) {
        story.act(.permitArrive, .li, on: .first)
        story.confirmChecks(.first, step: .permitResume)
        story.lookAtEveryone(.first)
        if story.site.permit(.first)?.acceptedAt == nil { story.accept(.first) }
        story.act(.permitResume, .li, on: .first)
    }

    private static func nights(_ story: inout Transcript) {
        story.say("The first evening: the supervisor goes home, and the work rests.")
        story.act(.permitLeave, .li, on: .first)
        story.wait(until: "22:00")
        story.act(.permitResume, .li, on: .first)
        story.wait(until: "08:20")
        story.say("The second morning: what lives for a day is wanted anew.")
        story.act(.permitResume, .li, on: .first)
        morning(&story)
        story.quietly { $0.work(.first, until: $0.site.now + .hours(8)) }
        story.say("The second evening: nobody signs off. Presence lapses.")
        story.wait(until: "17:00")
        story.wait(until: "08:20")
        morning(&story)
    }

    private static func wind(_ story: inout Transcript) {
        story.wait(.minutes(20))
        story.say("The third day: wind.")
        story.act(.areaWeather, .tao, ["area": "binhai/home", "windBeaufort": 5, "conditions": []])
        story.act(.areaWeather, .li, ["area": "binhai/home", "windBeaufort": 4, "conditions": []])
        story.act(.areaWeather, .li, ["area": "binhai/home", "windBeaufort": 6, "conditions": []])
        story.act(.permitResume, .li, on: .first)
        story.wait(.hours(2))
        story.act(.areaWeather, .qian, ["area": "binhai/home", "windBeaufort": 3, "conditions": []])
        story.act(.permitArrive, .li, on: .first)
        story.act(.permitResume, .li, on: .first)
        story.accept(.first)
        story.act(.permitResume, .li, on: .first)
    }

    private static func end(_ story: inout Transcript) {
        story.quietly { story in
            for _ in 0..<5 {
                story.act(.permitLeave, .li, on: .first)
                story.wait(until: "08:20")
                morning(&story)
            }
        }
        story.say("The last morning, work since 08:20; the pack has no extension for it.")
        story.act(
            .permitExtend, .sun, on: .first, ["until": .moment(Home.from + .hours(7 * 24 + 8))],
            expect: story.site.permit(.first)?.revision)
        story.act(.permitLeave, .li, on: .first)
        story.wait(until: "08:31")
        story.say("The window is over: only make-safe and acceptance are left.")
        story.act(.permitArrive, .li, on: .first)
        story.act(.permitResume, .li, on: .first)
        story.act(.permitFinish, .chen, on: .first, ["outcome": "completed"])
        story.act(.permitClose, .feng, on: .first)
        story.restore(.first)
        story.act(.permitClose, .feng, on: .first)
    }
}
