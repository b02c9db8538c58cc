extension Act {
    /// `permit.request`, `permit.amend`: the grade is computed, the number given, the content frozen under a digest.
    func requestOrAmend(_ content: PermitContent, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let amended = operation == .permitAmend ? subject.permit : nil
        let day = max(house.zone.date(at: now).compact, state.numbered.day)
        let issued = state.packInForce(for: content.kind, in: content.area, on: house.zone.date(at: now))
        guard let pack = amended?.pack ?? issued?.reference, let rules = subject.rules ?? issued?.rules else {
            throw .notFound("pack for \(content.kind)")
        }
        let facts = Facts(request: content.facts, area: state.facts(of: content.area))
        let grade = rules.grade(for: facts)
        let calendar = state.packs[pack]?.calendar
        let reasons = rules.upgradeReasons(
            from: content.from, until: content.until, facts: facts, calendar, in: house.zone)
        let effective = reasons.isEmpty ? grade : rules.grade(above: grade) ?? grade
        let approve = reasons.isEmpty || effective != grade ? effective.approve : grade.approveUpgraded ?? grade.approve
        let count = state.numbered.day == day ? state.numbered.count + 1 : 1
        let number = amended?.number ?? "\(content.kind.uppercased())-\(day)-\(padded(count, 3))"
        var effects: JSONObject = [
            "pack": .string(pack.pack), "edition": .string(pack.edition), "packDigest": .string(pack.digest),
            "grade": .string(grade.grade), "effectiveGrade": .string(effective.grade),
            "upgradeReasons": .strings(reasons), "approve": .string(approve), "numberedOn": .string(day),
            "countersign": .strings(
                effective.countersigners(facts.adding("grade", .string(effective.grade)))),
        ]
        let text = Permit.contentText(of: command.args, number, pack, effects)
        effects["contentDigest"] = .string(house.digest(text))
        let stamp = Event.PermitStamp(
            permit: content.permit, number: number, kind: content.kind, state: .requested, revision: 0)
        try draft.record(
            operation.eventType, subject: content.permit.text, area: content.area, stamp: stamp, args: command.args,
            effects: effects)
        let permit = try draft.permit(content.permit)
        try require(circumstances(of: permit, rules).unmetToRequest())
        return requestResult(permit, rules)
    }

    private func requestResult(_ permit: Permit, _ rules: KindRules) -> JSONObject {
        let checks = circumstances(of: permit, rules).checksWanted.map(\.check)
        return [
            "grade": .string(permit.grade), "effectiveGrade": .string(permit.effectiveGrade),
            "upgradeReasons": .strings(permit.upgradeReasons), "approvals": .array(permit.signOffs.map(\.json)),
            "checks": .array(rules.checks.map { $0.json(isRequired: checks.contains($0.check)) }),
            "contentDigest": .string(permit.contentDigest),
            "warnings": .array(
                circumstances(of: permit, rules).conflictWarnings().map { $0.json(in: command.language) }),
        ]
    }
}

extension CheckRule {
    func json(isRequired: Bool) -> JSONValue {
        [
            "check": .string(check), "title": title.json, "by": .strings(by), "required": .bool(isRequired),
            "notApplicable": .bool(mayNotApply), "evidence": .bool(needsEvidence), "lives": .string(lives.rawValue),
            "clause": .string(clause),
        ]
    }
}
