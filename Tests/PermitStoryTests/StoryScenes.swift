import PermitCore
import PermitTestKit

/// What several stories begin with.
extension Transcript {
    /// What asks for welding in the kitchen, with members replaced.
    static func welding(_ permit: PermitID = .first, _ changes: JSONObject = [:]) -> JSONObject {
        let content: JSONObject = [
            "permit": .id(permit), "kind": "hot", "area": .string(AreaID.kitchen.text),
            "work": "Weld a new frame for the range", "method": "Arc welding", "from": .moment(Home.from),
            "until": .moment(Home.until),
            "facts": ["flammableArea": true, "enclosedVessel": false, "occupied": true, "contractor": true],
            "leader": .id(.chen), "supervisor": .id(.li), "crew": Site.crew((.cao, "welder"), (.zhao, "helper")),
            "analysis": [["step": "weld", "hazard": "fire, gas from the range", "control": "gas shut off, watch"]],
        ]
        return content.merging(changes)
    }

    /// What asks for cleaning out the septic tank, with members replaced.
    static func cleaning(_ permit: PermitID = .first, _ changes: JSONObject = [:]) -> JSONObject {
        let content: JSONObject = [
            "permit": .id(permit), "kind": "confined", "area": "binhai/yard/septic",
            "work": "Clean out the septic tank", "method": "By hand, with a pump", "from": .moment(Home.from),
            "until": .moment(Home.until),
            "facts": ["contractor": false, "vertical": true], "leader": .id(.zhang), "supervisor": .id(.kong),
            "crew": Site.crew((.yan, "entrant"), (.hua, "rescuer")),
            "analysis": [["step": "enter", "hazard": "hydrogen sulfide", "control": "air, readings, rescuer"]],
        ]
        return content.merging(changes)
    }

    /// Asks for a permit and brings it all the way to work.
    mutating func bringToWork(_ content: JSONObject, over way: Site.Way = .own) {
        guard let id = content["permit"]?.string.map({ PermitID($0) }) else { return }
        act(.permitRequest, .shi, content)
        approve(id)
        if site.now < Home.from { wait(until: Home.from) }
        prepare(id)
        act(.permitStart, site.permit(id)?.supervisor, on: id, over: way)
    }

    /// Everything that a start wants, all of it good.
    mutating func prepare(_ permit: PermitID) {
        guard let now = site.permit(permit) else { return }
        act(.permitArrive, now.supervisor, on: permit)
        confirmChecks(permit)
        lookAtEveryone(permit)
        brief(permit)
        testEverywhere(permit)
        accept(permit)
    }

    /// A good gas test at every point that the permit wants one at.
    mutating func testEverywhere(_ permit: PermitID, by person: PersonID = .wu, mode: String = "test") {
        guard let now = site.permit(permit) else { return }
        if now.content.kind == "hot" {
            gas(permit, "work", oxygen: nil, sulfide: nil, by: person, mode: mode)
        } else if now.content.kind == "confined" {
            for point in ["entrance", "lower"] { gas(permit, point, by: person, mode: mode) }
        }
    }

    /// Work goes on until a moment, with the supervisor seen every ten minutes.
    mutating func work(_ permit: PermitID, until end: Instant) {
        while site.now + .minutes(10) < end {
            wait(.minutes(10))
            act(.permitPresent, site.permit(permit)?.supervisor, on: permit)
        }
        wait(until: end)
    }

    /// Finished, with the fire watch walked to its end.
    mutating func finishAndWatch(_ permit: PermitID) {
        act(.permitFinish, site.permit(permit)?.leader, on: permit, ["outcome": "completed"])
        for _ in 0..<2 {
            wait(.minutes(10))
            act(.permitWatch, .zheng, on: permit)
        }
        wait(.minutes(10))
    }
}
