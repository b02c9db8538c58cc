extension Circumstances {
    /// Which other work counts.
    enum OtherWork {
        /// Approved or going on, in a window that meets this one's.
        case planned
        /// Going on, or leaving people or fire behind.
        case atWork
    }

    /// Conflicts that block, by the rules of either kind.
    func conflicts(_ others: OtherWork) -> [Unmet] {
        found(others, thatBlock: true).map(unmet)
    }

    /// Every conflict that a request should know of, those that only warn included.
    func conflictWarnings() -> [Unmet] { found(.planned, thatBlock: false).map(unmet) }

    private func found(_ work: OtherWork, thatBlock: Bool) -> [(other: Permit, rule: ConflictRule)] {
        guard let reach = state.conflictReach(of: permit) else { return [] }
        let others = state.live.inOrder(state.mayConflict(with: permit, thatBlock: thatBlock)) { other in
            counts(other, work) && reach.concerns(other.content.kind, thatBlock: thatBlock)
        }
        guard !others.isEmpty else { return [] }
        let job = Set(state.job(of: permit).map(\.permit))
        return others.flatMap { other -> [(other: Permit, rule: ConflictRule)] in
            rules(between: other, thatBlock: thatBlock)
                .filter { !($0.sparesJob && job.contains(other.permit)) }.map { (other, $0) }
        }
    }

    private func counts(_ other: Permit, _ work: OtherWork) -> Bool {
        switch work {
        case .atWork:
            return other.state == .active || other.state == .fireWatch || !other.peopleInside.isEmpty
        case .planned:
            guard other.state.isPlannedOrGoingOn else { return false }
            return content.from < other.until && other.content.from < permit.until
        }
    }

    /// The rules of both kinds that the two permits meet; rows are read both ways, one that both have once.
    private func rules(between other: Permit, thatBlock: Bool) -> [ConflictRule] {
        func counts(_ rule: ConflictRule) -> Bool { !thatBlock || rule.effect == .block }
        let own = rules.conflicts.filter { rule in
            counts(rule) && rule.concerns(other.content.kind) && rule.when.mayHold(facts) && areNear(other, rule)
        }
        guard let otherRules = state.rules(for: other) else { return own }
        let others = Circumstances(state: state, permit: other, rules: otherRules, now: now, zone: zone)
        return own
            + otherRules.conflicts.filter { rule in
                counts(rule) && rule.concerns(content.kind) && rule.when.mayHold(others.facts) && areNear(other, rule)
                    && !own.contains(rule)
            }
    }

    /// What is not known counts as near.
    private func areNear(_ other: Permit, _ rule: ConflictRule) -> Bool {
        let here = content.area
        let there = other.content.area
        let isSame = here.covers(there) || there.covers(here)
        switch rule.nearness {
        case .same: return isSame
        case .adjacent: return state.areNear(here, there)
        case .distance:
            guard let metres = rule.metres, let square = squareOfDistance(to: other),
                let limit = metres.multiplied(by: metres)
            else { return state.areNear(here, there) }
            return square <= limit
        case .equipment: return !Set(content.equipment).isDisjoint(with: other.content.equipment)
        case .fact:
            guard let name = rule.fact else { return isSame }
            guard let one = content.facts[name], let two = other.content.facts[name] else {
                return state.areNear(here, there)
            }
            return one == two
        }
    }

    /// The square of the distance in metres, by the facts `x` and `y`; nil where one of the four is missing or the
    /// numbers grow too long to be exact.
    private func squareOfDistance(to other: Permit) -> DecimalNumber? {
        let squares = ["x", "y"].compactMap { axis -> DecimalNumber? in
            guard let one = content.facts[axis]?.number, let two = other.content.facts[axis]?.number,
                let difference = one.subtracting(two)
            else { return nil }
            return difference.multiplied(by: difference)
        }
        return squares.count == 2 ? squares[0].adding(squares[1]) : nil
    }

    private func unmet(_ conflict: (other: Permit, rule: ConflictRule)) -> Unmet {
        let (other, rule) = conflict
        return Unmet(
            .area, .conflictingPermit, other.permit.text,
            Message("\(other.number): \(rule.title.english)", "\(other.number)：\(rule.title.chinese)"),
            detail: [
                "number": .string(other.number), "kind": .string(other.content.kind),
                "state": .string(other.state.rawValue), "effect": .string(rule.effect.rawValue),
                "clause": .string(rule.clause),
            ])
    }
}

extension ConflictRule {
    fileprivate func concerns(_ kind: String) -> Bool { with == kind || with == Self.any }
}

extension PermitState {
    fileprivate var isPlannedOrGoingOn: Bool {
        switch self {
        case .approved, .active, .suspended, .fireWatch: true
        default: false
        }
    }
}
