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

    /// The person's grants that hold now. A blocked person has none but those to look.
    func grants(of person: PersonID) -> [Grant] {
        guard let entry = register.people[person] else { return [] }
        return register.grants(of: person).filter { grant in
            grant.isInForce(at: now, in: zone)
                && (entry.status == .active || grant.role == Grant.Role.viewer.rawValue)
        }
    }

    /// Whether the person has the role in an area, for a kind of work where that is named.
    func holds(_ role: String, _ person: PersonID, in area: AreaID, kind: String? = nil) -> Bool {
        grants(of: person).contains { grant in
            Self.grants(grant.role, include: role) && grant.areas.covers(area)
                && (kind == nil || grant.kinds == nil || grant.kinds?.contains(kind ?? "") == true)
        }
    }

    /// Where the person has the role.
    func scope(of role: Grant.Role, _ person: PersonID) -> AreaScope {
        grants(of: person).filter { Self.grants($0.role, include: role.rawValue) }
            .reduce(into: .nowhere) { $0.formUnion($1.areas) }
    }

    /// Where the person may look: wherever any grant reaches.
    public func visibleAreas(of person: PersonID) -> AreaScope {
        grants(of: person).reduce(into: .nowhere) { $0.formUnion($1.areas) }
    }

    /// Whether the person may see the register: a registrar, an auditor, or a viewer of everything.
    public func seesRegister(_ person: PersonID) -> Bool {
        scope(of: .registrar, person) != .nowhere || scope(of: .auditor, person) != .nowhere
            || scope(of: .viewer, person).isEverywhere
    }

    /// `admin` includes registrar and viewer, and nothing else.
    private static func grants(_ held: String, include wanted: String) -> Bool {
        held == wanted
            || (held == Grant.Role.admin.rawValue
                && (wanted == Grant.Role.registrar.rawValue || wanted == Grant.Role.viewer.rawValue))
    }
}
