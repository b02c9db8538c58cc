extension Register {
    mutating func apply(_ event: Event) throws(FieldFaults) {
        let path = "/args"
        switch event.type {
        case .areaPut:
            put(try Area.read(event.args, path: path))
        case .personPut:
            let person = try Person.read(event.args, path: path)
            people[person.person] = person
        case .credentialPut:
            var credential = try Credential.read(event.args, path: path)
            credential.putBy = event.origin.actor
            put(credential)
        case .credentialVerified:
            let arguments = try VerifyArguments.read(event.args, path: path)
            credentials[arguments.credential]?.verification = Credential.Verification(
                by: event.origin.actor, at: event.time, method: arguments.method)
        case .credentialRevoked:
            let arguments = try CredentialRevocation.read(event.args, path: path)
            credentials[arguments.credential]?.isRevoked = true
        case .grantPut:
            put(try Grant.read(event.args, path: path))
        case .grantRevoked:
            let arguments = try GrantRevocation.read(event.args, path: path)
            grants[arguments.grant]?.isRevoked = true
        case .instrumentPut:
            let instrument = try Instrument.read(event.args, path: path)
            instruments[instrument.instrument] = instrument
        case .equipmentPut:
            let item = try Equipment.read(event.args, path: path)
            equipment[item.equipment] = item
        case .keyEnrolled:
            switch try KeyEnrolment.read(event.args, path: path).key {
            case .client(let key): clientKeys[key.key] = key
            case .signing(let key, _): put(key)
            }
        case .keyRevoked:
            let arguments = try KeyRevocation.read(event.args, path: path)
            if let key = arguments.key { clientKeys[key]?.isRevoked = true }
            if let signing = arguments.signing { signingKeys[signing]?.isRevoked = true }
        default:
            break
        }
    }
}
