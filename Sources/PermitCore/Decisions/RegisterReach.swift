/// How far a registrar reaches: nobody hands on more than he has, and the last administrator stays.
extension Act {
    func checkReach() throws(Refusal) {
        guard let person else { return }
        let reach = authority.scope(of: .registrar, person)
        switch command.arguments {
        case .area(let area):
            guard reach.covers(area.area) else { throw .notFound("area \(area.area)") }
        case .grant(let grant):
            try checkReach(over: grant, by: person)
            // A put replaces the whole, so what it takes away must be within reach too.
            if let known = state.register.grants[grant.grant] {
                try checkReach(over: known, by: person)
                try checkLastAdmin(stays: known, unlike: grant)
            }
        case .revokeGrant(let arguments):
            guard let grant = state.register.grants[arguments.grant] else { return }
            try checkReach(over: grant, by: person)
            try checkLastAdmin(stays: grant, unlike: nil)
        case .enrol(let enrolment):
            guard reach.covers(reachOf(enrolment)) else { throw beyond }
            if let owner = owner(of: enrolment) { try checkReach(over: owner, by: person) }
            if case .client(let key) = enrolment.key { try checkReach(overDevice: key.key, reach) }
        case .revokeKey(let arguments):
            if let owner = owner(of: arguments) { try checkReach(over: owner, by: person) }
            try checkReach(overDevice: arguments.key, reach)
        case .person(let entry):
            try checkReach(over: entry.person, by: person)
            if entry.status == .blocked, isLastAdmin(entry.person) { throw lastAdmin }
        default:
            break
        }
    }

    /// Nobody gives or takes what reaches beyond his own areas; what makes registrars, only administrators.
    private func checkReach(over grant: Grant, by person: PersonID) throws(Refusal) {
        guard authority.scope(of: .registrar, person).covers(grant.areas) else { throw beyond }
        if grant.role == Grant.Role.admin.rawValue || grant.role == Grant.Role.registrar.rawValue {
            guard authority.scope(of: .admin, person).covers(grant.areas) else { throw beyond }
        }
    }

    /// Whoever holds the grants of a person in his hands could act by them, those to come and, once the person is let
    /// back, those of someone blocked included.
    private func checkReach(over owner: PersonID, by person: PersonID) throws(Refusal) {
        guard owner != person else { return }
        for grant in state.register.grants(of: owner) where !grant.isRevoked && now < grant.end(in: house.zone) {
            try checkReach(over: grant, by: person)
        }
    }

    /// What is taken from a shared device by its key must be within reach.
    private func checkReach(overDevice key: String?, _ reach: AreaScope) throws(Refusal) {
        guard let key = key.flatMap({ state.register.clientKeys[$0] }), case .device = key.owner else { return }
        guard reach.covers(key.areas) else { throw beyond }
    }

    private func owner(of enrolment: KeyEnrolment) -> PersonID? {
        switch enrolment.key {
        case .client(let key): if case .person(let owner) = key.owner { owner } else { nil }
        case .signing(let key, _): key.person
        }
    }

    private func owner(of revocation: KeyRevocation) -> PersonID? {
        if let key = revocation.key.flatMap({ state.register.clientKeys[$0] }) {
            if case .person(let owner) = key.owner { return owner }
        }
        return revocation.signing.flatMap { state.register.signingKeys[$0]?.person }
    }

    private func isLastAdmin(_ person: PersonID) -> Bool {
        let admins = state.register.grants.values.filter { grant in
            grant.role == Grant.Role.admin.rawValue && grant.areas.isEverywhere
                && grant.isInForce(at: now, in: house.zone)
                && state.register.people[grant.person]?.status == .active
        }
        return Set(admins.map(\.person)) == [person]
    }

    private var lastAdmin: Refusal {
        Refusal(.wrongState, Message("the last administrator must be able to act", "最后一名管理员必须保持可用"))
    }

    /// A key reaches as far as its areas, or as its person's grants.
    private func reachOf(_ enrolment: KeyEnrolment) -> AreaScope {
        switch enrolment.key {
        case .client(let key):
            switch key.owner {
            case .person(let owner): authority.visibleAreas(of: owner)
            case .device: key.areas
            }
        case .signing(let key, _): authority.visibleAreas(of: key.person)
        }
    }

    /// The last administrator's grant is neither revoked nor narrowed.
    private func checkLastAdmin(stays known: Grant, unlike put: Grant?) throws(Refusal) {
        guard known.role == Grant.Role.admin.rawValue, known.areas.isEverywhere,
            known.isInForce(at: now, in: house.zone)
        else { return }
        let others = state.register.grants.values.filter { grant in
            grant.grant != known.grant && grant.role == known.role && grant.areas.isEverywhere
                && grant.isInForce(at: now, in: house.zone)
                && state.register.people[grant.person]?.status == .active
        }
        let stays =
            put.map { put in
                put.role == known.role && put.areas.isEverywhere && put.isInForce(at: now, in: house.zone)
                    && state.register.people[put.person]?.status == .active
            } ?? false
        guard others.isEmpty, !stays else { return }
        throw Refusal(
            .wrongState, Message("the last administrator's grant can't be taken away", "最后一名管理员的授权不可撤销"))
    }

    private var beyond: Refusal {
        Refusal(.unauthorized, Message("that reaches beyond your own areas", "超出你的授权区域"))
    }
}
