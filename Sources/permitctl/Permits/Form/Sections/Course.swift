import PermitCore

extension FormSource {
    /// Why the permit is stopped now, since when and by whom, and what only a release clears.
    var causes: [FormBlock] {
        permit.objects("causes").map { cause in
            let since = by(cause.text("by"), cause.text("since"))
            let latched = cause["latched"]?.bool == true
            let latch = latched ? [text("LATCHED: the approver must release it", "已锁定：须由审批人解除")] : []
            return .item(.bad, self.cause(cause.text("cause")), [since] + latch)
        }
    }

    /// Start, stops and resumptions, changes of hands and of the crew, notes.
    var course: [FormBlock] {
        let events = events(
            .permitReturned, .permitStarted, .permitSuspended, .permitReleased, .permitResumed, .permitCrewChanged,
            .permitHandoverOffered, .permitAssigned, .permitTakenOver, .permitExtended, .permitTestSanctioned,
            .permitExpired, .permitRevoked, .permitNoted)
        guard !events.isEmpty else {
            let started = member("startedAt")
            return started.isEmpty ? [] : [.field(text("Started", "开工"), clock.text(started))]
        }
        let entries = events.map { event in FormBlock.item("-", line(of: event), below(event)) }
        let cut = entries.count - Self.mostEntries
        guard cut > 0 else { return entries }
        let gap = FormBlock.text(
            text("... \(cut) more: permitctl permit history", "……另有 \(cut) 条：permitctl permit history"))
        return entries.prefix(Self.mostEntries / 3) + [gap] + entries.suffix(Self.mostEntries - Self.mostEntries / 3)
    }

    private static let mostEntries = 60

    private func line(of event: FormEvent) -> String {
        let cause = event.data.text("cause")
        let why =
            event.type == EventType.permitSuspended.rawValue && !cause.isEmpty
            ? text(": ", "：") + self.cause(cause) : ""
        let what = Self.courseWords[event.type].map(text) ?? event.type
        let late = event.data["late"] == true ? text(" (came too late to change anything)", "（到达过晚，未生效）") : ""
        return "\(clock.text(event.time))  \(what)\(why) - \(person(event.actor))\(late)"
    }

    private func below(_ event: FormEvent) -> [String] {
        let args = event.args
        var lines = ["reason", "text"].map { args.text($0) }.filter { !$0.isEmpty }
        if let role = args["role"]?.string {
            let name = FormWords.roles[role].map(text) ?? role
            let to = args["to"]?.string.map { " → \(person($0))" } ?? ""
            lines.append(name + to)
        }
        let added = args.objects("add").map {
            "\(person($0.text("person"))) \(titled("trades", "trade", $0.text("trade")))"
        }
        let removed = (args["remove"]?.array ?? []).compactMap(\.string).map { person($0) }
        if !added.isEmpty { lines.append(text("joins: ", "加入：") + added.joined(separator: ", ")) }
        if !removed.isEmpty { lines.append(text("leaves: ", "退出：") + removed.joined(separator: ", ")) }
        if event.type == EventType.permitExtended.rawValue || event.type == EventType.permitTestSanctioned.rawValue {
            lines.append(text("until ", "至 ") + clock.text(args.text("until")))
        }
        return lines
    }

    private static let courseWords: [String: Message] = [
        EventType.permitReturned.rawValue: Message("given back", "退回修改"),
        EventType.permitStarted.rawValue: Message("started", "开工"),
        EventType.permitSuspended.rawValue: Message("SUSPENDED", "中止"),
        EventType.permitReleased.rawValue: Message("released", "解除锁定"),
        EventType.permitResumed.rawValue: Message("resumed", "恢复作业"),
        EventType.permitCrewChanged.rawValue: Message("crew changed", "人员变更"),
        EventType.permitHandoverOffered.rawValue: Message("handover offered", "发起交接"),
        EventType.permitAssigned.rawValue: Message("post assigned", "指派"),
        EventType.permitTakenOver.rawValue: Message("taken over", "接替"),
        EventType.permitExtended.rawValue: Message("extended", "延期"),
        EventType.permitTestSanctioned.rawValue: Message("test sanctioned", "批准解除隔离试验"),
        EventType.permitExpired.rawValue: Message("EXPIRED", "超期"),
        EventType.permitRevoked.rawValue: Message("REVOKED", "吊销"),
        EventType.permitNoted.rawValue: Message("note", "备注"),
    ]
}
