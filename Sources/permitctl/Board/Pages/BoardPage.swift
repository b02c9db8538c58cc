import PermitCore

/// The board itself: stops, major dangers, weather, alarms, then the permits by area.
struct BoardPage {
    /// The most alarms shown.
    static let alarmsShown = 5
    /// The most lines that say why a permit doesn't go on.
    static let whyLines = 2

    private let contents: BoardContents
    private let scene: BoardScene
    private(set) var layout = BoardLayout()

    init(_ contents: BoardContents, _ scene: BoardScene) {
        self.contents = contents
        self.scene = scene
        addStops()
        addHazards()
        addWeather()
        addAlarms()
        addPermits()
    }

    private var width: Int { scene.size.columns }

    private func text(_ english: String, _ chinese: String) -> String { scene.text(english, chinese) }

    private func time(_ moment: Instant?) -> String { scene.clock.short(moment, now: scene.now) }

    private mutating func addStops() {
        guard !contents.stops.isEmpty else { return }
        layout.begin(
            part: ScreenLine(text("STOPS IN FORCE", "生效中的叫停") + ": \(contents.stops.count)", .bad))
        for stop in contents.stops {
            let head = "\(text("STOP", "叫停")) \(stop.stop) \(stop.area), \(time(stop.at)), \(stop.by): \(stop.reason)"
            var lines = ScreenLine.wrapped("!! " + head, width: width, indent: 1, .bad)
            if stop.unacknowledged.isEmpty {
                lines.append(ScreenLine("   " + text("all have acknowledged", "均已确认"), .good))
            } else {
                let names = stop.unacknowledged.joined(separator: ", ")
                let title = text("GO AND TELL", "须当面通知") + " (\(stop.unacknowledged.count)): "
                lines += ScreenLine.wrapped(title + names, width: width, indent: 3, .warning)
            }
            layout.add(.stop(stop.stop), lines)
        }
    }

    private mutating func addHazards() {
        let (major, general) = (contents.majorHazards, contents.generalHazards)
        guard !major.isEmpty || general > 0 else { return }
        let title = text("hidden dangers", "隐患") + ": \(text("major", "重大")) \(major.count), "
        layout.begin(
            part: ScreenLine(title + "\(text("general", "一般")) \(general)", major.isEmpty ? .strong : .bad))
        for hazard in major {
            let overdue = hazard["overdue"]?.bool == true ? " " + text("OVERDUE", "逾期未改") : ""
            let (area, words) = (hazard["area"]?.string ?? "", hazard["text"]?.string ?? "")
            let state = BoardWords.hazard(hazard["state"]?.string ?? "", scene.language)
            layout.add(
                .hazard(hazard["hazard"]?.string ?? ""),
                ScreenLine.wrapped("!! \(area), \(state)\(overdue): \(words)", width: width, indent: 1, .bad))
        }
    }

    private mutating func addWeather() {
        guard !contents.weather.isEmpty else { return }
        layout.begin(part: ScreenLine(text("weather", "天气"), .strong))
        for report in contents.weather {
            let area = report["area"]?.string ?? ""
            let wind = "\(text("wind", "风力")) \(report["windBeaufort"]?.integer ?? 0)"
            let words = ([wind] + report.texts("conditions")).joined(separator: ", ")
            layout.add(
                .weather(area),
                ScreenLine.wrapped("\(area): \(words) (\(time(report.instant("at"))))", width: width, indent: 1))
        }
    }

    private mutating func addAlarms() {
        guard !scene.alarms.isEmpty else { return }
        layout.begin(part: ScreenLine(text("latest alarms", "最近报警"), .strong))
        for alarm in scene.alarms.prefix(Self.alarmsShown) {
            var line = ScreenLine(" \(scene.clock.exact(alarm.at)) ")
            line.add("\(alarm.number) ", .strong)
            line.add(BoardWords.alarm(alarm.alarm, scene.language), .warning)
            if !alarm.inside.isEmpty { line.add(" (\(alarm.inside.joined(separator: ", ")))", .warning) }
            layout.add(.alarm(alarm.sequence), [line.cut(to: width)])
        }
    }

    private mutating func addPermits() {
        if contents.areas.isEmpty {
            let hidden = contents.hidden
            let none = text("no permits", "无作业票")
            layout.begin(
                part: ScreenLine(
                    hidden == 0 ? none : "\(none) (\(text("filtered out", "已滤除")): \(hidden))", .faint))
        }
        for area in contents.areas {
            layout.begin(part: PermitColumns.titled("\(area.area)  (\(area.rows.count))", scene))
            for row in area.rows { layout.add(.permit(row.id), lines(of: row)) }
        }
    }

    /// A permit: its columns, then why it doesn't go on.
    private func lines(of row: PermitRow) -> [ScreenLine] {
        let columns = PermitColumns(row, scene)
        return columns.lines(width: width) + why(row)
    }

    private func why(_ row: PermitRow) -> [ScreenLine] {
        let phrases = WhyNot.phrases(row, scene)
        guard !phrases.isEmpty else { return [] }
        let all = ScreenLine.wrapped(phrases.joined(separator: "; "), width: width, indent: 4, .warning)
        guard all.count > Self.whyLines else { return all }
        let last = ScreenLine(all[Self.whyLines - 1].text + "...", .warning).cut(to: width)
        return Array(all.prefix(Self.whyLines - 1)) + [last]
    }
}

/// Why a permit doesn't go on: the causes of its suspension, and what its next step wants.
enum WhyNot {
    static func phrases(_ row: PermitRow, _ scene: BoardScene) -> [String] {
        var phrases = row.causes.map { cause in
            let latch = cause.isLatched ? scene.text(" (latched)", "（锁定）") : ""
            let since = scene.clock.short(cause.since, now: scene.now)
            return "\(BoardWords.cause(cause.cause, scene.language))\(latch) \(since) \(cause.by)"
        }
        guard let readiness = scene.readiness[row.id], row.state != PermitState.active.rawValue else { return phrases }
        let unmet = readiness.entries("unmet").map { $0["message"]?.string ?? $0["code"]?.string ?? "" }
        guard let next = readiness["next"]?.string else { return phrases }
        let step = PlainText.step(next, scene.language)
        guard let first = unmet.first else {
            return phrases + [scene.text("ready to \(step)", "可以\(step)")]
        }
        phrases.append(scene.text("to \(step), \(unmet.count) unmet", "\(step)尚缺 \(unmet.count) 项") + ": \(first)")
        return phrases + unmet.dropFirst()
    }
}
