/// What a person may look at.
struct Rights {
    /// Wherever any grant reaches.
    var visibleAreas = AreaScope.nowhere
    /// Whether the register may be seen: by a registrar, an auditor, or a viewer of everything.
    var seesRegister = false
    /// Whether request bytes and signatures may be seen.
    var isAuditor = false
}

/// What a person may do at one moment: the register read at that moment.
public struct Authority {
    let register: Register
    let now: Instant
    let zone: TimeZoneTable

    /// Reads the register at a moment.
    public init(register: Register, now: Instant, zone: TimeZoneTable) {
        self.register = register
        self.now = now
        self.zone = zone
    }

    /// The person's grants that hold now, of those that are wanted. A blocked person has none but those to look.
    func grants(of person: PersonID, where isWanted: (Grant) -> Bool = { _ in true }) -> [Grant] {
        guard let entry = register.people[person] else { return [] }
        return register.grants(of: person).filter { grant in
            isWanted(grant) && grant.isInForce(at: now, in: zone)
                && (entry.status == .active || grant.role == Grant.Role.viewer.rawValue)
        }
    }

    /// Whether the person has the role in an area, for a kind of work where that is named.
    func holds(_ role: String, _ person: PersonID, in area: AreaID, kind: String? = nil) -> Bool {
        !grants(of: person) { grant in
            Self.grants(grant.role, include: role) && grant.areas.covers(area)
                && (kind == nil || grant.kinds == nil || grant.kinds?.contains(kind ?? "") == true)
        }.isEmpty
    }

    /// Where the person has the role.
    func scope(of role: Grant.Role, _ person: PersonID) -> AreaScope {
        grants(of: person) { Self.grants($0.role, include: role.rawValue) }
            .reduce(into: .nowhere) { $0.formUnion($1.areas) }
    }

    /// Where the person may look: wherever any grant reaches.
    public func visibleAreas(of person: PersonID) -> AreaScope {
        grants(of: person).reduce(into: .nowhere) { $0.formUnion($1.areas) }
    }

    /// What the person may look at.
    func rights(of person: PersonID) -> Rights {
        var rights = Rights()
        var viewed = AreaScope.nowhere
        for grant in grants(of: person) {
            rights.visibleAreas.formUnion(grant.areas)
            if Self.grants(grant.role, include: Grant.Role.viewer.rawValue) { viewed.formUnion(grant.areas) }
            guard grant.areas != .nowhere else { continue }
            if grant.role == Grant.Role.auditor.rawValue { rights.isAuditor = true }
            if Self.grants(grant.role, include: Grant.Role.registrar.rawValue) { rights.seesRegister = true }
        }
        rights.seesRegister = rights.seesRegister || rights.isAuditor || viewed.isEverywhere
        return rights
    }

    /// `admin` includes registrar and viewer, and nothing else.
    private static func grants(_ held: String, include wanted: String) -> Bool {
        held == wanted
            || (held == Grant.Role.admin.rawValue
                && (wanted == Grant.Role.registrar.rawValue || wanted == Grant.Role.viewer.rawValue))
    }
}
