extension Cause: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        cause = try .init(from: &bytes)
        since = try .init(from: &bytes)
        by = try .init(from: &bytes)
        isLatched = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        cause.write(to: &bytes)
        since.write(to: &bytes)
        by.write(to: &bytes)
        isLatched.write(to: &bytes)
    }
}

extension SignOff: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        post = try .init(from: &bytes)
        step = try .init(from: &bytes)
        signedBy = try .init(from: &bytes)
        signedAt = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        post.write(to: &bytes)
        step.write(to: &bytes)
        signedBy.write(to: &bytes)
        signedAt.write(to: &bytes)
    }
}

extension CheckRecord: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        outcome = try .init(from: &bytes)
        by = try .init(from: &bytes)
        done = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        outcome.write(to: &bytes)
        by.write(to: &bytes)
        done.write(to: &bytes)
    }
}

extension ConditionRecord: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        isFit = try .init(from: &bytes)
        by = try .init(from: &bytes)
        done = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        isFit.write(to: &bytes)
        by.write(to: &bytes)
        done.write(to: &bytes)
    }
}

extension GasTestRecord: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        sampledAt = try .init(from: &bytes)
        readings = try .init(from: &bytes)
        instrument = try .init(from: &bytes)
        by = try .init(from: &bytes)
        verdict = try .init(from: &bytes)
        effective = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        sampledAt.write(to: &bytes)
        readings.write(to: &bytes)
        instrument.write(to: &bytes)
        by.write(to: &bytes)
        verdict.write(to: &bytes)
        effective.write(to: &bytes)
    }
}

extension GasReading: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        gas = try .init(from: &bytes)
        value = try .init(from: &bytes)
        unit = try .init(from: &bytes)
        lel = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        gas.write(to: &bytes)
        value.write(to: &bytes)
        unit.write(to: &bytes)
        lel.write(to: &bytes)
    }
}

extension BriefingRecord: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        by = try .init(from: &bytes)
        done = try .init(from: &bytes)
        signedAt = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        by.write(to: &bytes)
        done.write(to: &bytes)
        signedAt.write(to: &bytes)
    }
}

extension Presence: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        hasArrived = try .init(from: &bytes)
        lastSeen = try .init(from: &bytes)
        warnedOf = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        hasArrived.write(to: &bytes)
        lastSeen.write(to: &bytes)
        warnedOf.write(to: &bytes)
    }
}

extension Inside: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        basis = try .init(from: &bytes)
        since = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        basis.write(to: &bytes)
        since.write(to: &bytes)
    }
}

extension Offer: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        to = try .init(from: &bytes)
        by = try .init(from: &bytes)
        lapsesAt = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        to.write(to: &bytes)
        by.write(to: &bytes)
        lapsesAt.write(to: &bytes)
    }
}

extension FireWatch: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        since = try .init(from: &bytes)
        lastRound = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        since.write(to: &bytes)
        lastRound.write(to: &bytes)
    }
}

extension SignOff.Step: StoredChoice {}
extension CheckOutcome: StoredChoice {}
extension GasUnit: StoredChoice {}
extension GasVerdict: StoredChoice {}
extension EntryArguments.Basis: StoredChoice {}
