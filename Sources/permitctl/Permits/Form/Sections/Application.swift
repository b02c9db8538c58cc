import PermitCore

extension FormSource {
    /// Who asked, for what, where and when.
    var application: [FormBlock] {
        let asked = events(.permitRequested).last
        let amended = events(.permitAmended).last
        let extended = events(.permitExtended).last
        let applicant = (amended ?? asked)?.actor ?? ""
        let until = clock.text(member("until"))
        let window = "\(clock.text(member("from"))) - \(until)"
        let longer =
            extended.map { text(" (extended by \(by($0.actor, $0.time)))", "（延期：\(by($0.actor, $0.time))）") } ?? ""
        let area = PlainLetters.inLine(titled(areaName.map { .string($0) }, member("area")))
        let fields: [(Message, String)] = [
            (Message("Applying unit", "申请单位"), employer(applicant)),
            (Message("Applied for by", "申请人"), by(asked?.actor, asked?.time)),
            (Message("Amended by", "修改人"), by(amended?.actor, amended?.time)),
            (Message("Working unit", "作业单位"), employer(member("leader"))),
            (Message("Place", "作业地点"), area),
            (Message("Work", "作业内容"), member("work")),
            (Message("Method", "作业方式"), member("method")),
            (Message("Time", "作业时间"), window + longer),
            (Message("Equipment", "特种设备"), strings("equipment").joined(separator: ", ")),
            (Message("In place of", "替代作业票"), member("supersedes")),
        ]
        return fields.filter { !$0.1.isEmpty }.map { .field(text($0.0), $0.1) } + facts
    }

    /// A job safety analysis: step, hazard, control.
    var analysis: [FormBlock] {
        let steps = permit.objects("analysis")
        guard !steps.isEmpty else { return [] }
        let titles = [text("No.", "序号"), text("Step", "作业步骤"), text("Hazard", "风险辨识"), text("Control", "管控措施")]
        let rows = steps.enumerated().map { number, step in
            ["\(number + 1)", step.text("step"), step.text("hazard"), step.text("control")]
        }
        return [.table(titles, rows)]
    }

    /// What the rules asked: what is so, what is not, and what nobody answered.
    private var facts: [FormBlock] {
        let facts = permit["facts"]?.object ?? [:]
        func name(_ fact: String) -> String {
            words(rules.objects("facts").first { $0.text("fact") == fact }?["title"])
        }
        func titled(_ fact: String) -> String { name(fact).isEmpty ? fact : "\(name(fact)) (\(fact))" }
        func joined(_ names: [String]) -> String {
            names.map(PlainLetters.inLine).joined(separator: text("; ", "；"))
        }
        let asked = rules.objects("facts").map { $0.text("fact") }
        let missing = rules.text("edition") == member("edition") ? asked.filter { facts[$0] == nil } : []
        let values = facts.members.filter { $0.value.bool == nil }.map {
            "\(titled($0.name)): \($0.value.string ?? $0.value.text)"
        }
        let rows: [(Message, [String])] = [
            (Message("It is so", "是"), facts.members.filter { $0.value == true }.map { titled($0.name) }),
            (Message("It is not so", "否"), facts.members.filter { $0.value == false }.map { titled($0.name) }),
            (Message("Given", "填写"), values),
            (Message("Not answered", "未填写（从严）"), missing.map(titled)),
        ]
        return rows.filter { !$0.1.isEmpty }.map { .field(text($0.0), joined($0.1)) }
    }

    func strings(_ name: String) -> [String] { (permit[name]?.array ?? []).compactMap(\.string) }
}
