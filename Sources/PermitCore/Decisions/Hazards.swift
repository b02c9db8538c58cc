extension Act {
    /// `hazard.report`: anyone; a major one stops work in its area when the draft is settled.
    func report(_ report: HazardReport, into draft: inout Draft) throws(Refusal) -> JSONObject {
        try draft.record(.hazardReported, subject: report.hazard.text, area: report.area, args: publishedArgs)
        return ["hazard": .id(report.hazard), "state": .string(Hazard.State.reported.rawValue)]
    }

    /// `hazard.assign`, `.rectify`, `.verify`, `.reopen`: each from the states it makes sense in.
    func handle(_ id: HazardID, into draft: inout Draft) throws(Refusal) -> JSONObject {
        guard let hazard = state.hazards[id] else { throw .notFound("hazard \(id)") }
        let allowed: Set<Hazard.State> =
            switch operation {
            case .hazardAssign: [.reported, .assigned, .reopened]
            case .hazardRectify: [.assigned]
            case .hazardVerify: [.rectified]
            default: [.verified]
            }
        guard allowed.contains(hazard.state) else {
            throw Refusal(
                .wrongState, Message("the danger is \(hazard.state.rawValue)", "该隐患当前状态为 \(hazard.state.rawValue)"),
                details: [
                    "state": .string(hazard.state.rawValue),
                    "allowed": .strings(hazard.state.operations.map(\.rawValue)),
                ])
        }
        try draft.record(operation.eventType, subject: id.text, area: hazard.area, args: publishedArgs)
        let now = draft.state.hazards[id] ?? hazard
        return ["hazard": .id(id), "state": .string(now.state.rawValue), "level": .string(now.level.rawValue)]
    }

    /// `area.weather`: the newest report counts; what it forbids is suspended when the draft is settled.
    func reportWeather(_ report: WeatherArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        try draft.record(.areaWeatherReported, subject: report.area.text, area: report.area, args: publishedArgs)
        return ["area": .string(report.area.text)]
    }
}

extension Hazard.State {
    /// What may be done with a danger that stands so.
    fileprivate var operations: [Operation] {
        switch self {
        case .reported, .reopened: [.hazardAssign]
        case .assigned: [.hazardAssign, .hazardRectify]
        case .rectified: [.hazardVerify]
        case .verified: [.hazardReopen]
        }
    }
}
