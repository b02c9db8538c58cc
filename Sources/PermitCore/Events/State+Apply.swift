extension State {
    /// Takes up an event. Deterministic and total for every event that ``decide(_:in:with:)`` makes; an event that
    /// doesn't fit is a fault of the log.
    public mutating func apply(_ event: Event) throws(ReplayFault) {
        guard event.sequence == head + 1 else {
            throw ReplayFault(sequence: event.sequence, reason: "does not follow \(head)")
        }
        if event.type.isPermits {
            try applyToPermit(event)
        } else {
            do {
                try applyToRest(event)
            } catch {
                let fault = error.faults.first
                throw ReplayFault(
                    sequence: event.sequence, reason: "\(fault?.path ?? ""): \(fault?.message.english ?? "")")
            }
        }
        head = event.sequence
        latest = max(latest, event.time)
        newest[event.area] = event.sequence
    }

    private mutating func applyToPermit(_ event: Event) throws(ReplayFault) {
        guard let stamp = event.permit else {
            throw ReplayFault(sequence: event.sequence, reason: "names no permit")
        }
        var permit: Permit
        if event.type == .permitRequested {
            permit = try Permit(requested: event, among: packs)
            let day = event.effects["numberedOn"]?.string ?? ""
            numbered = Numbering(day: day, count: numbered.day == day ? numbered.count + 1 : 1)
            numbers[stamp.number] = stamp.permit
        } else if let known = self.permit(stamp.permit) {
            permit = known
        } else {
            throw ReplayFault(sequence: event.sequence, reason: "no permit \(stamp.permit)")
        }
        guard let rules = rules(for: permit) else {
            throw ReplayFault(sequence: event.sequence, reason: "no rules of \(permit.pack)")
        }
        try permit.apply(event, rules: rules, register: register)
        try applyToIsolations(event, of: permit)
        if permit.isLive {
            live[permit.permit] = permit
        } else {
            live[permit.permit] = nil
            ended[permit.permit] = EndedPermit(permit)
        }
    }

    /// The isolations that a request names come to be, and an event about one changes it.
    private mutating func applyToIsolations(_ event: Event, of permit: Permit) throws(ReplayFault) {
        switch event.type {
        case .permitRequested, .permitAmended:
            for point in permit.content.isolations where isolations[point.id] == nil {
                isolations[point.id] = Isolation(point)
            }
        case .permitIsolated, .permitIsolationVerified, .permitIsolationRemoved, .permitTestSanctioned:
            guard let id = event.args["isolation"]?.string.map({ IsolationID($0) }) else { return }
            try isolations[id]?.apply(event)
        default:
            break
        }
    }

    private mutating func applyToRest(_ event: Event) throws(FieldFaults) {
        let path = "/args"
        switch event.type {
        case .areaStopped:
            let stop = try Stop(event)
            stops[stop.stop] = stop
            standingStops.insert(stop.stop)
            for area in stop.reaches { lastStops[area] = stop.at }
        case .areaAcknowledged:
            let stop = try AcknowledgeArguments.read(event.args, path: path).stop
            stops[stop]?.acknowledged[event.origin.device ?? event.origin.actor] = event.time
        case .areaLifted:
            let stop = try LiftArguments.read(event.args, path: path).stop
            stops[stop]?.liftedAt = event.time
            standingStops.remove(stop)
        case .areaWeatherReported:
            let report = try WeatherArguments.read(event.args, path: path)
            weather[report.area] = Weather(
                area: report.area, windBeaufort: report.windBeaufort, conditions: report.conditions,
                by: event.origin.actor, at: event.time)
        case .hazardReported:
            let hazard = try Hazard(reported: event)
            hazards[hazard.hazard] = hazard
            openHazards.insert(hazard.hazard)
        case .hazardAssigned, .hazardRectified, .hazardVerified, .hazardReopened, .hazardOverdue:
            let id = HazardID(event.subject)
            try hazards[id]?.apply(event)
            if hazards[id]?.isOpen == true { openHazards.insert(id) } else { openHazards.remove(id) }
        case .packsAdopted:
            try adopt(event)
        case .daemonRecovered, .daemonKeyRotated:
            break
        default:
            try register.apply(event)
        }
    }

    private mutating func adopt(_ event: Event) throws(FieldFaults) {
        let adopted = event.args["packs"]?.array ?? []
        packsInForce = []
        for entry in adopted {
            guard let object = entry.object, let rules = object["rules"]?.object,
                let digest = object["digest"]?.string
            else {
                throw FieldFaults([FieldFault(path: "/args/packs", Message("not a pack", "不是规则包"))])
            }
            let pack = try Pack.read(rules, path: "/args/packs")
            let reference = PackReference(pack: pack.pack, edition: pack.edition, digest: digest)
            packs[reference] = pack
            ConflictReach.note(pack, in: &conflictReach)
            packsInForce.append(reference)
        }
        live.tell(apart: factsShared)
    }
}

extension State.Stop {
    fileprivate init(_ event: Event) throws(FieldFaults) {
        let arguments = try StopArguments.read(event.args, path: "/args")
        let reaches = (event.effects["reaches"]?.array ?? []).compactMap { $0.string.flatMap { AreaID($0) } }
        let devices = (event.effects["devices"]?.array ?? []).compactMap(\.string)
        self.init(
            stop: event.sequence, area: arguments.area, reaches: reaches, reason: arguments.reason,
            by: event.origin.actor, at: event.time, devices: Set(devices))
    }
}
