/// Where other work is looked for.
extension State {
    /// The live permits in an area, above it, below it, or next door.
    func near(_ area: AreaID) -> Set<PermitID> {
        let here = area.selfAndAncestors
        let nextDoor = here.flatMap { area in
            (register.areas[area]?.adjacent ?? []) + register.areasNextTo(area)
        }
        var found = live.inOrBelow(area)
        for above in here.dropFirst() { found.formUnion(live.at(above)) }
        for area in nextDoor { found.formUnion(live.inOrBelow(area)) }
        return found
    }

    /// The live permits that a permit may conflict with by any rule of either kind, so that the rules need not look
    /// at all others.
    func mayConflict(with permit: Permit) -> Set<PermitID> {
        let reaches = [permit.content.kind, ConflictRule.any].compactMap { conflictReach[$0] }
        guard !reaches.isEmpty else { return [] }
        let reach = reaches.dropFirst().reduce(into: reaches[0]) { $0.formUnion($1) }
        var found = near(permit.content.area)
        if reach.sharesEquipment {
            for item in permit.content.equipment { found.formUnion(live.using(item)) }
        }
        if reach.isFarOfAll { found.formUnion(live.keys) }
        for kind in reach.far { found.formUnion(live.ofKind(kind)) }
        found.remove(permit.permit)
        return found
    }
}

/// How far the rules of any pack make one kind of work look for others.
struct ConflictReach: Hashable, Sendable {
    /// Whether equipment in common counts, wherever it is.
    var sharesEquipment = false
    /// The kinds that are looked for everywhere, as a distance or a fact counts.
    var far: Set<String> = []
    /// Whether that is so for every kind.
    var isFarOfAll = false

    fileprivate mutating func note(_ rule: ConflictRule, other kind: String) {
        switch rule.nearness {
        case .same, .adjacent: break
        case .equipment: sharesEquipment = true
        case .distance, .fact:
            if kind == ConflictRule.any { isFarOfAll = true } else { far.insert(kind) }
        }
    }

    fileprivate mutating func formUnion(_ other: ConflictReach) {
        sharesEquipment = sharesEquipment || other.sharesEquipment
        far.formUnion(other.far)
        isFarOfAll = isFarOfAll || other.isFarOfAll
    }

    /// What a pack adds: each rule is read both ways. What is true of ``ConflictRule/any`` is true of every kind.
    static func note(_ pack: Pack, in reaches: inout [String: ConflictReach]) {
        for kind in pack.kinds {
            for rule in kind.conflicts {
                reaches[kind.kind, default: ConflictReach()].note(rule, other: rule.with)
                reaches[rule.with, default: ConflictReach()].note(rule, other: kind.kind)
            }
        }
    }
}
