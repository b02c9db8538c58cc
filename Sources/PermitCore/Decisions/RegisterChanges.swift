extension Act {
    /// `notFound` for what the register doesn't have, or not within the actor's areas.
    func checkRegisterFound() throws(Refusal) {
        let register = state.register
        switch command.arguments {
        case .person(let person) where register.people[person.person] == nil && isDevice(person.person.text):
            throw Refusal(.alreadyExists, Message("a device has this name", "已有同名设备"))
        case .credential(let credential) where register.people[credential.person] == nil:
            throw .notFound("person \(credential.person)")
        case .verify(let arguments) where register.credentials[arguments.credential] == nil:
            throw .notFound("credential \(arguments.credential)")
        case .revokeCredential(let arguments) where register.credentials[arguments.credential] == nil:
            throw .notFound("credential \(arguments.credential)")
        case .grant(let grant) where register.people[grant.person] == nil:
            throw .notFound("person \(grant.person)")
        case .revokeGrant(let arguments) where register.grants[arguments.grant] == nil:
            throw .notFound("grant \(arguments.grant)")
        case .enrol(let enrolment):
            try checkFound(enrolment)
        case .revokeKey(let arguments):
            let isKnown =
                arguments.key.map { register.clientKeys[$0] != nil }
                ?? arguments.signing.map { register.signingKeys[$0] != nil } ?? false
            guard isKnown else { throw .notFound("key") }
        default:
            break
        }
    }

    private func checkFound(_ enrolment: KeyEnrolment) throws(Refusal) {
        switch enrolment.key {
        case .client(let key):
            if case .person(let person) = key.owner, state.register.people[person] == nil {
                throw .notFound("person \(person)")
            }
            if let known = state.register.clientKeys[key.key], known.owner != key.owner { throw keyTaken }
            if case .device(let device) = key.owner, state.register.people[PersonID(device)] != nil {
                throw Refusal(.alreadyExists, Message("a person has this name", "已有同名人员"))
            }
        case .signing(let key, _):
            guard state.register.people[key.person] != nil else { throw .notFound("person \(key.person)") }
            if let known = state.register.signingKeys[key.signing], known.person != key.person { throw keyTaken }
        }
    }

    /// Events name persons and devices alike as actors, so no two of them may bear one name.
    private func isDevice(_ name: String) -> Bool {
        state.register.clientKeys.values.contains { $0.owner == .device(name) }
    }

    private var keyTaken: Refusal {
        Refusal(.alreadyExists, Message("a key belongs to one person or device for ever", "密钥永久归属一人或一台设备"))
    }

    /// A put equal to what is there changes nothing; a put replaces the whole; what was revoked stays so.
    func changeRegister(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let warnings = credentialWarnings.map { fault -> JSONValue in
            ["path": .string(fault.path), "message": .object(fault.message.json.object ?? [:])]
        }
        switch try standing() {
        case .same:
            return ["changed": false]
        case .alreadyDone:
            draft.origin.isLate = true
            try recordInRegister(into: &draft)
            return ["changed": false, "late": true]
        case .different:
            try recordInRegister(into: &draft)
            return warnings.isEmpty ? ["changed": true] : ["changed": true, "warnings": .array(warnings)]
        }
    }

    /// What the packs in force find odd about a certificate, without refusing it.
    private var credentialWarnings: [FieldFault] {
        guard case .credential(let credential) = command.arguments else { return [] }
        return state.credentialRules(of: credential.kind).filter { !$0.isEnforced }.flatMap {
            $0.faults(in: credential)
        }
    }

    private func recordInRegister(into draft: inout Draft) throws(Refusal) {
        try draft.record(operation.eventType, subject: registerSubject, area: nil, args: publishedArgs)
    }

    private enum Standing {
        case same, different, alreadyDone
    }

    private func standing() throws(Refusal) -> Standing {
        let register = state.register
        switch command.arguments {
        case .area(let area): return register.areas[area.area] == area ? .same : .different
        case .person(let person): return register.people[person.person] == person ? .same : .different
        case .instrument(let item): return register.instruments[item.instrument] == item ? .same : .different
        case .equipment(let item): return register.equipment[item.equipment] == item ? .same : .different
        case .credential(let credential):
            guard let known = register.credentials[credential.credential] else { return .different }
            return try standing(isSame: known.hasContent(of: credential), isRevoked: known.isRevoked)
        case .grant(let grant):
            guard var known = register.grants[grant.grant] else { return .different }
            let isRevoked = known.isRevoked
            known.isRevoked = false
            return try standing(isSame: known == grant, isRevoked: isRevoked)
        case .enrol(let enrolment): return try standing(of: enrolment)
        case .verify(let arguments) where register.credentials[arguments.credential]?.isRevoked == true:
            throw revoked
        case .revokeCredential(let arguments):
            return register.credentials[arguments.credential]?.isRevoked == true ? .alreadyDone : .different
        case .revokeKey(let arguments):
            let isRevoked =
                arguments.key.map { register.clientKeys[$0]?.isRevoked == true }
                ?? arguments.signing.map { register.signingKeys[$0]?.isRevoked == true }
            return isRevoked == true ? .alreadyDone : .different
        case .revokeGrant(let arguments) where register.grants[arguments.grant]?.isRevoked == true:
            throw revoked
        default: return .different
        }
    }

    private func standing(of enrolment: KeyEnrolment) throws(Refusal) -> Standing {
        switch enrolment.key {
        case .client(let key):
            guard let known = state.register.clientKeys[key.key] else { return .different }
            return try standing(isSame: known.areas == key.areas, isRevoked: known.isRevoked)
        case .signing(let key, _):
            guard let known = state.register.signingKeys[key.signing] else { return .different }
            return try standing(isSame: true, isRevoked: known.isRevoked)
        }
    }

    private func standing(isSame: Bool, isRevoked: Bool) throws(Refusal) -> Standing {
        if isRevoked { throw revoked }
        return isSame ? .same : .different
    }

    private var revoked: Refusal {
        Refusal(.wrongState, Message("what was revoked stays revoked: use a new id", "已吊销的不可恢复，请使用新编号"))
    }

    private var registerSubject: String {
        switch command.arguments {
        case .area(let area): area.area.text
        case .person(let person): person.person.text
        case .credential(let credential): credential.credential.text
        case .verify(let arguments): arguments.credential.text
        case .revokeCredential(let arguments): arguments.credential.text
        case .grant(let grant): grant.grant.text
        case .revokeGrant(let arguments): arguments.grant.text
        case .instrument(let item): item.instrument.text
        case .equipment(let item): item.equipment.text
        case .revokeKey(let arguments): arguments.key ?? arguments.signing ?? ""
        case .enrol(let enrolment):
            switch enrolment.key {
            case .client(let key): key.key
            case .signing(let key, _): key.signing
            }
        default: ""
        }
    }
}
