import PermitCore

extension FormSource {
    /// Who and what is inside now, and who went in and out.
    var inside: [FormBlock] {
        let now = permit.objects("inside")
        let movements = events(.permitEntered, .permitExited)
        guard !now.isEmpty || !movements.isEmpty else { return [] }
        let nobody = FormBlock.item(.done, text("nobody and nothing inside", "内部无人员、无工具"))
        let blocks = now.isEmpty ? [nobody] : now.map(occupant)
        guard !movements.isEmpty else { return blocks }
        let cut = movements.count - Self.mostMovements
        let gap = cut > 0 ? [FormBlock.text(text("... \(cut) before", "……此前另有 \(cut) 条"))] : []
        let titles = [
            text("Time", "时间"), text("In or out", "进/出"), text("Who or what", "人员/工具"), text("Noted by", "登记人"),
        ]
        let rows = movements.suffix(Self.mostMovements).map { event in
            let isIn = event.type == EventType.permitEntered.rawValue
            return [
                clock.text(event.done), isIn ? text("in", "进") : text("out", "出"), mover(event.args),
                person(event.actor),
            ]
        }
        return blocks + gap + [.table(titles, rows)]
    }

    private static let mostMovements = 40

    private func occupant(_ entry: JSONObject) -> FormBlock {
        let since = clock.text(entry.text("since"))
        return .item(.inside, text("INSIDE: \(mover(entry)), since \(since)", "在内：\(mover(entry))，自 \(since)"))
    }

    /// A person or a tool, and why it went in where that was not to work.
    func mover(_ entry: JSONObject) -> String {
        let tool = entry.text("tool")
        let name = tool.isEmpty ? person(entry.text("person")) : text("tool ", "工具 ") + PlainLetters.inLine(tool)
        let basis = entry.text("basis")
        guard !basis.isEmpty, basis != EntryArguments.Basis.work.rawValue else { return name }
        return "\(name) (\(FormWords.bases[basis].map(text) ?? basis))"
    }
}
