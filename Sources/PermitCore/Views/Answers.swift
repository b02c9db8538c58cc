/// The answers to reads that only need the state. Reads of the log are the server's.
public struct Answers {
    let state: State
    let house: Surroundings
    let viewer: Viewer
    let language: Language

    /// Answers a viewer in a language.
    public init(state: State, house: Surroundings, viewer: Viewer, language: Language) {
        self.state = state
        self.house = house
        self.viewer = viewer
        self.language = language
    }

    /// The most bytes on a page of a list; it may end before its limit.
    static let longestPage = 512 * 1_024

    /// A permit by id or number, if it may be seen.
    public func permit(_ reference: PermitReference) throws(Refusal) -> Circumstances {
        guard let permit = state.permit(named: reference.permit), viewer.sees(permit),
            let circumstances = circumstances(of: permit)
        else { throw .notFound("permit \(reference.permit)") }
        return circumstances
    }

    /// `permit.readiness`.
    public func readiness(_ reference: PermitReference) throws(Refusal) -> JSONObject {
        let circumstances = try permit(reference)
        return circumstances.readiness(in: language).merging([
            "permit": .id(circumstances.permit.permit), "number": .string(circumstances.permit.number),
            "state": .string(circumstances.permit.state.rawValue), "revision": .count(circumstances.permit.revision),
        ])
    }

    /// `permit.list`, in the order of numbers.
    public func list(_ arguments: ListArguments) -> JSONObject {
        let after = arguments.page.after ?? ""
        // One more than is shown tells whether a page follows.
        var page = PageOfNumbers(size: arguments.page.limit + 1)
        func consider(_ permit: some ListedPermit) {
            guard permit.number > after, page.hasRoom(for: permit.number), viewer.sees(permit),
                arguments.area?.covers(permit.area) ?? true, arguments.states?.contains(permit.state) ?? true,
                arguments.kind.map({ $0 == permit.kind }) ?? true,
                arguments.person.map({ permit.people.contains($0) }) ?? true
            else { return }
            page.take(permit.permit, permit.number)
        }
        state.live.shelves.each { _, permit in consider(permit) }
        state.ended.each { _, permit in consider(permit) }
        return Self.page(page.permits, arguments.page.limit) { listed in
            state.permit(listed.permit).flatMap { circumstances(of: $0) }.map { ($0.summary(), listed.number) }
        }
    }

    /// `area.board`: what is live there, the stops and who has not acknowledged them, who is inside.
    public func board(_ arguments: AreaReference) throws(Refusal) -> JSONObject {
        guard let area = state.register.areas[arguments.area], viewer.areas.covers(area.area) else {
            throw .notFound("area \(arguments.area)")
        }
        let permits = state.live.inOrder(state.live.inOrBelow(area.area))
        let stops = state.stops.values.filter { stop in
            stop.liftedAt == nil && (stop.covers(area.area) || stop.reaches.contains { area.area.covers($0) })
        }.sorted { $0.stop < $1.stop }
        let hazards = state.hazards.values.filter {
            $0.isOpen && (area.area.covers($0.area) || $0.area.covers(area.area))
        }
        .sorted { $0.hazard < $1.hazard }
        let inside = permits.flatMap { permit in
            permit.insideNames.map {
                ["permit": .id(permit.permit), "number": .string(permit.number), "name": .string($0)] as JSONValue
            }
        }
        var room = Self.longestPage
        let lists: [(String, [JSONValue])] = [
            // Who is inside and who has not heard of a stop come first: they are never cut for want of room.
            ("inside", inside), ("unacknowledged", Set(stops.flatMap(\.unacknowledged)).sorted().map { .string($0) }),
            ("stops", stops.map { .object($0.json) }), ("hazards", hazards.map { .object($0.json) }),
            ("permits", permits.compactMap { circumstances(of: $0).map { .object($0.summary()) } }),
        ]
        var board: JSONObject = [
            "area": .string(area.area.text), "name": .string(area.name), "risk": .string(area.risk.rawValue),
            "weather": state.weather(in: area.area).map { .object($0.json) } ?? .null,
        ]
        var isWhole = true
        for (name, values) in lists {
            let shown = Self.fitting(values, &room)
            board[name] = .array(shown)
            isWhole = isWhole && shown.count == values.count
        }
        board["truncated"] = .bool(!isWhole)
        return board
    }

    /// As many values as there is room for, in bytes.
    private static func fitting(_ values: [JSONValue], _ room: inout Int) -> [JSONValue] {
        var left = room
        defer { room = left }
        return Array(
            values.prefix { value in
                left -= value.utf8.count
                return left >= 0
            })
    }

