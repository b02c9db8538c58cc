import PermitClient
import PermitCore

/// Which permits a board shows, by the letter `s`. What concerns everyone's safety is always shown.
enum StateFilter: CaseIterable, Sendable {
    case all, active, stopped, waiting, ending

    func takes(_ row: PermitRow) -> Bool {
        switch self {
        case .all: true
        case .active: row.state == PermitState.active.rawValue
        case .stopped: row.hasPeopleInDanger || row.rank == .suspended || row.rank == .owesMakeSafe
        case .waiting: row.rank == .waiting
        case .ending: row.rank == .ending || row.rank == .owesMakeSafe
        }
    }

    /// The next one round.
    var next: Self {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}

/// What is on a board, in the order in which it is shown.
struct BoardContents: Sendable {
    /// Stops in force, the newest first.
    private(set) var stops: [StopRow] = []
    /// Major hidden dangers that are open.
    private(set) var majorHazards: [JSONObject] = []
    /// How many general ones are open.
    private(set) var generalHazards = 0
    private(set) var weather: [JSONObject] = []
    /// Areas with permits, the one that wants somebody most first.
    private(set) var areas: [Area] = []
    /// How many permits there are in each state, filtered out or not.
    private(set) var counts: [String: Int] = [:]
    /// How many people are inside, filtered out or not.
    private(set) var peopleInside = 0
    /// How many permits the filters take away.
    private(set) var hidden = 0

    /// An area and its permits, the most urgent first.
    struct Area: Sendable {
        let area: String
        let rows: [PermitRow]
    }

    /// A stop in force.
    struct StopRow: Equatable, Sendable {
        let stop: UInt64
        let area, reason, by: String
        let at: Instant?
        let reaches: [String]
        /// The walking list: who has not acknowledged it, so that somebody must go and tell them.
        let unacknowledged: [String]
        let acknowledged: [(device: String, at: Instant?)]

        init(_ item: JSONObject) {
            stop = item["stop"]?.integer.flatMap { UInt64(exactly: $0) } ?? 0
            area = item["area"]?.string ?? ""
            reason = item["reason"]?.string ?? ""
            by = item["by"]?.string ?? ""
            at = item.instant("at")
            reaches = item.texts("reaches")
            unacknowledged = item.texts("unacknowledged")
            acknowledged = item.entries("acknowledged").map { ($0["device"]?.string ?? "", $0.instant("at")) }
        }

        static func == (left: Self, right: Self) -> Bool {
            left.stop == right.stop && left.unacknowledged == right.unacknowledged
        }
    }

    /// Sorts a board out.
    /// - Parameter area: only what concerns this area and below it; nil for everything.
    init(_ board: Board, filter: String = "", states: StateFilter = .all, within area: AreaID? = nil) {
        var rows: [PermitRow] = []
        for content in board.items.values.map(\.content) where Self.shows(content, within: area) {
            switch content["type"]?.string {
            case "permit": rows.append(PermitRow(content))
            case "stop": stops.append(StopRow(content))
            case "weather": weather.append(content)
            case "hazard":
                if content["level"] == "general" { generalHazards += 1 } else { majorHazards.append(content) }
            default: break
            }
        }
        stops.sort { $0.stop > $1.stop }
        majorHazards.sort { ($0["hazard"]?.string ?? "") < ($1["hazard"]?.string ?? "") }
        weather.sort { ($0["area"]?.string ?? "") < ($1["area"]?.string ?? "") }
        for row in rows {
            counts[row.state, default: 0] += 1
            peopleInside += row.people.count
        }
        let word = filter.lowercased()
        let shown = rows.filter { states.takes($0) && (word.isEmpty || $0.matches(word)) }
        hidden = rows.count - shown.count
        areas = Dictionary(grouping: shown, by: \.area)
            .map { Area(area: $0, rows: $1.sorted(by: PermitRow.isBefore)) }
            .sorted { ($0.rows[0].rank, $0.area) < ($1.rows[0].rank, $1.area) }
    }

    /// Every permit that is shown, in order.
    var rows: [PermitRow] { areas.flatMap(\.rows) }

    /// How many have not acknowledged a stop.
    var unacknowledged: Int { Set(stops.flatMap(\.unacknowledged)).count }

    /// Whether an item belongs on the board of an area: permits in or below it, and what holds there. Stops, weather
    /// and dangers hold below their area, and a stop may reach other areas too.
    static func shows(_ item: JSONObject, within area: AreaID?) -> Bool {
        guard let area else { return true }
        let place = item["area"]?.string.flatMap { AreaID($0) }
        if item["type"] == "permit" { return place.map { area.covers($0) } ?? false }
        let places = [place].compactMap(\.self) + item.texts("reaches").compactMap { AreaID($0) }
        return places.contains { $0.covers(area) || area.covers($0) }
    }
}
