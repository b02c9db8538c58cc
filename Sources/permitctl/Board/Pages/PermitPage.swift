import PermitClient
import PermitCore

/// A permit that was opened, as far as it was asked for.
struct OpenedPermit: Sendable {
    let id: String
    /// All of it, as `permit.get` answers; nil before the answer.
    var permit: JSONObject?
    /// The newest revision that was asked for.
    var revision: Int?
    /// What happened to it; nil before the answer.
    var history: [ReceivedEvent]?
    /// Why it can't be shown.
    var fault: String?
}

/// One permit: its summary, what the next step wants and what to type, causes, who is inside, what falls due, history.
struct PermitPage {
    private let scene: BoardScene
    private(set) var layout = BoardLayout()

    /// - Parameter item: what the board shows of it; nil once it is no longer live.
    init(_ opened: OpenedPermit, _ item: JSONObject?, _ scene: BoardScene) {
        self.scene = scene
        guard let content = item ?? opened.permit else {
            layout.begin(part: ScreenLine(opened.fault ?? scene.text("asking ...", "查询中……"), .faint))
            return
        }
        let permit = (opened.permit ?? [:]).merging(content)
        let row = PermitRow(content)
        addSummary(permit, row, isLive: item != nil)
        addReadiness(row)
        addPeople(permit, row)
        addDue(row)
        addHistory(opened)
    }

    private var width: Int { scene.size.columns }

    private func text(_ english: String, _ chinese: String) -> String { scene.text(english, chinese) }

    private func time(_ moment: Instant?) -> String { scene.clock.short(moment, now: scene.now) }

    private mutating func add(_ words: String, indent: Int = 1, _ tone: Tone = .plain) {
        layout.add(ScreenLine.wrapped(words, width: width, indent: indent, tone))
    }

    private mutating func addSummary(_ permit: JSONObject, _ row: PermitRow, isLive: Bool) {
        let (mark, tone) = BoardWords.mark(of: row)
        var title = ScreenLine("\(mark) \(row.number) ", tone)
        title.add(BoardWords.state(row.state, scene.language), tone)
        if !isLive { title.add(" " + text("(no longer live)", "（已不在板上）"), .warning) }
        layout.begin(part: title.cut(to: width))
        let grade = permit["effectiveGrade"]?.string ?? permit["grade"]?.string ?? ""
        add("\(row.kind), \(text("grade", "级别")) \(grade), \(row.area), \(text("revision", "版本")) \(row.revision)")
        add("\(text("window", "有效时间")): \(time(permit.instant("from"))) - \(time(row.until))")
        let isPresent = row.isSupervisorPresent ? text("present", "在场") : text("ABSENT", "不在场")
        add("\(text("leader", "负责人")): \(row.leader); \(text("supervisor", "监护人")): \(row.supervisor), \(isPresent)")
        for (title, name) in [(text("work", "作业内容"), "work"), (text("method", "作业方法"), "method")] {
            if let words = permit[name]?.string { add("\(title): \(words)") }
        }
    }

    private mutating func addReadiness(_ row: PermitRow) {
        if !row.causes.isEmpty {
            layout.begin(part: ScreenLine(text("suspended because of", "中止原因"), .bad))
            for cause in row.causes {
                let latch = cause.isLatched ? text(" (latched)", "（锁定）") : ""
                let word = BoardWords.cause(cause.cause, scene.language)
                add("\(word)\(latch), \(time(cause.since)), \(cause.by) (\(cause.cause))", .warning)
            }
        }
        guard let readiness = scene.readiness[row.id] else { return }
        layout.begin(part: ScreenLine(text("what the next step wants", "下一步条件"), .strong))
        for line in Checklist(readiness, scene.language).lines.dropFirst() { add(line) }
        let commands = NextCommand.lines(readiness, number: row.number)
        guard !commands.isEmpty else { return }
        layout.begin(part: ScreenLine(text("to type elsewhere, by whoever has the post", "由有权人员另行输入"), .strong))
        for command in commands { add(command, indent: 3, .plain) }
    }

    private mutating func add(_ words: String, _ tone: Tone) { add(words, indent: 1, tone) }

    private mutating func addPeople(_ permit: JSONObject, _ row: PermitRow) {
        let inside = permit.entries("inside")
        layout.begin(
            part: ScreenLine(
                text("inside", "在内") + ": \(inside.count)", row.hasPeopleInDanger ? .bad : .strong))
        for entry in inside {
            let name = entry["person"]?.string ?? entry["tool"].flatMap(\.string).map { "[\($0)]" } ?? ""
            add("\(name), \(entry["basis"]?.string ?? ""), \(time(entry.instant("since")))")
        }
        let crew = permit.entries("crew").map { "\($0["person"]?.string ?? "") (\($0["trade"]?.string ?? ""))" }
        if !crew.isEmpty { add("\(text("crew", "作业人员")): \(crew.joined(separator: ", "))") }
    }

    private mutating func addDue(_ row: PermitRow) {
        guard !row.due.isEmpty else { return }
        layout.begin(part: ScreenLine(text("falls due", "到期事项"), .strong))
        for due in row.due {
            let left = BoardClock.left(until: due.at, now: scene.now, scene.language)
            add("\(time(due.at)) (\(left)): \(BoardWords.due(due.what, scene.language))")
        }
    }

    /// The arguments that a line of the history names.
    private static let told = [
        "reason", "check", "outcome", "person", "tool", "basis", "point", "isolation", "role", "to", "item", "finding",
        "text",
    ]

    private mutating func addHistory(_ opened: OpenedPermit) {
        layout.begin(part: ScreenLine(text("history, the newest first", "历史（最新在前）"), .strong))
        guard let history = opened.history else { return add(opened.fault ?? text("asking ...", "查询中……"), .faint) }
        for event in history.reversed() {
            let data = event.data
            let head = "\(time(event.time)) \(event.type.dropFirst("permit.".count))"
            let words =
                [
                    head,
                    data["cause"]?.string.map { BoardWords.cause($0, scene.language) },
                    data["effects"]?.object?["alarm"]?.string.map { BoardWords.alarm($0, scene.language) },
                ] as [String?]
            let args = Self.told.compactMap { data["args"]?.object?[$0]?.string }
            let actor = [data["actor"]?.string].compactMap(\.self)
            add((words.compactMap(\.self) + args + actor).joined(separator: ", "))
        }
    }
}
