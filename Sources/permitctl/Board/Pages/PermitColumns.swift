import PermitCore

/// The columns of a permit on a board.
struct PermitColumns {
    /// The width from which everything stands on one line.
    static let wholeWidth = 80
    /// The width from which there is room for the end of the window and the leader.
    static let wideWidth = 110

    private let row: PermitRow
    private let scene: BoardScene

    init(_ row: PermitRow, _ scene: BoardScene) {
        self.row = row
        self.scene = scene
    }

    func lines(width: Int) -> [ScreenLine] {
        let (mark, tone) = BoardWords.mark(of: row)
        var line = ScreenLine(" \(mark) ", tone)
        line.add(row.number, .strong)
        let state = BoardWords.state(row.state, scene.language)
        if width < Self.wholeWidth {
            line.add(" \(state) ", tone)
            line.add(left, leftTone)
            var second = ScreenLine("    \(row.kind) ")
            addSupervisor(to: &second)
            second.add(" ")
            addInside(to: &second)
            return [line.cut(to: width), second.cut(to: width)]
        }
        line.pad(to: 22)
        line.add(row.kind)
        line = line.cut(to: 29)
        line.pad(to: 30)
        line.add(state, tone)
        line.pad(to: 42)
        line.add(left, leftTone)
        line.pad(to: 56)
        if width >= Self.wideWidth {
            line.add("\(scene.text("until", "至")) \(scene.clock.short(row.until, now: scene.now))")
            line.pad(to: 70)
            line.add("\(scene.text("leader", "负责")) \(row.leader)")
            line = line.cut(to: 91)
            line.pad(to: 92)
        }
        var inside = ScreenLine()
        addInside(to: &inside)
        var who = line
        addSupervisor(to: &who)
        return [who.ending(with: inside, width: width)]
    }

    /// The titles of the columns, behind an area's name.
    static func titled(_ area: String, _ scene: BoardScene) -> ScreenLine {
        let width = scene.size.columns
        let line = ScreenLine(area, .strong)
        guard width >= wholeWidth, line.columns < 41 else { return line.cut(to: width) }
        var titles = line
        titles.pad(to: 42)
        titles.add(scene.text("next due", "下一到期"), .faint)
        titles.pad(to: width >= wideWidth ? 92 : 56)
        titles.add(scene.text("supervisor", "监护人"), .faint)
        return titles.ending(with: ScreenLine(scene.text("inside", "在内"), .faint), width: width)
    }

    /// What falls due next, and how long that is.
    private var left: String {
        guard let due = row.due.first else { return "" }
        let time = BoardClock.left(until: due.at, now: scene.now, scene.language)
        return "\(BoardWords.due(due.what, scene.language)) \(time)"
    }

    private var leftTone: Tone {
        guard let due = row.due.first, row.rank == .active else { return .plain }
        let minutes = (due.at - scene.now).milliseconds / 60_000
        return minutes < 5 ? .bad : minutes < 15 ? .warning : .plain
    }

    private func addSupervisor(to line: inout ScreenLine) {
        guard !row.supervisor.isEmpty else { return }
        // Presence lapses without an event where no work goes on; what was asked for last knows.
        let unmet = scene.readiness[row.id]?.entries("unmet") ?? []
        let isAbsent = !row.isSupervisorPresent || unmet.contains { $0["code"] == "supervisorAbsent" }
        if isAbsent {
            line.add(scene.text("ABSENT", "不在场"), row.rank == .waiting ? .plain : .bad)
        } else {
            line.add(scene.text("present", "在场"), .good)
        }
        line.add(" \(row.supervisor)")
    }

    private func addInside(to line: inout ScreenLine) {
        if row.hasPeopleInDanger {
            line.add(scene.text("INSIDE \(row.people.count)", "内有 \(row.people.count) 人"), .banner)
        } else if !row.people.isEmpty {
            line.add(scene.text("in \(row.people.count)", "内 \(row.people.count) 人"), .strong)
        } else if !row.tools.isEmpty {
            line.add(scene.text("tools \(row.tools.count)", "工具 \(row.tools.count)"))
        }
    }
}
