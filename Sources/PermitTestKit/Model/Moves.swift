import PermitCore

/// Moves with canonical arguments.
extension Move {
    /// One command whose arguments never change.
    static func fixed(_ step: Step, as name: String = "") -> Move {
        do {
            return Move(
                description: "\(step.operation.rawValue) \(name) by \(step.person)",
                deed: .fixed(step.person, step.operation, step.args, try step.arguments()))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// One command whose arguments depend on the world.
    static func depending(
        _ person: PersonID, _ operation: Operation, as name: String = "",
        _ make: @escaping @Sendable (World) -> JSONObject?
    ) -> Move {
        Move(
            description: "\(operation.rawValue) \(name) by \(person)",
            deed: .scripted { world in make(world).map { [Step(person, operation, $0)] } ?? [] })
    }

    static func pass(_ minutes: Int64) -> Move {
        Move(description: "\(minutes) minutes", deed: .pass(.minutes(minutes)))
    }

    static func until(_ moment: Instant) -> Move { Move(description: "until \(moment)", deed: .until(moment)) }

    /// Ten minutes: every length of time in the small world is some of them.
    static let tick = Move.pass(10)

    /// Everything that start and resume want of the people on the spot, but for some operations.
    static func prepare(_ id: PermitID, but left: Set<Operation> = []) -> Move {
        Move(
            description: "prepare \(id)",
            deed: .scripted { world in
                (world.state.live[id].map { SmallWorld.preparation(of: $0, at: world.now) } ?? [])
                    .filter { !left.contains($0.operation) }
            })
    }

    /// Stops an area, while no stop of it is in force.
    static func stop(_ area: AreaID, adjacent: Bool) -> Move {
        .depending(SmallWorld.stranger, .areaStop, as: area.text) { world in
            guard !world.state.stops.values.contains(where: { $0.area == area && $0.liftedAt == nil }) else {
                return nil
            }
            return ["area": .string(area.text), "reason": "gas", "adjacent": .bool(adjacent)]
        }
    }

    /// Lifts the oldest stop in force.
    static func lift(by person: PersonID) -> Move {
        .depending(person, .areaLift) { world in
            world.state.stops.values.filter { $0.liftedAt == nil }.min { $0.stop < $1.stop }.map {
                ["area": .string($0.area.text), "stop": .sequence($0.stop), "reason": "over"]
            }
        }
    }

    /// Takes a post over with a wrong count of those inside.
    static func miscount(_ person: PersonID, on id: PermitID) -> Move {
        .depending(person, .permitTakeover, as: "miscounting") { world in
            let inside = world.state.live[id]?.insideNames ?? []
            return ["permit": .id(id), "role": "supervisor", "inside": inside.isEmpty ? ["nobody"] : []]
        }
    }

    /// What acceptance wants.
    static func restore(_ id: PermitID) -> Move {
        Move(
            description: "restore \(id)",
            deed: .scripted { world in
                guard let permit = world.state.live[id] else { return [] }
                let items = ["cleared"] + permit.defects.keys.sorted()
                return Set(items).sorted().map {
                    SmallWorld.step(permit.leader, .permitRestore, id, ["item": .string($0), "outcome": "done"])
                }
            })
    }

    /// An operation on a permit, by each of some people, with all its canonical arguments.
    static func each(_ people: [PersonID], _ operation: Operation, on id: PermitID) -> [Move] {
        people.flatMap { person in variants(person, operation, id) }
    }

    static func each(_ people: [PersonID], _ operations: [Operation], on ids: PermitID...) -> [Move] {
        ids.flatMap { id in operations.flatMap { each(people, $0, on: id) } }
    }

    private static func variants(_ person: PersonID, _ operation: Operation, _ id: PermitID) -> [Move] {
        let name = id == SmallWorld.one ? "one" : "two"
        let fixed: ([JSONObject]) -> [Move] = { all in
            all.map { args in
                let words = args.members.map { "\($0.name) \($0.value.text)" }.joined(separator: " ")
                return .fixed(SmallWorld.step(person, operation, id, args), as: "\(name) \(words)")
            }
        }
        switch operation {
        case .permitCountersign, .permitApprove, .permitAccept: return [signature(person, operation, id, name)]
        case .permitGasTest:
            return [3, 20].map { value in
                .depending(person, operation, as: "\(name) \(value)") { world in
                    SmallWorld.gas(value, at: world.now).merging(["permit": .id(id)])
                }
            }
        case .permitSanctionTest:
            return [
                .depending(person, operation, as: name) { world in
                    let known = world.state.isolations[SmallWorld.isolation]?.sanction?.until
                    let until = known.flatMap { $0 > world.now ? $0 : nil } ?? world.now + .minutes(20)
                    return ["permit": .id(id), "isolation": .id(SmallWorld.isolation), "until": .moment(until)]
                }
            ]
        case .permitTakeover:
            return ["supervisor", "leader"].map { role in
                .depending(person, operation, as: "\(name) \(role)") { world in
                    let inside = world.state.live[id]?.insideNames ?? []
                    return ["permit": .id(id), "role": .string(role), "inside": .strings(inside)]
                }
            }
        case .permitExtend:
            return [
                .depending(person, operation, as: name) { world in
                    world.state.live[id].map { ["permit": .id(id), "until": .moment($0.until + .hours(1))] }
                }
            ]
        default: return fixed(arguments(operation, id))
        }
    }

    /// A signature for another content than the permit has.
    static func stale(_ person: PersonID, _ operation: Operation, on id: PermitID) -> Move {
        var args: JSONObject = ["contentDigest": .string(String(repeating: "0", count: 64))]
        if operation == .permitApprove { args["siteVisited"] = true }
        return .fixed(SmallWorld.step(person, operation, id, args), as: "another content")
    }

    private static func signature(
        _ person: PersonID, _ operation: Operation, _ id: PermitID, _ name: String
    ) -> Move {
        .depending(person, operation, as: name) { world in
            guard let digest = world.state.live[id]?.contentDigest else { return nil }
            var args: JSONObject = ["permit": .id(id), "contentDigest": .string(digest)]
            if operation == .permitApprove { args["siteVisited"] = true }
            return args
        }
    }

    private static func arguments(_ operation: Operation, _ id: PermitID) -> [JSONObject] {
        let isolation: JSONObject = ["isolation": .id(SmallWorld.isolation)]
        let worker = JSONValue.id(id == SmallWorld.one ? SmallWorld.worker : SmallWorld.newcomer)
        switch operation {
        case .permitReturn, .permitReject, .permitCancel, .permitSuspend, .permitRelease, .permitRevoke:
            return [["reason": "so"]]
        case .permitCheck:
            return [["check": "ready", "outcome": "done"], ["check": "ready", "outcome": "failed", "reason": "so"]]
        case .permitCondition: return [true, false].map { ["person": worker, "fit": .bool($0)] }
        case .permitIsolate, .permitVerifyIsolation: return [isolation]
        case .permitRemoveIsolation:
            return ["restore", "test"].map { isolation.merging(["purpose": .string($0)]) }
        case .permitBrief: return [["briefed": [worker]]]
        case .permitCrew:
            // One who may join, the approver, the supervisor, the analyst.
            let people = [SmallWorld.newcomer, SmallWorld.chief, SmallWorld.supervisor, SmallWorld.guardian]
            return people.map { ["add": Site.crew(($0, "welder")), "reason": "so"] }
                + [["remove": [worker], "reason": "so"]]
        case .permitHandover:
            return ["supervisor", "leader"].map { ["role": .string($0), "to": .id(SmallWorld.mate)] }
        case .permitAssign:
            return [
                ["role": "leader", "to": .id(SmallWorld.worker), "reason": "so"],
                ["role": "supervisor", "to": .id(SmallWorld.worker), "reason": "so"],
                ["role": "supervisor", "to": .id(SmallWorld.chief), "reason": "so"],
            ]
        case .permitEnter: return [["person": worker], ["person": worker, "basis": "observed"]]
        case .permitExit: return [["person": worker]]
        case .permitFinish: return [["outcome": "completed"]]
        case .permitWatch: return [[:], ["finding": "embers"]]
        case .permitRestore: return [["item": "cleared", "outcome": "done"]]
        case .permitRefuseAcceptance: return [["defects": [["item": "cleared", "text": "dirt"]]]]
        case .permitNote: return [["text": "so"]]
        default: return [[:]]
        }
    }
}
