extension Area: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        area = try .init(from: &bytes)
        name = try .init(from: &bytes)
        adjacent = try .init(from: &bytes)
        facts = try .init(from: &bytes)
        risk = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        area.write(to: &bytes)
        name.write(to: &bytes)
        adjacent.write(to: &bytes)
        facts.write(to: &bytes)
        risk.write(to: &bytes)
    }
}

extension Person: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        person = try .init(from: &bytes)
        name = try .init(from: &bytes)
        employer = try .init(from: &bytes)
        status = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        person.write(to: &bytes)
        name.write(to: &bytes)
        employer.write(to: &bytes)
        status.write(to: &bytes)
    }
}

extension Credential: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        credential = try .init(from: &bytes)
        person = try .init(from: &bytes)
        kind = try .init(from: &bytes)
        number = try .init(from: &bytes)
        issuer = try .init(from: &bytes)
        issued = try .init(from: &bytes)
        expires = try .init(from: &bytes)
        reviewDue = try .init(from: &bytes)
        putBy = try .init(from: &bytes)
        verification = try .init(from: &bytes)
        isRevoked = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        credential.write(to: &bytes)
        person.write(to: &bytes)
        kind.write(to: &bytes)
        number.write(to: &bytes)
        issuer.write(to: &bytes)
        issued.write(to: &bytes)
        expires.write(to: &bytes)
        reviewDue.write(to: &bytes)
        putBy.write(to: &bytes)
        verification.write(to: &bytes)
        isRevoked.write(to: &bytes)
    }
}

extension Credential.Verification: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        by = try .init(from: &bytes)
        at = try .init(from: &bytes)
        method = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        by.write(to: &bytes)
        at.write(to: &bytes)
        method.write(to: &bytes)
    }
}

extension Grant: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        grant = try .init(from: &bytes)
        person = try .init(from: &bytes)
        role = try .init(from: &bytes)
        areas = try .init(from: &bytes)
        kinds = try .init(from: &bytes)
        from = try .init(from: &bytes)
        until = try .init(from: &bytes)
        isRevoked = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        grant.write(to: &bytes)
        person.write(to: &bytes)
        role.write(to: &bytes)
        areas.write(to: &bytes)
        kinds.write(to: &bytes)
        from.write(to: &bytes)
        until.write(to: &bytes)
        isRevoked.write(to: &bytes)
    }
}

extension Instrument: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        instrument = try .init(from: &bytes)
        kind = try .init(from: &bytes)
        calibrationDue = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        instrument.write(to: &bytes)
        kind.write(to: &bytes)
        calibrationDue.write(to: &bytes)
    }
}

extension Equipment: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        equipment = try .init(from: &bytes)
        kind = try .init(from: &bytes)
        registration = try .init(from: &bytes)
        inspectionDue = try .init(from: &bytes)
        status = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        equipment.write(to: &bytes)
        kind.write(to: &bytes)
        registration.write(to: &bytes)
        inspectionDue.write(to: &bytes)
        status.write(to: &bytes)
    }
}

extension ClientKey: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        key = try .init(from: &bytes)
        owner = try .init(from: &bytes)
        areas = try .init(from: &bytes)
        isRevoked = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        key.write(to: &bytes)
        owner.write(to: &bytes)
        areas.write(to: &bytes)
        isRevoked.write(to: &bytes)
    }
}

extension SigningKey: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        signing = try .init(from: &bytes)
        person = try .init(from: &bytes)
        isRevoked = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        signing.write(to: &bytes)
        person.write(to: &bytes)
        isRevoked.write(to: &bytes)
    }
}

extension Register: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        areas = try .init(from: &bytes)
        people = try .init(from: &bytes)
        credentials = try .init(from: &bytes)
        grants = try .init(from: &bytes)
        instruments = try .init(from: &bytes)
        equipment = try .init(from: &bytes)
        clientKeys = try .init(from: &bytes)
        signingKeys = try .init(from: &bytes)
        credentialsOf = try .init(from: &bytes)
        grantsOf = try .init(from: &bytes)
        signingKeysOf = try .init(from: &bytes)
        nextTo = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        areas.write(to: &bytes)
        people.write(to: &bytes)
        credentials.write(to: &bytes)
        grants.write(to: &bytes)
        instruments.write(to: &bytes)
        equipment.write(to: &bytes)
        clientKeys.write(to: &bytes)
        signingKeys.write(to: &bytes)
        credentialsOf.write(to: &bytes)
        grantsOf.write(to: &bytes)
        signingKeysOf.write(to: &bytes)
        nextTo.write(to: &bytes)
    }
}

extension Grant.Bound: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        self =
            try Bool(from: &bytes) ? .date(CalendarDate(from: &bytes)) : .instant(Instant(from: &bytes))
    }

    func write(to bytes: inout StateWriter) {
        switch self {
        case .instant(let moment):
            false.write(to: &bytes)
            moment.write(to: &bytes)
        case .date(let day):
            true.write(to: &bytes)
            day.write(to: &bytes)
        }
    }
}

extension ClientKey.Owner: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        self = try Bool(from: &bytes) ? .person(PersonID(from: &bytes)) : .device(bytes.text())
    }

    func write(to bytes: inout StateWriter) {
        switch self {
        case .person(let person):
            true.write(to: &bytes)
            person.write(to: &bytes)
        case .device(let device):
            false.write(to: &bytes)
            device.write(to: &bytes)
        }
    }
}

extension Area.Risk: StoredChoice {}
extension Person.Status: StoredChoice {}
extension Equipment.Status: StoredChoice {}
