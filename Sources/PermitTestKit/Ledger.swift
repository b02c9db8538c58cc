import PermitCore
import PermitWire

/// What is wrong with an event.
struct LedgerFault: Error, CustomStringConvertible {
    let description: String
}

/// Holds every event to the contract, independently of how it was made:
///
/// 1. Sequences rise by one without a hole; `time` is the clock's and never falls.
/// 2. `prev` is the previous event with the same area, 0 if none; register events count as one area.
/// 3. Its bytes read back as the same event, and what those add up to from zero is the same permit and register.
/// 4. `revision` goes up by one with each event of a permit but supervisorPresent, alarmed, noted and a passing
///    gasTested.
/// 5. A permit goes from state to state as the contract draws it; once active, or with someone inside, it ends only in
///    `closed`; one that ended stays so.
/// 6. What is isolated is leaned on by a permit that has not ended.
struct Ledger: Sendable {
    private var mirror = State()
    private var newest: [AreaID?: UInt64] = [:]
    private var latest = Instant(milliseconds: 0)
    private var known: [PermitID: (state: PermitState, revision: Int)] = [:]
    private var everActive: Set<PermitID> = []

    mutating func enter(_ event: Event, now: Instant, state: State) throws(LedgerFault) {
        try require(event.sequence == mirror.head + 1, event, "does not follow \(mirror.head)")
        try require(event.time == now && event.time >= latest, event, "its time \(event.time) is not \(now)")
        latest = event.time
        let area = event.type.isRegisters ? nil : event.area
        try require(event.previous == newest[area] ?? 0, event, "prev \(event.previous), not \(newest[area] ?? 0)")
        newest[area] = event.sequence
        try readBack(event, state)
        if let stamp = event.permit { try check(event, stamp, state) }
    }

    private mutating func readBack(_ event: Event, _ state: State) throws(LedgerFault) {
        let bytes = EventCoding.bytes(of: event, instance: "test")
        do {
            let read = try EventCoding.event(from: bytes, sequence: event.sequence)
            try require(read == event, event, "reads back as \(read)")
            try mirror.apply(read)
        } catch let fault as LedgerFault {
            throw fault
        } catch {
            throw LedgerFault(description: "\(error)")
        }
        if event.type.isRegisters {
            try require(mirror.register == state.register, event, "the register replays otherwise")
        }
        if event.area != nil, !event.type.isPermits {
            try require(mirror.stops == state.stops, event, "the stops replay otherwise")
            try require(mirror.hazards == state.hazards, event, "the dangers replay otherwise")
            try require(mirror.weather == state.weather, event, "the weather replays otherwise")
        }
        try require(mirror.isolations == state.isolations, event, "the isolations replay otherwise")
        if let permit = event.permit?.permit {
            try require(mirror.permit(permit) == state.permit(permit), event, "the permit replays otherwise")
        }
    }

    private mutating func check(_ event: Event, _ stamp: Event.PermitStamp, _ state: State) throws(LedgerFault) {
        guard let permit = state.permit(stamp.permit) else {
            throw LedgerFault(description: "event \(event.sequence): no permit \(stamp.permit)")
        }
        try require(stamp.state == permit.state, event, "says \(stamp.state), is \(permit.state)")
        let before = known[stamp.permit]
        let stays =
            switch event.type {
            case .permitSupervisorPresent, .permitAlarmed, .permitNoted: true
            case .permitGasTested: event.effects["within"] == true
            default: false
            }
        let revision = (before?.revision ?? 0) + (stays ? 0 : 1)
        try require(stamp.revision == revision, event, "revision \(stamp.revision), not \(revision)")
        let from = before?.state
        if let from, from != permit.state {
            let isDrawn = Self.transitions[from]?.contains(permit.state) == true
            try require(isDrawn, event, "goes from \(from) to \(permit.state)")
        }
        for point in permit.content.isolations where state.isolations[point.id]?.application != nil {
            try require(!state.leaning(on: point.id).isEmpty, event, "\(point.id) is isolated for nobody")
        }
        if permit.state == .active { everActive.insert(permit.permit) }
        if permit.state == .rejected || permit.state == .cancelled {
            try require(!everActive.contains(permit.permit), event, "was active and ends as \(permit.state)")
            let isEmpty = permit.insideNames.isEmpty || from == permit.state
            try require(isEmpty, event, "ends as \(permit.state) with someone inside")
        }
        known[stamp.permit] = (permit.state, stamp.revision)
    }

    /// The arrows of contract §4.
    static let transitions: [PermitState: Set<PermitState>] = [
        .requested: [.returned, .rejected, .cancelled, .approved, .expired, .revoked],
        .returned: [.requested, .cancelled, .expired, .revoked],
        .approved: [.active, .cancelled, .expired, .revoked],
        .active: [.suspended, .expired, .revoked, .fireWatch, .acceptance],
        .suspended: [.active, .expired, .revoked, .fireWatch, .acceptance],
        .expired: [.revoked, .fireWatch, .acceptance],
        .revoked: [.fireWatch, .acceptance],
        .fireWatch: [.acceptance],
        .acceptance: [.closed, .fireWatch],
    ]

    private func require(_ holds: Bool, _ event: Event, _ what: @autoclosure () -> String) throws(LedgerFault) {
        guard !holds else { return }
        throw LedgerFault(description: "event \(event.sequence) \(event.type.rawValue): \(what())")
    }
}
