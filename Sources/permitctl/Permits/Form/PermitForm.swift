import PermitCore

/// A part of the form: its title, and what it holds; nothing where it would be empty and that would say nothing.
struct FormSection: Sendable {
    let title: Message
    let blocks: @Sendable (FormSource) -> [FormBlock]

    /// What stops the work, then the parts in the order of the form (GB 30871-2022 annex A) with what an electronic
    /// permit knows beside.
    static let all: [FormSection] = [
        FormSection(title: Message("Stopped because", "中止原因"), blocks: \.causes),
        FormSection(title: Message("Application", "作业申请"), blocks: \.application),
        FormSection(title: Message("Risk analysis", "风险辨识与管控措施"), blocks: \.analysis),
        FormSection(title: Message("People", "作业人员"), blocks: \.crew),
        FormSection(title: Message("Related special work", "关联的其他特殊作业"), blocks: \.related),
        FormSection(title: Message("Isolation of energy", "能量隔离"), blocks: \.isolations),
        FormSection(title: Message("Gas analysis", "气体取样分析"), blocks: \.gas),
        FormSection(title: Message("Safety measures", "安全措施确认"), blocks: \.checks),
        FormSection(title: Message("Safety briefing", "安全交底"), blocks: \.briefing),
        FormSection(title: Message("Signatures", "审批签字"), blocks: \.approvals),
        FormSection(title: Message("Course of the work", "作业过程"), blocks: \.course),
        FormSection(title: Message("Inside", "进出登记"), blocks: \.inside),
        FormSection(title: Message("Finish and hand-back", "完工与交还"), blocks: \.finish),
        FormSection(title: Message("Restoration of the site", "现场恢复"), blocks: \.restoration),
        FormSection(title: Message("Acceptance", "完工验收"), blocks: \.acceptance),
        FormSection(title: Message("Deadlines", "时限"), blocks: \.deadlines),
        FormSection(title: Message("What the next step wants", "下一步尚需"), blocks: \.nextStep),
    ]
}

/// A permit as the form that people know (作业票).
enum PermitForm {
    /// The form in lines of at most `width` columns.
    static func lines(_ source: FormSource, width: Int = 80) -> [String] {
        var page = FormPage(width: width)
        let state = FormState.of(source.state)
        let banner = "[\(state.mark)] \(source.text(state.word))"
        let number = source.member("number")
        page.bar(banner, number)
        page.add([.text(source.text(state.sentence))])
        page.centre(source.title)
        page.add(source.head)
        for section in FormSection.all {
            let blocks = section.blocks(source)
            guard !blocks.isEmpty else { continue }
            page.bar(source.text(section.title), of: "-")
            page.add(blocks)
        }
        page.bar(banner, number)
        return page.lines
    }
}
