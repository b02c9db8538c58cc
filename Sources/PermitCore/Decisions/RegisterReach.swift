/// How far a registrar reaches: nobody hands on more than he has, and the last administrator stays.
extension Act {
    func checkReach() throws(Refusal) {
        guard let person else { return }
        let reach = authority.scope(of: .registrar, person)
        switch command.arguments {
        case .area(let area):
            guard reach.covers(area.area) else { throw .notFound("area \(area.area)") }
        case .grant(let grant):
            guard reach.covers(grant.areas) else { throw beyond }
            if grant.role == Grant.Role.admin.rawValue || grant.role == Grant.Role.registrar.rawValue {
                guard authority.scope(of: .admin, person).covers(grant.areas) else { throw beyond }
            }
            if let known = state.register.grants[grant.grant] { try checkLastAdmin(stays: known, unlike: grant) }
        case .revokeGrant(let arguments):
            guard let grant = state.register.grants[arguments.grant] else { return }
            guard reach.covers(grant.areas) else { throw beyond }
            if grant.role == Grant.Role.admin.rawValue || grant.role == Grant.Role.registrar.rawValue {
                guard authority.scope(of: .admin, person).covers(grant.areas) else { throw beyond }
            }
            try checkLastAdmin(stays: grant, unlike: nil)
        case .enrol(let enrolment):
            guard reach.covers(reachOf(enrolment)) else { throw beyond }
        default:
            break
        }
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
            put.map { $0.role == known.role && $0.areas.isEverywhere && $0.isInForce(at: now, in: house.zone) } ?? false
        guard others.isEmpty, !stays else { return }
        throw Refusal(
            .wrongState, Message("the last administrator's grant can't be taken away", "最后一名管理员的授权不可撤销"))
    }

    private var beyond: Refusal {
        Refusal(.unauthorized, Message("that reaches beyond your own areas", "超出你的授权区域"))
    }
}
