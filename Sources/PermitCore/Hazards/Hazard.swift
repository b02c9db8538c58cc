/// A hidden danger (事故隐患): found, graded and assigned, put right, verified by someone else; re-opened if it comes
/// back (Work Safety Law art. 41).
public struct Hazard: Hashable, Sendable {
    /// How grave.
    public enum Level: String, Sendable, CaseIterable {
        /// Small, and put right at once (一般隐患).
        case general
        /// Work must stop, wholly or in part, until it is put right (重大隐患).
        case major
    }

    /// How it stands.
    public enum State: String, Sendable, CaseIterable {
        case reported, assigned, rectified, verified, reopened
    }

    /// The id.
    public let hazard: HazardID
    /// Where.
    public let area: AreaID
    /// What was found.
    public let text: String
    /// The permit whose work brought it to light.
    public let permit: PermitID?
    /// Who reported it: a person or a device.
    public let reportedBy: String
    /// When.
    public let reportedAt: Instant
    /// How grave.
    public internal(set) var level: Level
    /// How it stands.
    public internal(set) var state: State = .reported
    /// Who puts it right.
    public internal(set) var assignee: PersonID?
    /// By when.
    public internal(set) var deadline: Grant.Bound?
    /// What holds until then.
    public internal(set) var measures: String?
    /// What was done.
    public internal(set) var rectification: String?
    /// When it was last put right.
    public internal(set) var rectifiedAt: Instant?
    /// When it was last verified as gone.
    public internal(set) var verifiedAt: Instant?
    /// Whether the deadline passed and it was told.
    public internal(set) var isOverdue = false
    /// Everyone who was ever assigned it or put it right: none of them may verify it.
    public internal(set) var everHandledBy: Set<PersonID> = []

    /// Whether it is still a danger.
    public var isOpen: Bool { state != .verified }

    /// The hidden danger as replies and boards carry it.
    public var json: JSONObject {
        [
            "type": "hazard", "hazard": .id(hazard), "area": .string(area.text), "level": .string(level.rawValue),
            "state": .string(state.rawValue), "text": .string(text), "permit": .id(permit),
            "reportedBy": .string(reportedBy), "reportedAt": .moment(reportedAt), "assignee": .id(assignee),
            "deadline": .text(deadline?.text), "measures": .text(measures), "rectification": .text(rectification),
            "rectifiedAt": .moment(rectifiedAt), "verifiedAt": .moment(verifiedAt), "overdue": .bool(isOverdue),
        ]
    }
}

extension Hazard {
    /// Begins with its report.
    init(reported event: Event) throws(FieldFaults) {
        let report = try HazardReport.read(event.args, path: "/args")
        hazard = report.hazard
        area = report.area
        text = report.text
        permit = report.permit
        level = report.level
        reportedBy = event.origin.actor
        reportedAt = event.time
    }

    /// Takes up an event about it.
    mutating func apply(_ event: Event) throws(FieldFaults) {
        let path = "/args"
        switch event.type {
        case .hazardAssigned:
            let arguments = try HazardAssignment.read(event.args, path: path)
            state = .assigned
            assignee = arguments.to
            deadline = arguments.deadline
            level = arguments.level
            measures = arguments.measures
            isOverdue = false
            everHandledBy.insert(arguments.to)
        case .hazardRectified:
            state = .rectified
            rectification = try HazardRectification.read(event.args, path: path).text
            rectifiedAt = event.time
            everHandledBy.insert(PersonID(event.origin.actor))
        case .hazardVerified:
            let hasPassed = try HazardVerification.read(event.args, path: path).outcome == .passed
            state = hasPassed ? .verified : .assigned
            if hasPassed { verifiedAt = event.time }
        case .hazardReopened:
            state = .reopened
        case .hazardOverdue:
            isOverdue = true
        default:
            break
        }
    }

    /// The moment at which it becomes overdue, while someone owes its rectification.
    func overdueAt(in zone: TimeZoneTable) -> Instant? {
        guard state == .assigned, !isOverdue, let deadline else { return nil }
        switch deadline {
        case .instant(let moment): return moment
        case .date(let day): return zone.end(of: day)
        }
    }
}

/// The newest report of the weather in an area and below it.
public struct Weather: Hashable, Sendable {
    /// The area.
    public let area: AreaID
    /// The wind in degrees of the Beaufort scale.
    public let windBeaufort: Int
    /// What else there is, in the pack's words.
    public let conditions: [String]
    /// Who reported it.
    public let by: String
    /// When.
    public let at: Instant

    /// The report as boards show it.
    public var json: JSONObject {
        [
            "type": "weather", "area": .string(area.text), "windBeaufort": .count(windBeaufort),
            "conditions": .strings(conditions), "by": .string(by), "at": .moment(at),
        ]
    }
}