    /// Everything on the board: live permits and stops in force, as `board.snapshot` pages them.
    public func snapshot(topics: [String]?) -> [JSONObject] {
        let permits = state.live.inOrder(state.live.keys) { permit in
            viewer.sees(permit) && Self.matches("area/\(permit.content.area)/permit.", topics)
        }
        let stops = state.stops.values.filter { stop in
            stop.liftedAt == nil
                && stop.reaches.contains { viewer.sees(area: $0, type: EventType.areaStopped.rawValue) }
                && stop.reaches.contains { Self.matches("area/\($0)/area.stopped", topics) }
        }.sorted { $0.stop < $1.stop }
        let hazards = state.hazards.values.filter { hazard in
            hazard.isOpen && viewer.sees(area: hazard.area, type: EventType.hazardReported.rawValue)
                && Self.matches("area/\(hazard.area)/hazard.", topics)
        }.sorted { $0.hazard < $1.hazard }
        let weather = state.weather.values.filter { report in
            viewer.sees(area: report.area, type: EventType.areaWeatherReported.rawValue)
                && Self.matches("area/\(report.area)/area.weatherReported", topics)
        }.sorted { $0.area < $1.area }
        return permits.compactMap { circumstances(of: $0)?.summary() } + hazards.map(\.json) + stops.map(\.json)
            + weather.map(\.json)
    }

    /// Whether a topic begins with one of the prefixes, or a prefix asks for part of what the topic stands for.
    static func matches(_ topic: String, _ prefixes: [String]?) -> Bool {
        prefixes?.contains { topic.hasPrefix($0) || $0.hasPrefix(topic) } ?? true
    }

    func circumstances(of permit: Permit) -> Circumstances? {
        state.rules(for: permit).map {
            Circumstances(state: state, permit: permit, rules: $0, now: house.now, zone: house.zone)
        }
    }

    /// `hazard.get`.
    public func get(_ reference: HazardReference) throws(Refusal) -> JSONObject {
        guard let hazard = state.hazards[reference.hazard], viewer.areas.covers(hazard.area) else {
            throw .notFound("hazard \(reference.hazard)")
        }
        return hazard.json
    }

    /// `hazard.list`, in the order of ids: the list that is shown to everyone (公示).
    public func list(_ arguments: HazardListArguments) -> JSONObject {
        let after = arguments.page.after ?? ""
        let matching = state.hazards.values.filter { hazard in
            hazard.hazard.text > after && viewer.areas.covers(hazard.area)
                && (arguments.area?.covers(hazard.area) ?? true)
                && (arguments.states?.contains(hazard.state) ?? true)
                && (arguments.level.map { $0 == hazard.level } ?? true)
        }.sorted { $0.hazard < $1.hazard }
        return Self.page(matching, arguments.page.limit) { ($0.json, $0.hazard.text) }
    }

    /// One page of a list, which ends at its limit or at 512 KiB.
    static func page<Item>(
        _ items: [Item], _ limit: Int, _ show: (Item) -> (object: JSONObject, cursor: String)?
    ) -> JSONObject {
        var shown: [JSONValue] = []
        var size = 0
        var cursor: String?
        for item in items {
            guard let (object, own) = show(item) else { continue }
            let value = JSONValue.object(object)
            size += value.utf8.count
            guard shown.count < limit, size <= longestPage || shown.isEmpty else {
                return ["items": .array(shown), "next": .text(cursor)]
            }
            shown.append(value)
            cursor = own
        }
        return ["items": .array(shown), "next": .null]
    }
}

/// The permits of the lowest numbers among many, kept in order while those are looked through: a page must not cost a
/// sorting of all permits there ever were.
private struct PageOfNumbers {
    let size: Int
    private(set) var permits: [(permit: PermitID, number: String)] = []

    init(size: Int) {
        self.size = size
    }

    /// Whether a permit of this number belongs among those found so far.
    func hasRoom(for number: String) -> Bool {
        permits.count < size || permits.last.map { number < $0.number } ?? false
    }

    mutating func take(_ permit: PermitID, _ number: String) {
        var (low, high) = (0, permits.count)
        while low < high {
            let middle = (low + high) / 2
            if permits[middle].number < number { low = middle + 1 } else { high = middle }
        }
        permits.insert((permit, number), at: low)
        if permits.count > size { permits.removeLast() }
    }
}

extension State.Stop {
    /// The devices that have not acknowledged the stop.
    public var unacknowledged: [String] { devices.subtracting(acknowledged.keys).sorted() }

    /// The stop as boards show it.
    public var json: JSONObject {
        [
            "type": "stop", "stop": .sequence(stop), "area": .string(area.text),
            "reaches": .strings(reaches.map(\.text)), "reason": .string(reason), "by": .string(by),
            "at": .moment(at), "unacknowledged": .strings(unacknowledged),
            "acknowledged": .array(
                acknowledged.sorted { $0.key < $1.key }.map { ["device": .string($0.key), "at": .moment($0.value)] }),
        ]
    }
}
