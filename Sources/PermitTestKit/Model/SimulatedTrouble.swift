import PermitCore

/// Work as it should not go: anything by anyone, and what happens around it.
extension Simulation {
    /// Any operation on a permit by anyone, most often by someone who has to do with it.
    mutating func anything(on permit: Permit) -> Step {
        let named = permit.people + Staff.heads + Staff.safety + Staff.isolators
        let person = chance.happens(70) ? chance.one(of: named) : chance.one(of: Staff.everyone)
        let operations = Operation.allCases.filter { $0.rawValue.hasPrefix("permit.") && !$0.isRead }
        let operation = chance.one(of: operations)
        if operation == .permitRequest { return request() }
        if operation == .permitAmend { return step(person, .permitAmend, permit, site.requested(permit)) }
        return step(person, operation, permit, arguments(operation, permit))
    }

    private mutating func arguments(_ operation: Operation, _ permit: Permit) -> JSONObject {
        let other = JSONValue.id(chance.one(of: Staff.everyone))
        let worker = JSONValue.id(chance.happens(80) ? permit.crew.first?.person ?? permit.leader : permit.leader)
        let role = chance.one(of: PermitRole.allCases).rawValue
        let isolation = JSONValue.string(permit.content.isolations.first?.id.text ?? "i-1")
        switch operation {
        case .permitReturn, .permitReject, .permitCancel, .permitSuspend, .permitRelease, .permitRevoke:
            return ["reason": "so it goes"]
        case .permitCountersign, .permitAccept: return ["contentDigest": .string(digest(permit))]
        case .permitApprove:
            return ["contentDigest": .string(digest(permit)), "siteVisited": .bool(chance.happens(90))]
        case .permitCheck:
            let check = chance.one(of: site.state.rules(for: permit)?.checks.map(\.check) ?? ["none"])
            return ["check": .string(check), "outcome": chance.happens(80) ? "done" : "failed", "reason": "so"]
        case .permitCondition: return ["person": worker, "fit": .bool(chance.happens(80))]
        case .permitGasTest:
            let age = Span.seconds(Int64(chance.number(0...3_000)))
            let mode = chance.one(of: ["test", "periodic", "alarm"])
            return site.gas(chance.happens(80) ? 3 : 30, sampled: age, mode: mode)
        case .permitIsolate, .permitVerifyIsolation: return ["isolation": isolation]
        case .permitRemoveIsolation:
            return ["isolation": isolation, "purpose": chance.happens(50) ? "restore" : "test"]
        case .permitSanctionTest:
            return ["isolation": isolation, "until": .moment(site.now + .minutes(Int64(chance.number(-5...60))))]
        case .permitBrief: return ["briefed": [worker]]
        case .permitCrew:
            return chance.happens(50)
                ? ["remove": [worker], "reason": "so"]
                : ["add": Site.crew((chance.one(of: Staff.welders), "welder")), "reason": "so"]
        case .permitHandover: return ["role": .string(role), "to": other]
        case .permitAssign: return ["role": .string(role), "to": other, "reason": "so"]
        case .permitTakeover:
            return ["role": .string(role), "inside": chance.happens(70) ? .strings(permit.insideNames) : [other]]
        case .permitExtend: return ["until": .moment(permit.until + .minutes(Int64(chance.number(-10...300))))]
        case .permitEnter, .permitExit: return movement(worker, other)
        default: return rest(operation, permit)
        }
    }

    private mutating func movement(_ worker: JSONValue, _ other: JSONValue) -> JSONObject {
        let basis = JSONValue.string(chance.one(of: EntryArguments.Basis.allCases).rawValue)
        if chance.happens(20) { return ["tool": .string("tool-\(chance.number(1...3))"), "basis": basis] }
        return ["person": chance.happens(70) ? worker : other, "basis": basis]
    }

    private mutating func rest(_ operation: Operation, _ permit: Permit) -> JSONObject {
        switch operation {
        case .permitFinish: ["outcome": chance.happens(50) ? "completed" : "incomplete"]
        case .permitWatch: chance.happens(70) ? [:] : ["finding": "embers"]
        case .permitRestore: ["item": "siteCleared", "outcome": chance.happens(70) ? "done" : "failed", "reason": "so"]
        case .permitRefuseAcceptance: ["defects": [["text": "a burn"], ["item": "siteCleared", "text": "dirt"]]]
        case .permitNote: ["text": "seen"]
        default: [:]
        }
    }

    /// Now and then the digest of something else.
    private mutating func digest(_ permit: Permit) -> String {
        chance.happens(90) ? permit.contentDigest : String(repeating: "0", count: 64)
    }

    /// What happens around the work: stops, dangers, weather, people and papers.
    mutating func aroundIt() -> Step {
        let area = chance.one(of: Staff.areas + [.binhai])
        let person = chance.one(of: Staff.everyone)
        switch chance.number(1...12) {
        case 1:
            let args: JSONObject = [
                "area": .string(area.text), "reason": "smoke", "adjacent": .bool(chance.happens(30)),
            ]
            return Step(person, .areaStop, args)
        case 2, 3:
            return Step(
                person, .areaWeather,
                ["area": .string(area.text), "windBeaufort": .count(chance.number(0...9)), "conditions": []])
        case 4:
            requested += 1
            let digits = String(requested)
            let id = "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.count) + digits
            return Step(
                person, .hazardReport,
                [
                    "hazard": .string(id), "area": .string(area.text), "text": "a crack",
                    "level": chance.happens(30) ? "major" : "general",
                ])
        case 5:
            let welder = chance.one(of: Staff.welders)
            return Home.credential(welder, "special-work.welding", isVerified: false)[0]
        case 6:
            let welder = chance.one(of: Staff.welders)
            return Home.credential(welder, "special-work.welding")[1]
        case 7:
            let welder = chance.one(of: Staff.welders)
            return Home.person(welder, status: chance.happens(30) ? "blocked" : "active")
        default: return putRight()
        }
    }

    /// Someone sees to a stop or a danger, or to anything else.
    mutating func putRight() -> Step {
        if let stop = site.state.stops.values.filter({ $0.liftedAt == nil }).min(by: { $0.stop < $1.stop }) {
            let isFirst = chance.happens(30)
            return Step(
                isFirst ? Staff.visitor : Staff.controller, isFirst ? .areaAcknowledge : .areaLift,
                isFirst
                    ? ["stop": .sequence(stop.stop)]
                    : ["area": .string(stop.area.text), "stop": .sequence(stop.stop), "reason": "over"])
        }
        guard let hazard = site.state.hazards.values.filter(\.isOpen).min(by: { $0.hazard < $1.hazard }) else {
            return Home.person(chance.one(of: Staff.welders))
        }
        let id = JSONValue.id(hazard.hazard)
        switch hazard.state {
        case .reported, .reopened:
            let deadline = site.now + .hours(Int64(chance.number(1...30)))
            return Step(
                chance.one(of: Staff.safety), .hazardAssign,
                [
                    "hazard": id, "to": .id(chance.one(of: Staff.leaders)), "deadline": .moment(deadline),
                    "level": .string(hazard.level.rawValue), "measures": "mend it",
                ])
        case .assigned:
            return Step(hazard.assignee ?? .verifier, .hazardRectify, ["hazard": id, "text": "mended", "evidence": []])
        default:
            return Step(
                .verifier, .hazardVerify, ["hazard": id, "outcome": chance.happens(80) ? "passed" : "failed"])
        }
    }
}
