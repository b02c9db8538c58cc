extension Answers {
    /// `register.get`: for those who may see the register; an area for those who may see it.
    public func get(_ reference: RegisterReference) throws(Refusal) -> JSONObject {
        guard let entry = entries(of: reference.type).first(where: { $0.id == reference.id }) else {
            throw .notFound("\(reference.type.rawValue) \(reference.id)")
        }
        return entry.object
    }

    /// `register.list`, in the order of ids.
    public func list(_ arguments: RegisterListArguments) -> JSONObject {
        let after = arguments.page.after
        let entries = entries(of: arguments.type).filter { entry in after.map { $0 < entry.id } ?? true }
        return Self.page(entries.sorted { $0.id < $1.id }, arguments.page.limit) { ($0.object, $0.id) }
    }

    private func entries(of type: RegisterType) -> [(id: String, object: JSONObject)] {
        let register = state.register
        if type == .area {
            return register.areas.values.filter { viewer.areas.covers($0.area) }.map { ($0.area.text, $0.json) }
        }
        guard viewer.seesRegister else { return [] }
        switch type {
        case .area: return []
        case .person: return register.people.values.map { ($0.person.text, $0.json) }
        case .credential: return register.credentials.values.map { ($0.credential.text, $0.json) }
        case .grant: return register.grants.values.map { ($0.grant.text, $0.json) }
        case .instrument: return register.instruments.values.map { ($0.instrument.text, $0.json) }
        case .equipment: return register.equipment.values.map { ($0.equipment.text, $0.json) }
        case .key:
            return register.clientKeys.values.map { ($0.key, $0.json) }
                + register.signingKeys.values.map { ($0.signing, $0.json) }
        }
    }
}
