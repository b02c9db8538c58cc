import PermitCore

extension FormSource {
    /// The title by the kind of work: 动火安全作业票, Hot work permit.
    var title: String {
        let kind = words(rules["title"])
        guard !kind.isEmpty else { return text("Permit to work: \(member("kind"))", "安全作业票：\(member("kind"))") }
        let stem = kind.hasSuffix("作业") ? String(kind.dropLast(2)) : kind
        let english = kind.hasPrefix("Work ") ? "Permit for w\(kind.dropFirst())" : "\(kind) permit"
        return text(english, "\(stem)安全作业票")
    }

    /// What the permit is: number, grade and why it is another, rules, and the moment at which the form is true.
    var head: [FormBlock] {
        let grade = titled("grades", "grade", member("grade"))
        let effective = titled("grades", "grade", member("effectiveGrade"))
        let reasons = (permit["upgradeReasons"]?.array ?? []).compactMap(\.string).map(upgrade)
        var blocks: [FormBlock] = [
            .field(text("Number", "编号"), member("number")),
            .field(text("Permit", "作业票标识"), member("permit")),
            .field(text("Kind", "作业类别"), titled(rules["title"], member("kind"))),
            .field(text("Grade", "作业级别"), grade),
        ]
        if grade != effective || !reasons.isEmpty {
            let why = reasons.joined(separator: text("; ", "；"))
            blocks.append(
                .field(text("Managed as", "升级管理"), [effective, why].filter { !$0.isEmpty }.joined(separator: " - ")))
        }
        let inside = permit.objects("inside").map(mover).joined(separator: text("; ", "；"))
        if !inside.isEmpty { blocks.append(.field(text("Inside now", "目前在内"), inside)) }
        let edition = rules.text("edition")
        let isOther = !rules.isEmpty && edition != member("edition")
        let titles = isOther ? text(" (titles as in edition \(edition))", "（名称取自版本 \(edition)）") : ""
        return blocks + [
            .field(text("Rules", "规则版本"), "\(member("pack")) \(member("edition"))\(titles)"),
            .field(text("Revision", "修订"), member("revision")),
            .field(text("True as of", "数据时间"), "\(clock.zone.text(at: clock.now)), \(clock.name)"),
            .field(text("Digest", "内容摘要"), member("contentDigest")),
        ]
    }

    /// `night 2026-11-24` in words.
    private func upgrade(_ reason: String) -> String {
        let parts = reason.split(separator: " ", maxSplits: 1).map(String.init)
        guard let word = parts.first, let told = FormWords.upgrades[word] else { return reason }
        return ([text(told)] + parts.dropFirst()).joined(separator: " ")
    }
}
