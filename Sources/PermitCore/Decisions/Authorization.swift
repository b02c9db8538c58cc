extension Act {
    /// Whether the actor is one of those that the table names.
    func isActor(_ who: Who) -> Bool {
        if case .anyone = who { return true }
        guard let person else {
            switch who {
            case .personMoving: return operation.rule.needsNoActor
            case .instrumentKey: return isInstrumentsReading
            default: return false
            }
        }
        switch who {
        case .registrar: return authority.scope(of: .registrar, person) != .nowhere
        case .verifier: return authority.scope(of: .verifier, person) != .nowhere
        case .emergency: return isEmergencyController(person)
        case .supervisorHere, .safetyPostHere, .assignee, .hazardVerifier: return isActor(who, person)
        case .applicant:
            guard case .content(let content) = command.arguments else { return holds("applicant", person) }
            return authority.holds("applicant", person, in: content.area, kind: content.kind)
        default:
            guard let permit = subject.permit, let rules = subject.rules else { return false }
            return isActor(who, person, on: permit, rules)
        }
    }

    /// Who may act where no permit is concerned.
    private func isActor(_ who: Who, _ person: PersonID) -> Bool {
        let hazard = command.arguments.hazard.flatMap { state.hazards[$0] }
        let place: AreaID?
        if case .weather(let report) = command.arguments { place = report.area } else { place = hazard?.area }
        guard let place else { return false }
        switch who {
        case .supervisorHere: return authority.holds("supervisor", person, in: place)
        case .safetyPostHere: return state.safetyPosts.contains { authority.holds($0, person, in: place) }
        case .assignee: return hazard?.assignee == person
        default: return authority.holds("verifier", person, in: place)
        }
    }

    /// An instrument's own key brings its own readings, but no test that a start leans on.
    private var isInstrumentsReading: Bool {
        guard case .gasTest(let test) = command.arguments, test.mode != .test else { return false }
        return command.isInstrumentsOwn(in: state)
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
        case .approver: permit.approvingPost.map { holds($0, person) } ?? false
        case .countersigner: permit.countersigningPosts.contains { holds($0, person) }
        case .leader, .supervisor, .fireWatcher, .acceptor, .auditor: fills(who.role, person, permit)
        case .analyst: holds("analyst", person) || isSupervisorsReading(person, permit)
        case .safetyPost: posts(\.safetyPosts, of: permit).contains { holds($0, person) }
        case .areaPost: posts(\.areaPosts, of: permit).contains { holds($0, person) }
        case .areaPostAfterWork: permit.state != .active && isActor(.areaPost, person, on: permit, rules)
        case .isolator: holds("isolator", person)
        case .outgoing: handedOver.map { permit.holder(of: $0) == person } ?? false
        case .incoming: isIncoming(person, permit)
        case .checker: checkers(rules).contains { fills($0, person, permit) }
        case .briefer: rules.briefing.by.contains { fills($0, person, permit) }
        case .briefedPerson: permit.briefings[person] != nil
        case .personMoving: isMoving(person)
        case .named:
            permit.people.contains(person) || permit.everHeld([.applicant, .approver], by: person)
                || permit.signOffs.contains { $0.signedBy == person }
        default: false
        }
    }

    /// Whether a person fills a role on this permit: leader and supervisor are whoever holds that post on it, with a
    /// grant here; other words mean any holder of the grant.
    private func fills(_ role: String, _ person: PersonID, _ permit: Permit) -> Bool {
        switch role {
        case "leader": permit.leader == person && holds(role, person)
        case "supervisor": permit.supervisor == person && holds(role, person)
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

    /// The post that is offered or taken over.
    private var handedOver: PermitRole? {
        switch command.arguments {
        case .handover(let arguments): arguments.role
        case .takeover(let arguments): arguments.role
        default: nil
        }
    }

    /// Whether someone was offered the post, in time; who is to lead needs the grant for it, and what a supervisor
    /// needs is for the gate to say.
    private func isIncoming(_ person: PersonID, _ permit: Permit) -> Bool {
        guard let role = handedOver, let offer = permit.offers[role], offer.to == person, now < offer.lapsesAt else {
            return false
        }
        return role == .supervisor || holds(Grant.Role.leader.rawValue, person)
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
