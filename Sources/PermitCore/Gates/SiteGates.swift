extension Circumstances {
    /// The area gate: no stop in force reaches the area.
    func areaGate() -> [Unmet] {
        state.stopsInForce(in: content.area).map { stop in
            Unmet(
                .area, .areaStopped, stop.area.text,
                Message("\(stop.area) was stopped: \(stop.reason)", "\(stop.area) 已叫停：\(stop.reason)"),
                detail: ["stop": .sequence(stop.stop), "by": .string(stop.by), "since": .moment(stop.at)])
        }
    }

    /// The window gate: work is allowed in [from, until).
    func windowGate() -> [Unmet] {
        guard now < content.from else { return windowPassed() }
        return [
            Unmet(
                .window, .windowNotOpen, permit.permit.text,
                Message("the window opens at \(content.from)", "作业时间自 \(content.from) 开始"),
                detail: ["from": .moment(content.from)])
        ]
    }

    /// Whether the window is over.
    func windowPassed() -> [Unmet] {
        guard content.until <= now else { return [] }
        return [
            Unmet(
                .window, .windowPassed, permit.permit.text,
                Message("the window ended at \(content.until)", "作业时间已于 \(content.until) 结束"),
                detail: ["until": .moment(content.until)])
        ]
    }

    /// Whether the window is longer than the pack allows at this grade.
    func windowLength() -> [Unmet] {
        guard let grade = rules.grade(permit.effectiveGrade), content.until - content.from > grade.longest else {
            return []
        }
        return [
            Unmet(
                .window, .windowTooLong, permit.permit.text,
                Message(
                    "grade \(grade.grade) allows \(grade.longest) at most", "\(grade.grade) 级最长 \(grade.longest)"),
                detail: ["longest": .string(grade.longest.description), "clause": .string(grade.clause)])
        ]
    }

    /// What `permit.finish` wants: everyone and everything out.
    func insideGate() -> [Unmet] {
        permit.peopleInside.keys.sorted().map { person in
            Unmet(.closure, .peopleInside, person.text, Message("\(person) is inside", "\(person) 仍在内部"))
        }
            + permit.toolsInside.keys.sorted().map { tool in
                Unmet(.closure, .toolsUnaccounted, tool, Message("\(tool) is inside", "\(tool) 仍在内部"))
            }
    }

    /// The closure gate: everyone out, the watch over, everything put right.
    func closureGate() -> [Unmet] {
        var unmet = insideGate()
        if let watch = permit.fireWatch, let rule = rules.fireWatch {
            unmet.append(
                Unmet(
                    .closure, .fireWatchRunning, permit.permit.text,
                    Message(
                        "the fire watch runs until \(watch.since + rule.lasts)", "动火后监护至 \(watch.since + rule.lasts)"),
                    detail: ["until": .moment(watch.since + rule.lasts), "clause": .string(rule.clause)]))
        }
        for item in rules.restoration where permit.restored[item.item].map({ $0.outcome == .failed }) ?? true {
            unmet.append(
                Unmet(
                    .closure, .restorationMissing, item.item,
                    Message("not put right: \(item.title.english)", "未恢复：\(item.title.chinese)"),
                    detail: ["clause": .string(item.clause), "defect": .text(permit.defects[item.item])]))
        }
        for (item, text) in permit.defects.sorted(by: { $0.key < $1.key })
        where !rules.restoration.contains(where: { $0.item == item }) {
            unmet.append(
                Unmet(
                    .closure, .restorationMissing, item, Message("not put right: \(text)", "未整改：\(text)"),
                    detail: ["defect": .string(text)]))
        }
        return unmet
    }
}
