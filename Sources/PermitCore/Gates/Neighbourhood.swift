/// Where other work is looked for.
extension State {
    /// The facts by which conflict rules look for other work.
    var factsShared: Set<String> { conflictReach.values.reduce(into: []) { $0.formUnion($1.facts) } }

    /// The live permits in an area, above it, below it, or next door; some may be there twice.
    ///
    /// - Parameter kinds: the kinds of work wanted; nil for all.
    func near(_ area: AreaID, of kinds: [String]? = nil) -> [PermitID] {
        let here = area.selfAndAncestors
        let nextDoor = here.flatMap { area in
            (register.areas[area]?.adjacent ?? []) + register.areasNextTo(area)
        }
        var found = live.inOrBelow(area, of: kinds)
        for above in here.dropFirst() { found += live.at(above, of: kinds) }
        for area in nextDoor { found += live.inOrBelow(area, of: kinds) }
        return found
    }

    /// How far the rules of either kind make a permit look for others; nil where they don't.
    func conflictReach(of permit: Permit) -> ConflictReach? {
        let reaches = [permit.content.kind, ConflictRule.any].compactMap { conflictReach[$0] }
        return reaches.first.map { reaches.dropFirst().reduce(into: $0) { $0.formUnion($1) } }
    }

    /// The live permits that a permit may conflict with by any rule of either kind, or any that blocks, so that the
    /// rules need not look at all others; some may be there twice.
    func mayConflict(with permit: Permit, thatBlock: Bool) -> [PermitID] {
        guard let reach = conflictReach(of: permit) else { return [] }
        let kinds = live.kinds { reach.concerns($0, thatBlock: thatBlock) }
        guard !kinds.isEmpty else { return [] }
        var found = near(permit.content.area, of: kinds)
        if reach.sharesEquipment {
            for item in permit.content.equipment { found += live.using(item) }
        }
        for fact in reach.facts {
            if let value = permit.content.facts[fact] { found += live.telling(fact, value) }
        }
        if let metres = reach.metres { found += live.around(permit, metres: metres) }
        return found.filter { $0 != permit.permit }
    }
}

/// How far the rules of any pack make one kind of work look for others.
struct ConflictReach: Hashable, Sendable {
    /// Whether equipment in common counts, wherever it is.
    var sharesEquipment = false
    /// The facts that count wherever two tell the same of them. Where one doesn't tell, what is near counts.
    var facts: Set<String> = []
    /// The longest distance that counts, by where both tell that they are; without, what is near counts.
    var metres: DecimalNumber?
    /// The kinds of work that a rule names with this one, and those among them that block.
    private var kinds: Set<String> = []
    private var kindsThatBlock: Set<String> = []

    /// Whether any rule, or any that blocks, concerns work of a kind.
    func concerns(_ kind: String, thatBlock: Bool) -> Bool {
        let named = thatBlock ? kindsThatBlock : kinds
        return named.contains(kind) || named.contains(ConflictRule.any)
    }

    fileprivate mutating func note(_ rule: ConflictRule, with kind: String) {
        kinds.insert(kind)
        if rule.effect == .block { kindsThatBlock.insert(kind) }
        switch rule.nearness {
        case .same, .adjacent: break
        case .equipment: sharesEquipment = true
        case .distance: widen(to: rule.metres)
        case .fact: if let fact = rule.fact { facts.insert(fact) }
        }
    }

    fileprivate mutating func formUnion(_ other: ConflictReach) {
        sharesEquipment = sharesEquipment || other.sharesEquipment
        facts.formUnion(other.facts)
        kinds.formUnion(other.kinds)
        kindsThatBlock.formUnion(other.kindsThatBlock)
        widen(to: other.metres)
    }

    private mutating func widen(to other: DecimalNumber?) {
        guard let other = other?.magnitude else { return }
        metres = max(metres ?? other, other)
    }

    /// What a pack adds: each rule is read both ways. What is true of ``ConflictRule/any`` is true of every kind.
    static func note(_ pack: Pack, in reaches: inout [String: ConflictReach]) {
        for kind in pack.kinds {
            for rule in kind.conflicts {
                reaches[kind.kind, default: ConflictReach()].note(rule, with: rule.with)
                reaches[rule.with, default: ConflictReach()].note(rule, with: kind.kind)
            }
        }
    }
}
