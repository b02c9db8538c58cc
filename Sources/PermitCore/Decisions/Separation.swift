extension Act {
    /// `separationOfDuties`: counting everyone who ever held the post on the permit.
    func checkSeparation() throws(Refusal) {
        switch command.arguments {
        case .content(let content):
            try checkSeparation(in: content)
        case .grant(let grant) where grant.person == person:
            throw separate("granter", "grantee", "授权人", "被授权人")
        case .crew(let change):
            try checkSeparation(in: change)
        case .handover(let arguments) where arguments.to == person:
            throw separate("outgoing", "incoming", "交班人", "接班人")
        case .assign(let arguments):
            guard let permit = subject.permit, permit.holder(of: arguments.role) == arguments.to else { return }
            throw separate("outgoing", "incoming", "交班人", "接班人", of: arguments.to)
        case .takeover(let arguments):
            try checkSeparation(in: arguments.role)
        case .verifyHazard(let arguments):
            guard let person, state.hazards[arguments.hazard]?.everHandledBy.contains(person) == true else { return }
            throw separate("hazard verifier", "rectifier, assignee", "隐患验证人", "整改人、责任人")
        case .verify(let arguments) where state.register.credentials[arguments.credential]?.putBy == person?.text:
            throw separate("verifier", "whoever entered it", "核验人", "登记人")
        case .condition(let arguments) where arguments.person == person:
            throw separate("whoever looks", "the worker", "检查人", "被检查人")
        case .brief(let arguments) where arguments.briefed.contains { $0 == person }:
            throw separate("briefer", "briefed", "交底人", "被交底人")
        default:
            guard let permit = subject.permit, let rules = subject.rules, let person else { return }
            try checkSeparation(of: person, on: permit, rules)
        }
    }

    /// Whom the request names, and whoever held those posts on the permit before it was amended.
    private func checkSeparation(in content: PermitContent) throws(Refusal) {
        let former = { (post: Permit.Post) in subject.permit?.holders(of: post) ?? [] }
        let crew = Set(content.crew.map(\.person)).union(former(.crew))
        let workers = crew.union([content.leader]).union(former(.leader))
        let supervisors = Set([content.supervisor]).union(former(.supervisor))
        if let both = workers.intersection(supervisors).min() {
            throw separate("supervisor", "leader, crew", "监护人", "作业负责人、作业人员", of: both)
        }
        let isRelaxed = subject.rules?.relaxes.contains(.analystInCrew) ?? true
        if !isRelaxed, let both = crew.intersection(former(.analyst)).min() {
            throw separate("analyst", "crew", "气体分析人", "作业人员", of: both)
        }
    }

    private func checkSeparation(in change: CrewArguments) throws(Refusal) {
        guard let permit = subject.permit, let rules = subject.rules else { return }
        for newcomer in change.add.map(\.person) {
            if permit.everHeld([.supervisor], by: newcomer) {
                throw separate("supervisor", "leader, crew", "监护人", "作业负责人、作业人员", of: newcomer)
            }
            if permit.everHeld([.approver], by: newcomer) {
                throw separate(
                    "approver", "applicant, leader, crew, supervisor", "审批人", "申请人、负责人、作业人员、监护人", of: newcomer)
            }
            if !rules.relaxes.contains(.analystInCrew), permit.everHeld([.analyst], by: newcomer) {
                throw separate("analyst", "crew", "气体分析人", "作业人员", of: newcomer)
            }
        }
    }

    /// The incoming person against everyone who ever held a post that must be another's.
    private func checkSeparation(in role: PermitRole) throws(Refusal) {
        guard let permit = subject.permit, let person else { return }
        if permit.holder(of: role) == person { throw separate("outgoing", "incoming", "交班人", "接班人") }
        if permit.everHeld([.approver], by: person) {
            throw separate("approver", "applicant, leader, crew, supervisor", "审批人", "申请人、负责人、作业人员、监护人")
        }
        let others: [Permit.Post] = role == .supervisor ? [.leader, .crew] : [.supervisor]
        if permit.everHeld(others, by: person) {
            throw separate("supervisor", "leader, crew", "监护人", "作业负责人、作业人员")
        }
    }

    private func checkSeparation(of person: PersonID, on permit: Permit, _ rules: KindRules) throws(Refusal) {
        switch operation {
        case .permitApprove, .permitRelease, .permitExtend:
            if permit.everHeld([.applicant, .leader, .crew, .supervisor], by: person) {
                throw separate("approver", "applicant, leader, crew, supervisor", "审批人", "申请人、负责人、作业人员、监护人")
            }
            if operation == .permitApprove { try checkConsecutive(person, permit, rules) }
        case .permitCountersign:
            try checkConsecutive(person, permit, rules)
        case .permitClose, .permitRefuseAcceptance:
            if permit.everHeld([.leader, .crew], by: person) {
                throw separate("acceptor", "leader, crew", "验收人", "作业负责人、作业人员")
            }
        case .permitIsolate:
            if permit.everHeld([.isolationVerifier], by: person) {
                throw separate("isolator", "verifier", "隔离人", "验证人")
            }
        case .permitVerifyIsolation:
            guard case .isolation(let arguments) = command.arguments else { return }
            let applied = state.isolations[arguments.isolation]?.application?.by
            if permit.everHeld([.isolator], by: person) || applied == person {
                throw separate("isolator", "verifier", "隔离人", "验证人")
            }
        case .permitGasTest:
            // A reading that stops work counts whoever took it.
            if case .safer = subject.timeliness { return }
            if !rules.relaxes.contains(.analystInCrew), permit.everHeld([.crew], by: person) {
                throw separate("analyst", "crew", "气体分析人", "作业人员")
            }
        default:
            break
        }
    }

    /// One person may not fill two sign-off lines in a row.
    private func checkConsecutive(_ person: PersonID, _ permit: Permit, _ rules: KindRules) throws(Refusal) {
        guard !rules.relaxes.contains(.consecutiveSignOffs) else { return }
        let line = lineToSign(of: permit, by: person)
        let neighbours = line.map { [$0 - 1, $0 + 1] } ?? []
        for index in neighbours where permit.signOffs.indices.contains(index) {
            if permit.signOffs[index].signedBy == person {
                throw separate("one sign-off line", "the next", "前一签字栏", "后一签字栏")
            }
        }
    }

    /// The first line that the person's posts may sign.
    func lineToSign(of permit: Permit, by person: PersonID) -> Int? {
        let step: SignOff.Step = operation == .permitApprove ? .approve : .countersign
        return permit.signOffs.firstIndex { line in
            line.step == step && line.signedBy == nil
                && authority.holds(line.post, person, in: permit.content.area, kind: permit.content.kind)
        }
    }

    private func separate(
        _ one: String, _ other: String, _ eine: String, _ andere: String, of both: PersonID? = nil
    ) -> Refusal {
        Refusal(
            .separationOfDuties, Message("\(one) and \(other) must be different people", "\(eine)与\(andere)不得为同一人"),
            details: ["person": .id(both ?? person), "roles": [.string(one), .string(other)]])
    }
}
