extension Act {
    /// `key.rotate`: enrols the new key and revokes the old one, as one act. Nobody else is needed: the old key vouches
    /// for the new one.
    func rotate(_ rotation: KeyRotation, into draft: inout Draft) throws(Refusal) -> JSONObject {
        guard command.signature == .valid else {
            throw Refusal(.signatureRequired, Message("a key is rotated by a signature", "更换密钥须签名"))
        }
        if let key = rotation.key {
            try rotate(to: key, into: &draft)
        } else if let signing = rotation.signing, let former = rotation.former, let person {
            try rotate(to: signing, from: former, of: person, into: &draft)
        }
        return ["changed": true]
    }

    private func rotate(to key: String, into draft: inout Draft) throws(Refusal) {
        guard state.register.clientKeys[key] == nil else { throw taken }
        let former = command.caller
        guard state.register.clientKeys[former.key] != nil else { throw .notFound("key") }
        var args: JSONObject = ["key": .string(key)]
        switch former.owner {
        case .person(let person): args["person"] = .id(person)
        case .device(let device):
            args["device"] = .string(device)
            args["areas"] = .strings(former.areas.texts)
        }
        try draft.record(.keyEnrolled, subject: key, area: nil, args: args)
        try draft.record(
            .keyRevoked, subject: former.key, area: nil, args: ["key": .string(former.key), "reason": "rotated"])
    }

    private func rotate(
        to signing: String, from former: String, of person: PersonID, into draft: inout Draft
    ) throws(Refusal) {
        guard state.register.signingKeys[signing] == nil else { throw taken }
        guard let known = state.register.signingKeys[former], known.person == person, !known.isRevoked else {
            throw .notFound("signing key")
        }
        try draft.record(
            .keyEnrolled, subject: signing, area: nil, args: ["signing": .string(signing), "person": .id(person)])
        try draft.record(
            .keyRevoked, subject: former, area: nil, args: ["signing": .string(former), "reason": "rotated"])
    }

    private var taken: Refusal {
        Refusal(.alreadyExists, Message("a key belongs to one person or device for ever", "密钥永久归属一人或一台设备"))
    }
}
