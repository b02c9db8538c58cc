extension Circumstances {
    /// The window gate: work is allowed in [from, until).
    func windowGate() -> [Unmet] {
        guard now < content.from else { return windowPassed() }
        return [
            Unmet(
                .window, .windowNotOpen, permit.permit.text,
                Message("the window opens at \(told(content.from))", "作业时间自 \(told(content.from)) 开始"),
                detail: ["from": .moment(content.from)])
        ]
    }

    /// Whether the window is over.
    func windowPassed() -> [Unmet] {
        guard permit.until <= now else { return [] }
        return [
            Unmet(
                .window, .windowPassed, permit.permit.text,
                Message("the window ended at \(told(permit.until))", "作业时间已于 \(told(permit.until)) 结束"),
                detail: ["until": .moment(permit.until)])
        ]
    }

    /// Whether the window is longer than the pack allows: at the grade, and at the effective grade where an upgrade
    /// raises more than the posts.
    func windowLength() -> [Unmet] {
        let raises = rules.upgrade.map { $0.raise == .grade } ?? true
        let names = raises ? [permit.grade, permit.effectiveGrade] : [permit.grade]
        let binding = names.compactMap { rules.grade($0) }.min { $0.longest < $1.longest }
        guard let grade = binding, permit.until - content.from > grade.longest else { return [] }
        return [
            Unmet(
                .window, .windowTooLong, permit.permit.text,
                Message(
                    "grade \(grade.grade) allows \(grade.longest) at most", "\(grade.grade) 级最长 \(grade.longest)"),
                detail: ["longest": .string(grade.longest.description), "clause": .string(grade.clause)])
        ]
    }

    /// Whether the pack lets this window be made longer once more, and not into hours or days that its approval did not
    /// reach.
    func extensionGate() -> [Unmet] {
        let reasons = rules.upgradeReasons(
            from: content.from, until: permit.until, facts: facts, pack?.calendar, in: zone)
        let isApproved = reasons.isEmpty || !permit.upgradeReasons.isEmpty
        if let rule = rules.extension, permit.extensions < rule.times, isApproved { return [] }
        return [
            Unmet(
                .window, .extensionNotAllowed, permit.permit.text,
                Message("ask for a new permit: the rules allow no longer window", "规则不允许延期，请重新办理作业票"),
                detail: ["clause": .text(rules.extension?.clause)])
        ]
    }

    /// What `permit.finish` wants: everyone and everything out.
    func insideGate() -> [Unmet] {
        permit.peopleInside.keys.map { person in
            Unmet(.closure, .peopleInside, person.text, Message("\(person) is inside", "\(person) 仍在内部"))
        }
            + permit.toolsInside.keys.map { tool in
                Unmet(.closure, .toolsUnaccounted, tool, Message("\(tool) is inside", "\(tool) 仍在内部"))
            }
    }

    /// When the fire watch is over, while it runs.
    var fireWatchEnd: Instant? {
        guard let watch = permit.fireWatch, let rule = rules.fireWatch else { return nil }
        return watch.since + (rule.lasts.longest(facts) ?? .seconds(0))
    }

    /// What must be put right after this work; where a fact is missing it must.
    var restorationWanted: [RestorationRule] {
        rules.restoration.filter { $0.required.mayHold(facts) }
    }

    /// The closure gate: everyone out, the watch over, everything put right.
    func closureGate() -> [Unmet] {
        var unmet = insideGate() + isolationsLeft()
        if let end = fireWatchEnd {
            unmet.append(
                Unmet(
                    .closure, .fireWatchRunning, permit.permit.text,
                    Message("the fire watch runs until \(told(end))", "动火后监护至 \(told(end))"),
                    detail: ["until": .moment(end), "clause": .text(rules.fireWatch?.clause)]))
        }
        for item in restorationWanted where permit.restored[item.item]?.outcome != .done {
            unmet.append(
                Unmet(
                    .closure, .restorationMissing, item.item,
                    Message("not put right: \(item.title.english)", "未恢复：\(item.title.chinese)"),
                    detail: ["clause": .string(item.clause), "defect": .text(permit.defects[item.item])]))
        }
        for (item, text) in permit.defects where !rules.restoration.contains(where: { $0.item == item }) {
            unmet.append(
                Unmet(
                    .closure, .restorationMissing, item, Message("not put right: \(text)", "未整改：\(text)"),
                    detail: ["defect": .string(text)]))
        }
        return unmet
    }
}
