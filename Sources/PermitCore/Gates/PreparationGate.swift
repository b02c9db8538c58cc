extension Circumstances {
    /// The preparation gate: checks on the spot, briefing, the leader's acceptance, isolations, gas, equipment.
    func preparationGate(isResume: Bool) -> [Unmet] {
        checksMissing() + failedChecks() + briefing() + leaderAcceptance() + isolationsInPlace()
            + gasTests(isResume: isResume) + equipmentInUse()
    }

    /// The checks wanted for this work; where a fact is missing the check is wanted.
    var checksWanted: [CheckRule] {
        rules.checks.filter { $0.required.mayHold(facts) }
    }

    func checksMissing() -> [Unmet] {
        checksWanted.filter { rule in
            permit.checks[rule.check].map { $0.outcome != .failed && !isAlive($0.done, rule.lives) } ?? true
        }.map { rule in
            Unmet(
                .preparation, .checkMissing, rule.check,
                Message("not confirmed: \(rule.title.english)", "未确认：\(rule.title.chinese)"),
                detail: [
                    "by": .strings(rule.by), "lives": .string(rule.lives.rawValue), "clause": .string(rule.clause),
                ])
        }
    }

    /// Checks that failed and were not confirmed since.
    func failedChecks() -> [Unmet] {
        rules.checks.filter { permit.checks[$0.check]?.outcome == .failed }.map { rule in
            Unmet(
                .preparation, .checkFailed, rule.check,
                Message("failed: \(rule.title.english)", "不合格：\(rule.title.chinese)"),
                detail: ["by": .strings(rule.by), "clause": .string(rule.clause)])
        }
    }

    private func briefing() -> [Unmet] {
        permit.crew.map(\.person).filter { person in
            guard let briefing = permit.briefings[person], lives(briefing.done, rules.briefing.lives) else {
                return true
            }
            return rules.briefing.isSigned && briefing.signedAt == nil
        }.map { person in
            let isUnsigned = permit.briefings[person] != nil && rules.briefing.isSigned
            return Unmet(
                .preparation, .briefingMissing, person.text,
                isUnsigned
                    ? Message("\(person) has not signed the briefing", "\(person) 未签收安全交底")
                    : Message("\(person) was not briefed", "未对 \(person) 进行安全交底"),
                detail: ["by": .strings(rules.briefing.by), "clause": .string(rules.briefing.clause)])
        }
    }

    private func leaderAcceptance() -> [Unmet] {
        guard permit.acceptedAt == nil else { return [] }
        return [
            Unmet(
                .preparation, .acceptanceByLeaderMissing, permit.leader.text,
                Message("the leader has not accepted the permit", "作业负责人尚未确认接受"))
        ]
    }

    /// Equipment that is not registered for use, or whose inspection is overdue.
    func equipmentInUse() -> [Unmet] {
        content.equipment.compactMap { id in
            guard let item = register.equipment[id], item.status == .inUse else {
                return Unmet(
                    .preparation, .equipmentUnregistered, id.text,
                    Message("\(id) is not registered for use", "\(id) 未登记或已停用"))
            }
            guard zone.end(of: item.inspectionDue) <= now else { return nil }
            return Unmet(
                .preparation, .equipmentInspectionOverdue, id.text,
                Message("inspection of \(id) was due on \(item.inspectionDue)", "\(id) 应于 \(item.inspectionDue) 前检验"),
                detail: ["inspectionDue": .string(item.inspectionDue.description)])
        }
    }
}
