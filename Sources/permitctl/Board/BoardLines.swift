import PermitClient
import PermitCore

/// A board as plain lines, for a pipe or a file: all of it once, then a line for each change.
struct BoardLines {
    private let language: Language
    private let clock: BoardClock
    private let area: AreaID?
    private var shown: [Board.Subject: String] = [:]
    private var lastAlarm: UInt64 = 0
    private var isLive = true

    init(_ language: Language, _ clock: BoardClock, area: AreaID?) {
        self.language = language
        self.clock = clock
        self.area = area
    }

    /// All of a board.
    /// - Parameter readiness: what the next step of each permit wants, as far as it was asked for.
    mutating func whole(_ board: Board, _ readiness: [String: JSONObject], now: Instant) -> [String] {
        let contents = BoardContents(board, within: area)
        shown = [:]
        _ = changes(board, now: now)
        lastAlarm = board.alarms.last?.sequence ?? 0
        var lines = ["\(clock.full(now)) \(clock.zone.name)"]
        for stop in contents.stops { lines.append(text(of: stop, now)) }
        for hazard in contents.majorHazards { lines.append("!! \(HazardLine.text(of: hazard))") }
        if contents.generalHazards > 0 {
            lines.append("\(text("general hidden dangers", "一般隐患")): \(contents.generalHazards)")
        }
        for report in contents.weather { lines.append(text(ofWeather: report)) }
        if contents.areas.isEmpty { lines.append(text("no permits", "无作业票")) }
        let scene = BoardScene(
            language: language, clock: clock, now: now, size: ScreenSize(columns: 80, rows: 24), readiness: readiness)
        for area in contents.areas {
            lines.append(area.area)
            for row in area.rows {
                lines.append("  " + text(of: row, now))
                lines += WhyNot.phrases(row, scene).map { "      \($0)" }
            }
        }
        return lines.map(PlainLetters.inLine)
    }

    /// What has changed since: a line each. What the daemon has still to be asked about waits until it has answered.
    mutating func changes(_ board: Board, now: Instant) -> [String] {
        var lines: [String] = []
        let time = clock.exact(board.asOf ?? now)
        if board.asOf != nil, board.isLive != isLive {
            isLive = board.isLive
            lines.append(
                isLive
                    ? "\(time) \(text("LIVE", "实时"))"
                    : "\(clock.exact(now)) \(text("STALE since", "数据过时，自")) \(time)")
        }
        for alarm in board.alarms.map(AlarmRow.init) where alarm.sequence > lastAlarm {
            lastAlarm = alarm.sequence
            let inside = alarm.inside.isEmpty ? "" : " (\(alarm.inside.joined(separator: ", ")))"
            let words = BoardWords.alarm(alarm.alarm, language)
            lines.append("\(clock.exact(alarm.at)) !! \(alarm.number) \(words)\(inside)")
        }
        let items = board.items.filter { !$0.value.isBehind }
        for (subject, item) in items.sorted(by: { $0.value.sequence < $1.value.sequence }) {
            guard let line = text(of: item.content, now), shown[subject] != line else { continue }
            shown[subject] = line
            lines.append("\(time) \(line)")
        }
        for (subject, line) in shown.sorted(by: { $0.value < $1.value }) where board.items[subject] == nil {
            shown[subject] = nil
            lines.append("\(time) \(text("gone:", "已离板：")) \(line)")
        }
        return lines.map(PlainLetters.inLine)
    }

    private func text(_ english: String, _ chinese: String) -> String { Message(english, chinese).text(in: language) }

    /// An item, or nil for one that is not of this area.
    private func text(of item: JSONObject, _ now: Instant) -> String? {
        guard BoardContents.shows(item, within: area) else { return nil }
        switch item["type"]?.string {
        case "permit": return text(of: PermitRow(item), now)
        case "stop": return text(of: BoardContents.StopRow(item), now)
        case "hazard": return HazardLine.text(of: item)
        case "weather": return text(ofWeather: item)
        default: return nil
        }
    }

    private func text(of row: PermitRow, _ now: Instant) -> String {
        let presence = row.isSupervisorPresent ? text("present", "在场") : text("absent", "不在场")
        let due = row.due.first.map { "\(BoardWords.due($0.what, language)) \(clock.short($0.at, now: now))" }
        let inside = (row.people + row.tools.map { "[\($0)]" }).joined(separator: ", ")
        let causes = row.causes.map { BoardWords.cause($0.cause, language) }.joined(separator: ", ")
        let fields = [
            BoardWords.mark(of: row).mark, row.number, row.kind, BoardWords.state(row.state, language),
            causes.isEmpty ? nil : "(\(causes))", due, row.area,
            row.supervisor.isEmpty ? nil : "\(text("supervisor", "监护人")) \(row.supervisor) \(presence)",
            inside.isEmpty ? nil : "\(text("inside", "在内")): \(inside)",
        ]
        return fields.compactMap(\.self).joined(separator: "  ")
    }

    private func text(of stop: BoardContents.StopRow, _ now: Instant) -> String {
        let head = "!! \(text("STOP", "叫停")) \(stop.stop)  \(stop.area)  \(clock.short(stop.at, now: now))"
        return "\(head)  \(stop.by): \(stop.reason)  \(StopLine.walkingList(stop, language))"
    }

    private func text(ofWeather report: JSONObject) -> String {
        let conditions = report.texts("conditions").joined(separator: ", ")
        return [
            text("weather", "天气"), report["area"]?.string ?? "",
            "\(text("wind", "风力")) \(report["windBeaufort"]?.integer ?? 0)", conditions,
        ].filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

/// A board as JSON, a line for each item: all of it, then what changed.
struct BoardRecords {
    private let area: AreaID?
    private var shown: [Board.Subject: JSONObject] = [:]
    private var wasLive: Bool?

    init(area: AreaID?) {
        self.area = area
    }

    /// What has changed since the last time; at first everything. What is gone comes with `"gone": true`.
    mutating func changes(_ board: Board) -> [JSONObject] {
        var records: [JSONObject] = []
        if wasLive != board.isLive {
            wasLive = board.isLive
            records.append([
                "type": "board", "live": .bool(board.isLive), "seq": .sequence(board.position.sequence),
                "epoch": .string(board.position.epoch), "asOf": .moment(board.asOf),
            ])
        }
        let items = board.items.filter { subject, item in
            !item.isBehind && shown[subject] != item.content && BoardContents.shows(item.content, within: area)
        }
        for (subject, item) in items.sorted(by: Self.isBefore) {
            shown[subject] = item.content
            records.append(item.content)
        }
        for (subject, content) in shown where board.items[subject] == nil {
            shown[subject] = nil
            let names = ["type", "permit", "number", "hazard", "stop", "area"]
            let known = JSONObject(members: content.members.filter { names.contains($0.name) })
            records.append(known.merging(["gone": true]))
        }
        return records
    }

    private static func isBefore(
        _ left: (key: Board.Subject, value: Board.Item), _ right: (key: Board.Subject, value: Board.Item)
    ) -> Bool {
        if left.value.sequence != right.value.sequence { return left.value.sequence < right.value.sequence }
        return (left.value.content["number"]?.string ?? "") < (right.value.content["number"]?.string ?? "")
    }
}
