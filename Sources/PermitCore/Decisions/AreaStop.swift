extension Act {
    /// `area.stop`: suspends and latches every active and suspended permit it reaches.
    func stop(_ stop: StopArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let reaches = [stop.area] + (stop.reachesAdjacent ? neighbours(of: stop.area) : [])
        let ids = reaches.flatMap { state.live.inOrBelow($0) }
        let reached = state.live.inOrder(ids, where: \.state.hasLiveWork)
        let devices = Set(reached.flatMap(\.devices)).sorted()
        try draft.record(
            .areaStopped, subject: stop.area.text, area: stop.area, args: publishedArgs,
            effects: ["reaches": .strings(reaches.map(\.text)), "devices": .strings(devices)])
        let sequence = draft.state.head
        for permit in reached where permit.state == .active || permit.state == .suspended {
            try draft.record(.permitSuspended, permit, cause: Cause.areaStopped, args: ["stop": .sequence(sequence)])
        }
        let inside = reached.flatMap { permit in
            permit.insideNames.map {
                ["permit": .id(permit.permit), "number": .string(permit.number), "name": .string($0)] as JSONValue
            }
        }
        return ["stop": .sequence(sequence), "unacknowledged": .strings(devices), "inside": .array(inside)]
    }

    /// The areas next door, whichever of the two names the other.
    private func neighbours(of area: AreaID) -> [AreaID] {
        let named = state.register.areas[area]?.adjacent ?? []
        return Set(named).union(state.register.areasNextTo(area)).subtracting([area]).sorted()
    }

    /// `area.acknowledge`: a device there has seen the stop.
    func acknowledge(_ arguments: AcknowledgeArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        guard let stop = state.stops[arguments.stop] else { throw .notFound("stop \(arguments.stop)") }
        if stop.acknowledged[command.caller.ownerName] == nil {
            try draft.record(.areaAcknowledged, subject: stop.area.text, area: stop.area, args: publishedArgs)
        }
        let left = stop.devices.subtracting(stop.acknowledged.keys).subtracting([command.caller.ownerName])
        return ["stop": .sequence(stop.stop), "unacknowledged": .strings(left.sorted())]
    }

    /// `area.lift`: lifts that stop alone; resumes nothing.
    func lift(_ arguments: LiftArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        guard let stop = state.stops[arguments.stop], stop.liftedAt == nil else {
            throw Refusal(.wrongState, Message("the stop was lifted already", "该叫停已解除"))
        }
        try draft.record(.areaLifted, subject: stop.area.text, area: stop.area, args: publishedArgs)
        return ["stop": .sequence(stop.stop)]
    }
}

extension PermitState {
    /// Whether people may be at work or about to be.
    var hasLiveWork: Bool {
        switch self {
        case .approved, .active, .suspended, .expired, .revoked, .fireWatch, .acceptance: true
        default: false
        }
    }
}
