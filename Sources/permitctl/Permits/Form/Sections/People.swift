import PermitCore

extension FormSource {
    /// Leader, supervisor and whether the supervisor is there, and everyone who works with trade and condition.
    var crew: [FormBlock] {
        let isPresent = permit["supervisorPresent"]?.bool == true
        let there = isPresent ? text(" (on site)", "（在场）") : text(" (NOT ON SITE)", "（不在场）")
        let presence = isEnded ? "" : there
        var blocks: [FormBlock] = [
            .field(text("Leader", "作业负责人"), worker(member("leader"))),
            .field(text("Supervisor", "监护人"), worker(member("supervisor")) + presence),
        ]
        for offer in permit.objects("offers") {
            let role = FormWords.roles[offer.text("role")].map(text) ?? offer.text("role")
            let (to, from) = (person(offer.text("to")), person(offer.text("by")))
            let end = clock.text(offer.text("lapsesAt"))
            let told = text("\(role) to \(to), by \(from), until \(end)", "\(role)：\(to)，发起：\(from)，失效：\(end)")
            blocks.append(.field(text("Offered", "待交接"), told))
        }
        let members = permit.objects("crew")
        blocks += members.map { member in
            condition(of: member.text("person"), trade: titled("trades", "trade", member.text("trade")))
        }
        let others = permit.objects("conditions").map { $0.text("person") }
            .filter { id in !members.contains { $0.text("person") == id } }
        return blocks + others.map { condition(of: $0, trade: text("not in the crew", "非当前作业人员")) }
    }

    private func worker(_ id: String) -> String {
        let unit = employer(id)
        return unit.isEmpty ? person(id) : "\(person(id)), \(unit)"
    }

    private func condition(of id: String, trade: String) -> FormBlock {
        let who = "\(worker(id)): \(PlainLetters.inLine(trade))"
        guard let record = permit.objects("conditions").first(where: { $0.text("person") == id }) else {
            return isEnded
                ? .item(.notApplicable, who) : .item(.open, who, [text("condition not looked at", "身体状况未确认")])
        }
        let looked = by(record.text("checkedBy"), record.text("at"))
        if record["fit"]?.bool != true { return .item(.bad, who, [text("UNFIT: \(looked)", "不适宜作业：\(looked)")]) }
        if isWanted(id, .conditionCheckMissing) {
            return .item(.open, who, [text("condition to be looked at anew, last \(looked)", "身体状况须重新确认，上次：\(looked)")])
        }
        return .item(.done, who, [text("fit: \(looked)", "身体状况良好：\(looked)")])
    }
}
