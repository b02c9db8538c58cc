public import PermitCore

/// What a console or tablet shows: everything live, as of a moment of the daemon's clock.
///
/// It says what the daemon has said and nothing else: no act of one's own changes it before its event has come.
public struct Board: Sendable, Hashable {
    /// One thing on the board.
    public struct Item: Sendable, Hashable {
        /// What is shown of it, as `board.snapshot` lists it.
        public var content: JSONObject
        /// The newest event about it that was seen, or the snapshot's position.
        public var sequence: UInt64
        /// Whether the newest event said more than it tells, so that the daemon has to be asked.
        public var isBehind = false
    }

    /// What an item is about.
    public enum Subject: Sendable, Hashable {
        case permit(String)
        case hazard(String)
        case stop(UInt64)
        case weather(String)
    }

    /// Everything live.
    public private(set) var items: [Subject: Item] = [:]
    /// What the board holds of the log.
    public private(set) var position: FollowingPosition
    /// The daemon's time at which this was true; nil before it was heard.
    public private(set) var asOf: Instant?
    /// Whether the daemon was heard in the last seconds; if not, everything here may have changed since.
    public private(set) var isLive = false
    /// The newest `permit.alarmed` events that were seen, the oldest first.
    public private(set) var alarms: [ReceivedEvent] = []

    /// The most alarms kept.
    static let alarmsKept = 50

    /// The board at a snapshot.
    public init(_ snapshot: Snapshot) { self.init(snapshot, asOf: nil) }

    init(_ snapshot: Snapshot, asOf: Instant?) {
        self.asOf = asOf
        position = snapshot.position
        for content in snapshot.items {
            guard let subject = Subject(of: content) else { continue }
            items[subject] = Item(content: content, sequence: snapshot.position.sequence)
        }
    }

    /// Takes in what a subscriber was told.
    /// - Parameter reached: how far the subscriber has come with it, for an event may be told while another before it,
    ///   of another area, is still missing; nil where events are told one by one.
    public mutating func take(_ update: FollowingUpdate, reached: FollowingPosition? = nil) {
        switch update {
        case .joined(let snapshot):
            self = Board(snapshot)
        case .event(let event):
            take(event)
            if event.type == "permit.alarmed" { alarms = alarms.suffix(Self.alarmsKept - 1) + [event] }
            if reached == nil { position.sequence = max(position.sequence, event.sequence) }
            asOf = max(asOf ?? event.time, event.time)
        case .heartbeat(let time):
            asOf = time
            isLive = true
        case .silence:
            isLive = false
        }
        if let reached { position.sequence = max(position.sequence, reached.sequence) }
    }

    /// Puts in what the daemon answered about an item; nil if it is no longer live.
    /// - Parameter sequence: the position at which the answer is true; an older one than the item's newest event is of
    ///   no use.
    public mutating func put(_ content: JSONObject?, at subject: Subject, asOf sequence: UInt64) {
        guard let known = items[subject], sequence >= known.sequence else { return }
        items[subject] = content.map { Item(content: $0, sequence: sequence) }
    }

    /// What has to be asked for.
    public var behind: [Subject] { items.filter(\.value.isBehind).map(\.key) }

    private mutating func take(_ event: ReceivedEvent) {
        let data = event.data
        if event.type.hasPrefix("permit."), let permit = data["permit"]?.string {
            takePermit(event, .permit(permit))
        } else if event.type.hasPrefix("hazard.") {
            let subject = Subject.hazard(event.subject)
            guard isNews(event, subject) else { return }
            let known: JSONObject = ["type": "hazard", "hazard": .string(event.subject), "area": data["area"] ?? .null]
            items[subject] = Item(
                content: items[subject]?.content ?? known, sequence: event.sequence, isBehind: true)
        } else if event.type == "area.stopped" {
            items[.stop(event.sequence)] = Item(content: Self.stop(event), sequence: event.sequence)
        } else if let stop = data["args"]?.object?["stop"]?.integer.flatMap({ UInt64(exactly: $0) }) {
            if event.type == "area.lifted" { items[.stop(stop)] = nil }
            if event.type == "area.acknowledged" { acknowledge(stop, event) }
        } else if event.type == "area.weatherReported", let args = data["args"]?.object {
            items[.weather(event.subject)] = Item(
                content: [
                    "type": "weather", "area": .string(event.subject), "windBeaufort": args["windBeaufort"] ?? 0,
                    "conditions": args["conditions"] ?? [], "by": data["actor"] ?? .null, "at": .moment(event.time),
                ], sequence: event.sequence)
        }
    }

    private mutating func takePermit(_ event: ReceivedEvent, _ subject: Subject) {
        guard isNews(event, subject) else { return }
        let state = event.data["state"]?.string.flatMap { PermitState(rawValue: $0) }
        if state?.isEnded == true {
            items[subject] = nil
            return
        }
        // The state shows at once; the rest of the item is asked for.
        var content = items[subject]?.content ?? ["type": "permit"]
        for name in ["permit", "number", "kind", "area", "state", "revision"] {
            if let value = event.data[name] { content[name] = value }
        }
        items[subject] = Item(content: content, sequence: event.sequence, isBehind: true)
    }

    private func isNews(_ event: ReceivedEvent, _ subject: Subject) -> Bool {
        items[subject].map { event.sequence > $0.sequence } ?? (event.sequence > 0)
    }

    private static func stop(_ event: ReceivedEvent) -> JSONObject {
        let effects = event.data["effects"]?.object ?? [:]
        return [
            "type": "stop", "stop": .sequence(event.sequence), "area": .string(event.subject),
            "reaches": effects["reaches"] ?? [], "reason": event.data["args"]?.object?["reason"] ?? .null,
            "by": event.data["actor"] ?? .null, "at": .moment(event.time),
            "unacknowledged": effects["devices"] ?? [], "acknowledged": [],
        ]
    }

    private mutating func acknowledge(_ stop: UInt64, _ event: ReceivedEvent) {
        guard var item = items[.stop(stop)], event.sequence > item.sequence else { return }
        let device = event.data["device"]?.string ?? event.data["actor"]?.string ?? ""
        let left = (item.content["unacknowledged"]?.array ?? []).filter { $0.string != device }
        let seen = (item.content["acknowledged"]?.array ?? []).filter { $0.object?["device"]?.string != device }
        let all = seen + [["device": .string(device), "at": .moment(event.time)]]
        item.content["unacknowledged"] = .array(left)
        item.content["acknowledged"] = .array(
            all.sorted { ($0.object?["device"]?.string ?? "") < ($1.object?["device"]?.string ?? "") })
        item.sequence = event.sequence
        items[.stop(stop)] = item
    }
}

extension Board.Subject {
    /// What an item of a snapshot is about; nil for what this client doesn't know.
    init?(of content: JSONObject) {
        switch content["type"]?.string {
        case "permit":
            guard let id = content["permit"]?.string else { return nil }
            self = .permit(id)
        case "hazard":
            guard let id = content["hazard"]?.string else { return nil }
            self = .hazard(id)
        case "stop":
            guard let stop = content["stop"]?.integer.flatMap({ UInt64(exactly: $0) }) else { return nil }
            self = .stop(stop)
        case "weather":
            guard let area = content["area"]?.string else { return nil }
            self = .weather(area)
        default: return nil
        }
    }
}
