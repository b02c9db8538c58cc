extension Act {
    /// Whether the actor is one of those that the table names.
    func isActor(_ who: Who) -> Bool {
        if case .anyone = who { return true }
        guard let person else {
            if case .personMoving = who { return operation.rule.needsNoActor }
            return false
        }
        switch who {
        case .registrar: return authority.scope(of: .registrar, person) != .nowhere
        case .verifier: return authority.scope(of: .verifier, person) != .nowhere
        case .emergency: return isEmergencyController(person)
        case .applicant:
            guard case .content(let content) = command.arguments else { return holds("applicant", person) }
            return authority.holds("applicant", person, in: content.area, kind: content.kind)
        default:
            guard let permit = subject.permit, let rules = subject.rules else { return false }
            return isActor(who, person, on: permit, rules)
        }
    }

    private func isEmergencyController(_ person: PersonID) -> Bool {
        switch command.arguments {
        case .lift(let arguments): authority.holds("emergency", person, in: arguments.area)
        case .entry(let arguments): arguments.basis == .rescue && holds("emergency", person)
        default: holds("emergency", person)
        }
    }

    private func isActor(_ who: Who, _ person: PersonID, on permit: Permit, _ rules: KindRules) -> Bool {
        switch who {
        case .applicantOfPermit: permit.everHeld([.applicant], by: person)
        case .approver: rules.grade(permit.effectiveGrade).map { holds($0.approve, person) } ?? false
        case .countersigner: rules.grade(permit.effectiveGrade)?.countersign.contains { holds($0, person) } ?? false
        case .leader, .supervisor, .fireWatcher, .acceptor, .auditor: fills(who.role, person, permit)
        case .analyst: holds("analyst", person) || isSupervisorsReading(person, permit)
        case .safetyPost: posts(\.safetyPosts, of: permit).contains { holds($0, person) }
        case .areaPost:
            permit.state != .active && posts(\.areaPosts, of: permit).contains { holds($0, person) }
        case .checker: checkers(rules).contains { fills($0, person, permit) }
        case .briefer: rules.briefing.by.contains { fills($0, person, permit) }
        case .briefedPerson: permit.briefings[person] != nil
        case .personMoving: isMoving(person)
        case .named:
            permit.content.people.contains(person) || permit.everHeld([.applicant, .approver], by: person)
                || permit.signOffs.contains { $0.signedBy == person }
        default: false
        }
    }

    /// Whether a person fills a role on this permit: leader and supervisor are whoever holds that post on it, with a
    /// grant here; other words mean any holder of the grant.
    private func fills(_ role: String, _ person: PersonID, _ permit: Permit) -> Bool {
        switch role {
        case "leader": permit.content.leader == person && holds(role, person)
        case "supervisor": permit.content.supervisor == person && holds(role, person)
        default: holds(role, person)
        }
    }

    private func holds(_ role: String, _ person: PersonID) -> Bool {
        guard let content = subject.permit?.content else { return false }
        return authority.holds(role, person, in: content.area, kind: content.kind)
    }

    private func isSupervisorsReading(_ person: PersonID, _ permit: Permit) -> Bool {
        guard case .gasTest(let test) = command.arguments, test.mode != .test else { return false }
        return fills("supervisor", person, permit)
    }

    private func isMoving(_ person: PersonID) -> Bool {
        guard case .entry(let arguments) = command.arguments else { return false }
        return arguments.person == person
    }

    private func checkers(_ rules: KindRules) -> [String] {
        guard case .check(let arguments) = command.arguments else { return [] }
        return rules.check(arguments.check)?.by ?? []
    }

    private func posts(_ posts: KeyPath<Pack, [String]>, of permit: Permit) -> [String] {
        state.packs[permit.pack]?[keyPath: posts] ?? []
    }
}

extension Who {
    fileprivate var role: String {
        switch self {
        case .leader: "leader"
        case .supervisor: "supervisor"
        case .fireWatcher: "fireWatcher"
        case .acceptor: "acceptor"
        default: "auditor"
        }
    }
}
