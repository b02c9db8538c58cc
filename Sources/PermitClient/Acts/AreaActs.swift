public import PermitCore

extension Act {
    /// Stops all work in an area: anyone may, always. The answer tells the stop's number, who has not heard of it, and
    /// who is inside.
    public static func stop(area: String, reason: String, adjacent: Bool = false) -> Act {
        Act(.areaStop, ["area": .string(area), "reason": .string(reason), "adjacent": adjacent ? true : .null])
    }
    /// Tells that the person at this device has seen a stop.
    public static func acknowledge(stop: UInt64) -> Act { Act(.areaAcknowledge, ["stop": .sequence(stop)]) }
    /// Lifts one stop; it resumes nothing. ✍
    public static func lift(area: String, stop: UInt64, reason: String) -> Act {
        Act(.areaLift, ["area": .string(area), "stop": .sequence(stop), "reason": .string(reason)])
    }
    /// Reports the weather.
    public static func weather(area: String, windBeaufort: Int, conditions: [String]) -> Act {
        Act(
            .areaWeather,
            [
                "area": .string(area), "windBeaufort": .count(windBeaufort), "conditions": .strings(conditions),
            ])
    }
    /// Reports a hidden danger (隐患): anyone may, always.
    public static func report(
        hazard: HazardID, area: String, _ level: Hazard.Level, _ text: String, permit: PermitID? = nil,
        evidence: [Evidence] = []
    ) -> Act {
        Act(
            .hazardReport,
            [
                "hazard": .id(hazard), "area": .string(area), "level": .string(level.rawValue),
                "text": .string(text), "permit": .id(permit), "evidence": evidence.json,
            ])
    }
    /// Says who puts a hidden danger right, by which day, and what holds until then.
    public static func assign(
        hazard: HazardID, to person: PersonID, deadline: CalendarDate, _ level: Hazard.Level, measures: String
    ) -> Act {
        Act(
            .hazardAssign,
            [
                "hazard": .id(hazard), "to": .id(person), "deadline": .string(deadline.description),
                "level": .string(level.rawValue), "measures": .string(measures),
            ])
    }
    /// Tells that a hidden danger was put right, and shows it.
    public static func rectify(hazard: HazardID, _ text: String, evidence: [Evidence]) -> Act {
        Act(.hazardRectify, ["hazard": .id(hazard), "text": .string(text), "evidence": evidence.json])
    }
    /// Says whether a hidden danger is gone. ✍
    public static func verify(hazard: HazardID, _ outcome: HazardVerification.Outcome) -> Act {
        Act(.hazardVerify, ["hazard": .id(hazard), "outcome": .string(outcome.rawValue)])
    }
    /// Opens a hidden danger again.
    public static func reopen(hazard: HazardID, reason: String) -> Act {
        Act(.hazardReopen, ["hazard": .id(hazard), "reason": .string(reason)])
    }
}
