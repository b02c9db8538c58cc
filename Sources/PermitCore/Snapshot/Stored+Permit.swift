extension PackReference: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        let (pack, edition) = (try String(from: &bytes), try String(from: &bytes))
        self = bytes.shared(PackReference(pack: pack, edition: edition, digest: try .init(from: &bytes)))
    }

    func write(to bytes: inout StateWriter) {
        pack.write(to: &bytes)
        edition.write(to: &bytes)
        digest.write(to: &bytes)
    }
}

extension PermitContent: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        permit = try .init(from: &bytes)
        kind = try .init(from: &bytes)
        area = try .init(from: &bytes)
        from = try .init(from: &bytes)
        until = try .init(from: &bytes)
        facts = try .init(from: &bytes)
        leader = try .init(from: &bytes)
        supervisor = try .init(from: &bytes)
        crew = try .init(from: &bytes)
        equipment = try .init(from: &bytes)
        isolations = try .init(from: &bytes)
        related = try .init(from: &bytes)
        supersedes = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        permit.write(to: &bytes)
        kind.write(to: &bytes)
        area.write(to: &bytes)
        from.write(to: &bytes)
        until.write(to: &bytes)
        facts.write(to: &bytes)
        leader.write(to: &bytes)
        supervisor.write(to: &bytes)
        crew.write(to: &bytes)
        equipment.write(to: &bytes)
        isolations.write(to: &bytes)
        related.write(to: &bytes)
        supersedes.write(to: &bytes)
    }
}

extension PermitContent.CrewMember: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        person = try .init(from: &bytes)
        trade = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        person.write(to: &bytes)
        trade.write(to: &bytes)
    }
}

extension IsolationPoint: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        id = try .init(from: &bytes)
        point = try .init(from: &bytes)
        energy = try .init(from: &bytes)
        method = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        id.write(to: &bytes)
        point.write(to: &bytes)
        energy.write(to: &bytes)
        method.write(to: &bytes)
    }
}

extension Permit: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        permit = try .init(from: &bytes)
        number = try .init(from: &bytes)
        content = try .init(from: &bytes)
        contentEvent = try .init(from: &bytes)
        digest = try .init(from: &bytes)
        pack = try .init(from: &bytes)
        grade = try .init(from: &bytes)
        effectiveGrade = try .init(from: &bytes)
        upgradeReasons = try .init(from: &bytes)
        leader = try .init(from: &bytes)
        supervisor = try .init(from: &bytes)
        crew = try .init(from: &bytes)
        until = try .init(from: &bytes)
        extensions = try .init(from: &bytes)
        offers = try .init(from: &bytes)
        state = try .init(from: &bytes)
        revision = try .init(from: &bytes)
        wasEverActive = try .init(from: &bytes)
        causes = try .init(from: &bytes)
        signOffs = try .init(from: &bytes)
        checks = try .init(from: &bytes)
        conditions = try .init(from: &bytes)
        gasTests = try .init(from: &bytes)
        properGasTests = try .init(from: &bytes)
        briefings = try .init(from: &bytes)
        presence = try .init(from: &bytes)
        acceptedAt = try .init(from: &bytes)
        startedAt = try .init(from: &bytes)
        resumedAt = try .init(from: &bytes)
        stoppedAt = try .init(from: &bytes)
        suspendedAt = try .init(from: &bytes)
        peopleInside = try .init(from: &bytes)
        toolsInside = try .init(from: &bytes)
        exits = try .init(from: &bytes)
        outcome = try .init(from: &bytes)
        fireWatch = try .init(from: &bytes)
        restored = try .init(from: &bytes)
        defects = try .init(from: &bytes)
        everHeld = try .init(from: &bytes)
        devices = try .init(from: &bytes)
        raised = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        permit.write(to: &bytes)
        number.write(to: &bytes)
        content.write(to: &bytes)
        contentEvent.write(to: &bytes)
        digest.write(to: &bytes)
        pack.write(to: &bytes)
        grade.write(to: &bytes)
        effectiveGrade.write(to: &bytes)
        upgradeReasons.write(to: &bytes)
        leader.write(to: &bytes)
        supervisor.write(to: &bytes)
        crew.write(to: &bytes)
        until.write(to: &bytes)
        extensions.write(to: &bytes)
        offers.write(to: &bytes)
        state.write(to: &bytes)
        revision.write(to: &bytes)
        wasEverActive.write(to: &bytes)
        causes.write(to: &bytes)
        signOffs.write(to: &bytes)
        checks.write(to: &bytes)
        conditions.write(to: &bytes)
        gasTests.write(to: &bytes)
        properGasTests.write(to: &bytes)
        briefings.write(to: &bytes)
        presence.write(to: &bytes)
        acceptedAt.write(to: &bytes)
        startedAt.write(to: &bytes)
        resumedAt.write(to: &bytes)
        stoppedAt.write(to: &bytes)
        suspendedAt.write(to: &bytes)
        peopleInside.write(to: &bytes)
        toolsInside.write(to: &bytes)
        exits.write(to: &bytes)
        outcome.write(to: &bytes)
        fireWatch.write(to: &bytes)
        restored.write(to: &bytes)
        defects.write(to: &bytes)
        everHeld.write(to: &bytes)
        devices.write(to: &bytes)
        raised.write(to: &bytes)
    }
}

extension Digest: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        self.init(
            (try bytes.number(), try bytes.number(), try bytes.number(), try bytes.number()))
    }

    func write(to bytes: inout StateWriter) {
        for word in words { bytes.append(number: word) }
    }
}

extension Alarm: StoredChoice {}
extension PermitState: StoredChoice {}
extension PermitRole: StoredChoice {}

extension Permit.Posts: Stored {
    init(from bytes: inout StateReader) throws(StateFault) { bits = try bytes.byte() }

    func write(to bytes: inout StateWriter) { bytes.append(bits) }
}

extension FinishArguments.Outcome: StoredChoice {}
