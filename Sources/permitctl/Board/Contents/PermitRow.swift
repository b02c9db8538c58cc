import PermitCore

/// A permit as a board shows it, read from an item of `board.snapshot`.
struct PermitRow: Equatable, Sendable {
    let id, number, kind, area, state: String
    let revision: Int
    let leader, supervisor: String
    let until: Instant?
    let isSupervisorPresent: Bool
    /// Who is inside, and which tools.
    let people, tools: [String]
    let causes: [Cause]
    /// What falls due and ends something, the soonest first.
    let due: [Due]

    /// Why it is suspended.
    struct Cause: Equatable, Sendable {
        let cause, by: String
        let since: Instant?
        let isLatched: Bool
    }

    /// Something that falls due.
    struct Due: Equatable, Sendable {
        let what: String
        let at: Instant
    }

    init(_ item: JSONObject) {
        func text(_ name: String) -> String { item[name]?.string ?? "" }
        id = text("permit")
        number = text("number")
        kind = text("kind")
        area = text("area")
        state = text("state")
        leader = text("leader")
        supervisor = text("supervisor")
        revision = item["revision"]?.integer ?? 0
        until = item.instant("until")
        isSupervisorPresent = item["supervisorPresent"]?.bool ?? false
        people = item.entries("inside").compactMap { $0["person"]?.string }
        tools = item.entries("inside").compactMap { $0["tool"]?.string }
        causes = item.entries("causes").map {
            Cause(
                cause: $0["cause"]?.string ?? "", by: $0["by"]?.string ?? "", since: $0.instant("since"),
                isLatched: $0["latched"]?.bool ?? false)
        }
        due = item.entries("due").compactMap { entry in
            guard let what = entry["what"]?.string, let at = entry.instant("at"), !Self.reminders.contains(what) else {
                return nil
            }
            return Due(what: what, at: at)
        }.sorted { $0.at < $1.at }
    }

    /// What only reminds of another deadline, or repeats.
    private static let reminders: Set<String> = ["presenceWarning", "gasWarning", "lapseWarning", "alarm"]

    /// Where it stands on a board: what wants somebody now comes first.
    enum Rank: Int, Comparable, Sendable {
        case peopleInDanger, suspended, owesMakeSafe, active, ending, waiting, unknown

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// People are inside while work is not allowed.
    var hasPeopleInDanger: Bool { state != PermitState.active.rawValue && !people.isEmpty }

    var rank: Rank {
        if hasPeopleInDanger { return .peopleInDanger }
        switch PermitState(rawValue: state) {
        case .suspended: return .suspended
        case .expired, .revoked: return .owesMakeSafe
        case .active: return .active
        case .fireWatch, .acceptance: return .ending
        case .approved, .requested, .returned: return .waiting
        case .closed, .rejected, .cancelled, nil: return .unknown
        }
    }

    /// Whether `left` stands before `right` within an area.
    static func isBefore(_ left: Self, _ right: Self) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        let latest = Instant(milliseconds: .max)
        let (leftDue, rightDue) = (left.due.first?.at ?? latest, right.due.first?.at ?? latest)
        return leftDue == rightDue ? left.number < right.number : leftDue < rightDue
    }

    /// Whether a word typed by a person is part of what it is known by.
    func matches(_ word: String) -> Bool {
        [number, area, kind, leader, supervisor].contains { $0.lowercased().contains(word) }
    }
}

extension JSONObject {
    /// The elements of an array that are objects.
    func entries(_ name: String) -> [JSONObject] { (self[name]?.array ?? []).compactMap(\.object) }

    /// The elements of an array that are texts.
    func texts(_ name: String) -> [String] { (self[name]?.array ?? []).compactMap(\.string) }

    /// A member that is a moment.
    func instant(_ name: String) -> Instant? { self[name]?.string.flatMap { Instant($0) } }
}
