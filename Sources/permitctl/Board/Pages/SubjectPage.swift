import PermitCore

/// A stop with its whole walking list, or a hidden danger: all that is known of it, and what to type.
enum SubjectPage {
    static func layout(_ stop: BoardContents.StopRow, _ scene: BoardScene) -> BoardLayout {
        var layout = BoardLayout()
        let width = scene.size.columns
        let time = { (moment: Instant?) in scene.clock.short(moment, now: scene.now) }
        layout.begin(
            part: ScreenLine("\(scene.text("STOP", "叫停")) \(stop.stop)  \(stop.area)", .bad).cut(to: width))
        layout.add(ScreenLine.wrapped("\(time(stop.at)), \(stop.by): \(stop.reason)", width: width, indent: 1))
        let reaches = stop.reaches.joined(separator: ", ")
        layout.add(ScreenLine.wrapped("\(scene.text("reaches", "范围")): \(reaches)", width: width, indent: 1))
        layout.begin(
            part: ScreenLine(
                scene.text("walking list: go and tell", "须当面通知名单") + ": \(stop.unacknowledged.count)",
                stop.unacknowledged.isEmpty ? .good : .bad))
        for device in stop.unacknowledged {
            layout.add(ScreenLine.wrapped("[ ] \(device)", width: width, indent: 1, .warning))
        }
        layout.begin(
            part: ScreenLine(scene.text("acknowledged", "已确认") + ": \(stop.acknowledged.count)", .strong))
        for entry in stop.acknowledged {
            layout.add(ScreenLine.wrapped("[x] \(entry.device), \(time(entry.at))", width: width, indent: 1))
        }
        add(NextCommand.lines(stop: stop), to: &layout, scene)
        return layout
    }

    static func layout(hazard: JSONObject, _ scene: BoardScene) -> BoardLayout {
        var layout = BoardLayout()
        layout.begin(
            part: ScreenLine(
                "\(scene.text("hidden danger", "隐患"))  \(hazard["area"]?.string ?? "")", .bad
            ).cut(to: scene.size.columns))
        for line in PlainText.lines(hazard.without("type", "area"), scene.language) {
            layout.add(ScreenLine.wrapped(line, width: scene.size.columns, indent: 1))
        }
        add(NextCommand.lines(hazard: hazard), to: &layout, scene)
        return layout
    }

    private static func add(_ commands: [String], to layout: inout BoardLayout, _ scene: BoardScene) {
        guard !commands.isEmpty else { return }
        layout.begin(
            part: ScreenLine(scene.text("to type elsewhere, by whoever has the post", "由有权人员另行输入"), .strong))
        for command in commands {
            layout.add(ScreenLine.wrapped(command, width: scene.size.columns, indent: 3))
        }
    }
}

/// The keys, and what the marks mean.
enum HelpPage {
    static func layout(_ scene: BoardScene) -> BoardLayout {
        var layout = BoardLayout()
        for (title, rows) in parts {
            layout.begin(part: ScreenLine(title.text(in: scene.language), .strong))
            for (name, meaning) in rows {
                var line = ScreenLine("  \(name)")
                line.pad(to: 16)
                line.add(meaning.text(in: scene.language))
                layout.add(line.cut(to: scene.size.columns))
            }
        }
        return layout
    }

    private static let parts: [(Message, [(String, Message)])] = [
        (
            Message("Keys", "按键"),
            [
                ("j k, arrows", Message("next, previous", "下一项、上一项")),
                ("space b, PgDn", Message("next page, previous page", "下一页、上一页")),
                ("g G, Home End", Message("first, last", "第一项、最后一项")),
                ("Tab h", Message("next part: stops, dangers, alarms, each area", "下一部分：叫停、隐患、报警、各区域")),
                ("Enter", Message("open a permit, a stop or a danger", "打开作业票、叫停或隐患")),
                ("Esc, Left", Message("back; on the board: to the top, filter off", "返回；在板上：回到顶部并清除筛选")),
                ("/", Message("show permits by number, area, kind or person", "按编号、区域、类别或人员筛选")),
                ("s", Message("show all, active, stopped, waiting, ending", "按状态筛选：全部、作业中、已停、待开工、收尾")),
                ("Ctrl-L", Message("draw anew", "重绘")),
                ("q, Ctrl-C", Message("quit", "退出")),
            ]
        ),
        (
            Message("Marks", "标记"),
            [
                ("!!", Message("stopped, expired, revoked, or people inside", "已停、超期、吊销，或内部有人")),
                (">>", Message("active: the one state in which work is allowed", "作业中：唯一允许作业的状态")),
                ("..", Message("the work is over: fire watch, acceptance", "作业已结束：监护、待验收")),
                ("--", Message("not started", "未开工")),
            ]
        ),
    ]
}
