extension State.Stop: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        stop = try .init(from: &bytes)
        area = try .init(from: &bytes)
        reaches = try .init(from: &bytes)
        reason = try .init(from: &bytes)
        by = try .init(from: &bytes)
        at = try .init(from: &bytes)
        devices = try .init(from: &bytes)
        acknowledged = try .init(from: &bytes)
        liftedAt = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        stop.write(to: &bytes)
        area.write(to: &bytes)
        reaches.write(to: &bytes)
        reason.write(to: &bytes)
        by.write(to: &bytes)
        at.write(to: &bytes)
        devices.write(to: &bytes)
        acknowledged.write(to: &bytes)
        liftedAt.write(to: &bytes)
    }
}

extension Isolation: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        point = try .init(from: &bytes)
        application = try .init(from: &bytes)
        verification = try .init(from: &bytes)
        sanction = try .init(from: &bytes)
        changedAt = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        point.write(to: &bytes)
        application.write(to: &bytes)
        verification.write(to: &bytes)
        sanction.write(to: &bytes)
        changedAt.write(to: &bytes)
    }
}

extension Isolation.Application: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        by = try .init(from: &bytes)
        at = try .init(from: &bytes)
        lock = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        by.write(to: &bytes)
        at.write(to: &bytes)
        lock.write(to: &bytes)
    }
}

extension Isolation.Verification: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        by = try .init(from: &bytes)
        at = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        by.write(to: &bytes)
        at.write(to: &bytes)
    }
}

extension Isolation.Sanction: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        until = try .init(from: &bytes)
        by = try .init(from: &bytes)
        leaders = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        until.write(to: &bytes)
        by.write(to: &bytes)
        leaders.write(to: &bytes)
    }
}

extension Hazard: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        hazard = try .init(from: &bytes)
        area = try .init(from: &bytes)
        text = try .init(from: &bytes)
        permit = try .init(from: &bytes)
        reportedBy = try .init(from: &bytes)
        reportedAt = try .init(from: &bytes)
        level = try .init(from: &bytes)
        state = try .init(from: &bytes)
        assignee = try .init(from: &bytes)
        deadline = try .init(from: &bytes)
        measures = try .init(from: &bytes)
        rectification = try .init(from: &bytes)
        rectifiedAt = try .init(from: &bytes)
        verifiedAt = try .init(from: &bytes)
        isOverdue = try .init(from: &bytes)
        everHandledBy = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        hazard.write(to: &bytes)
        area.write(to: &bytes)
        text.write(to: &bytes)
        permit.write(to: &bytes)
        reportedBy.write(to: &bytes)
        reportedAt.write(to: &bytes)
        level.write(to: &bytes)
        state.write(to: &bytes)
        assignee.write(to: &bytes)
        deadline.write(to: &bytes)
        measures.write(to: &bytes)
        rectification.write(to: &bytes)
        rectifiedAt.write(to: &bytes)
        verifiedAt.write(to: &bytes)
        isOverdue.write(to: &bytes)
        everHandledBy.write(to: &bytes)
    }
}

extension Weather: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        area = try .init(from: &bytes)
        windBeaufort = try .init(from: &bytes)
        conditions = try .init(from: &bytes)
        by = try .init(from: &bytes)
        at = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        area.write(to: &bytes)
        windBeaufort.write(to: &bytes)
        conditions.write(to: &bytes)
        by.write(to: &bytes)
        at.write(to: &bytes)
    }
}

extension State.Numbering: Stored {
    init(from bytes: inout StateReader) throws(StateFault) {
        day = try .init(from: &bytes)
        count = try .init(from: &bytes)
    }

    func write(to bytes: inout StateWriter) {
        day.write(to: &bytes)
        count.write(to: &bytes)
    }
}

extension Hazard.Level: StoredChoice {}
extension Hazard.State: StoredChoice {}
