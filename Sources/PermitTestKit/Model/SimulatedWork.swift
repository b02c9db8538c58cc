import PermitCore

/// Work as it should go: what a permit wants next, by whoever should do it.
extension Simulation {
    mutating func request() -> Step {
        requested += 1
        let digits = String(requested)
        let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        let from = site.now + .minutes(Int64(chance.number(-30...90)))
        var crew: JSONValue = Site.crew(
            (chance.one(of: Staff.welders), "welder"), (chance.one(of: Staff.helpers), "helper"))
        if chance.happens(5) { crew = Site.crew((chance.one(of: Staff.everyone), "welder")) }
        var related: JSONValue = []
        if chance.happens(15), let other = site.state.live.keys.sorted().last { related = [.id(other)] }
        let content = Site.content(
            PermitID(id),
            [
                "area": .string(chance.one(of: Staff.areas).text), "from": .moment(from),
                "until": .moment(from + .minutes(Int64(chance.number(60...480)))), "crew": crew,
                "leader": .id(chance.one(of: Staff.leaders)), "supervisor": .id(chance.one(of: Staff.supervisors)),
                "facts": [
                    "flammableArea": .bool(chance.happens(60)), "enclosedVessel": .bool(chance.happens(20)),
                    "occupied": .bool(chance.happens(40)), "contractor": false,
                ],
                "isolations": chance.happens(25) ? [isolation(chance.number(1...3))] : [], "related": related,
                "equipment": chance.happens(20) ? [.id(Home.machine)] : [],
            ])
        return Step(chance.one(of: Staff.applicants), .permitRequest, content)
    }

    private func isolation(_ number: Int) -> JSONValue {
        ["id": .string("i-\(number)"), "point": .string("valve \(number)"), "energy": "steam", "method": "blind"]
    }

    mutating func next(for permit: Permit) -> Step {
        switch permit.state {
        case .requested: return signing(permit)
        case .returned: return step(chance.one(of: Staff.applicants), .permitAmend, permit, site.requested(permit))
        case .approved, .suspended: return preparing(permit)
        case .active: return working(permit)
        case .expired, .revoked:
            return leaving(permit) ?? step(permit.leader, .permitFinish, permit, ["outcome": "incomplete"])
        case .fireWatch: return step(chance.one(of: Staff.watchers), .permitWatch, permit)
        default: return accepting(permit)
        }
    }

    private mutating func signing(_ permit: Permit) -> Step {
        let digest: JSONObject = ["contentDigest": .string(permit.contentDigest)]
        if let line = permit.signOffs.first(where: { $0.signedBy == nil }) {
            let signer = chance.one(of: line.post == "areaUnit" ? Staff.heads : Staff.safety)
            if chance.happens(3) { return step(signer, .permitReturn, permit, ["reason": "say how"]) }
            if line.step == .countersign { return step(signer, .permitCountersign, permit, digest) }
            return step(signer, .permitApprove, permit, digest.merging(["siteVisited": true]))
        }
        return step(chance.one(of: Staff.safety), .permitReject, permit, ["reason": "no"])
    }

    private mutating func preparing(_ permit: Permit) -> Step {
        guard let rules = site.state.rules(for: permit) else { return working(permit) }
        if permit.causes.contains(where: \.isLatched) {
            let heads = permit.signOffs.last?.post == "areaUnit" ? Staff.heads : Staff.safety
            return step(chance.one(of: heads), .permitRelease, permit, ["reason": "seen to"])
        }
        if !permit.isSupervisorPresent(at: site.now, rules) { return step(permit.supervisor, .permitArrive, permit) }
        let operation: Operation = permit.state == .suspended ? .permitResume : .permitStart
        let unmet = site.refusal(operation, by: permit.supervisor, on: permit.permit)?.unmet ?? []
        guard !unmet.isEmpty else { return step(permit.supervisor, operation, permit) }
        return meeting(chance.one(of: unmet), on: permit, rules)
    }

    private mutating func meeting(_ want: Unmet, on permit: Permit, _ rules: KindRules) -> Step {
        switch want.code {
        case .checkMissing, .checkFailed:
            let isLeaders = rules.check(want.subject)?.by.contains("leader") == true
            return step(
                isLeaders ? permit.leader : permit.supervisor, .permitCheck, permit,
                ["check": .string(want.subject), "outcome": "done"])
        case .conditionCheckMissing, .conditionUnfit:
            return step(permit.supervisor, .permitCondition, permit, ["person": .string(want.subject), "fit": true])
        case .briefingMissing: return step(permit.leader, .permitBrief, permit, ["briefed": [.string(want.subject)]])
        case .acceptanceByLeaderMissing:
            return step(permit.leader, .permitAccept, permit, ["contentDigest": .string(permit.contentDigest)])
        case .isolationMissing:
            return step(chance.one(of: Staff.isolators), .permitIsolate, permit, ["isolation": .string(want.subject)])
        case .isolationUnverified:
            let args: JSONObject = ["isolation": .string(want.subject)]
            return step(chance.one(of: Staff.isolators), .permitVerifyIsolation, permit, args)
        case .gasTestMissing, .gasTestStale, .gasOutOfRange, .gasIncomplete:
            return step(chance.one(of: Staff.analysts), .permitGasTest, permit, site.gas(3))
        case .workerElsewhere, .supervisorElsewhere, .areaStopped, .majorHazardOpen: return putRight()
        default: return anything(on: permit)
        }
    }

    private mutating func working(_ permit: Permit) -> Step {
        switch chance.number(1...10) {
        case 1...4: return step(permit.supervisor, .permitPresent, permit)
        case 5:
            let member = permit.crew.isEmpty ? permit.leader : chance.one(of: permit.crew).person
            return step(permit.supervisor, .permitEnter, permit, ["person": .id(member)])
        case 6: return step(chance.one(of: Staff.analysts), .permitGasTest, permit, site.gas(4))
        default:
            if permit.until - site.now > .minutes(60), chance.happens(90) {
                return leaving(permit) ?? step(permit.supervisor, .permitPresent, permit)
            }
            return leaving(permit) ?? step(permit.leader, .permitFinish, permit, ["outcome": "completed"])
        }
    }

    private func leaving(_ permit: Permit) -> Step? {
        if let person = permit.peopleInside.keys.min() {
            return step(permit.supervisor, .permitExit, permit, ["person": .id(person)])
        }
        return permit.toolsInside.keys.min().map {
            step(permit.supervisor, .permitExit, permit, ["tool": .string($0)])
        }
    }

    private mutating func accepting(_ permit: Permit) -> Step {
        if let leave = leaving(permit) { return leave }
        let wanted = (site.state.rules(for: permit)?.restoration.map(\.item) ?? []) + permit.defects.keys.sorted()
        if let item = wanted.first(where: { permit.restored[$0]?.outcome != .done }) {
            return step(permit.leader, .permitRestore, permit, ["item": .string(item), "outcome": "done"])
        }
        if let point = permit.content.isolations.first(where: { site.state.isolations[$0.id]?.application != nil }),
            site.state.leaning(on: point.id, but: permit.permit).isEmpty
        {
            return step(
                chance.one(of: Staff.isolators), .permitRemoveIsolation, permit,
                ["isolation": .id(point.id), "purpose": "restore"])
        }
        return step(chance.one(of: Staff.acceptors), .permitClose, permit)
    }

    func step(_ person: PersonID, _ operation: Operation, _ permit: Permit, _ args: JSONObject = [:]) -> Step {
        SmallWorld.step(person, operation, permit.permit, args)
    }
}
