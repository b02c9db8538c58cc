/// Events in the making, with the state they add up to so far.
///
/// Invariants: the events are consecutive and follow the state's head; each was applied to the draft's copy, so what
/// is decided next sees it; whatever work no longer has its conditions when the draft is settled is suspended by it.
struct Draft {
    private(set) var state: State
    private(set) var events: [Event] = []
    private(set) var concern = Concern()
    var origin: Event.Origin
    /// The moment that is judged by: ``time``, unless it may be later.
    private(set) var now: Instant
    /// The time of the events.
    private let time: Instant
    let zone: TimeZoneTable
    /// What the operation's own event was told, which need not be read from it once more.
    private let told: (type: EventType, arguments: Event.Told)?

    init(
        state: State, origin: Event.Origin, now: Instant, zone: TimeZoneTable, of command: Command? = nil
    ) {
        self.state = state
        self.origin = origin
        self.now = now
        time = now
        self.zone = zone
        told = command.map { ($0.operation.eventType, Event.Told($0.arguments)) }
    }

    /// Judges as things stand at a later moment from now on; the events keep their time.
    mutating func judge(at moment: Instant) {
        now = moment
    }

    /// Records an event about a permit.
    mutating func record(
        _ type: EventType, _ permit: Permit, cause: String? = nil, args: JSONObject = [:], effects: JSONObject = [:],
        area: AreaID? = nil, by origin: Event.Origin? = nil
    ) throws(Refusal) {
        let stamp = Event.PermitStamp(
            permit: permit.permit, number: permit.number, kind: permit.content.kind, state: permit.state, revision: 0)
        try record(
            type, subject: permit.permit.text, area: area ?? permit.content.area, stamp: stamp, cause: cause,
            args: args, effects: effects, by: origin)
    }

    /// Records an event about anything.
    mutating func record(
        _ type: EventType, subject: String, area: AreaID?, stamp: Event.PermitStamp? = nil, cause: String? = nil,
        args: JSONObject, effects: JSONObject = [:], by origin: Event.Origin? = nil
    ) throws(Refusal) {
        var event = Event(
            sequence: state.head + 1, previous: state.newest[area] ?? 0, type: type, subject: subject, area: area,
            time: time, origin: origin ?? self.origin, permit: stamp, cause: cause, args: args, effects: effects)
        if let told, told.type == type { event.told = told.arguments }
        do {
            try state.apply(event, noting: &concern)
        } catch {
            throw Refusal(.internal, Message("a fault of the daemon: \(error)", "守护进程内部错误：\(error)"))
        }
        if let permit = event.permit.flatMap({ state.permit($0.permit) }) {
            event.permit?.state = permit.state
            event.permit?.revision = permit.revision
        }
        events.append(event)
    }

    /// The permit as it stands in the draft.
    func permit(_ id: PermitID) throws(Refusal) -> Permit {
        guard let permit = state.permit(id) else { throw .notFound("permit") }
        return permit
    }

    func circumstances(of permit: Permit) -> Circumstances? {
        state.rules(for: permit).map {
            Circumstances(state: state, permit: permit, rules: $0, now: now, zone: zone)
        }
    }

    /// Suspends every active permit whose conditions no longer hold and says why, then the other permits of its job;
    /// a suspended permit gets what failed meanwhile as one more cause.
    mutating func settle() throws(Refusal) {
        let concerned = concern.isEveryone ? Array(state.live.values) : state.live.inOrder(concern.permits)
        let active = concerned.filter { $0.state == .active }
        var told = 0
        try suspendJobs(after: &told)
        // Where two no longer go together, the later one gives way.
        for listed in active.sorted(by: { $0.number > $1.number }) {
            guard let permit = state.permit(listed.permit), permit.state == .active else { continue }
            try suspendWhereUnmet(permit, concern.conditions(of: permit.permit))
            try suspendJobs(after: &told)
        }
        try addCausesOfFailures()
        try suspendJobs(after: &told)
    }

    private mutating func addCausesOfFailures() throws(Refusal) {
        for event in events {
            guard let cause = event.failure, let id = event.permit?.permit else { continue }
            let permit = try permit(id)
            guard permit.state == .suspended, !permit.causes.contains(where: { $0.cause == cause.rawValue }) else {
                continue
            }
            try record(.permitSuspended, permit, cause: cause.rawValue, by: system)
        }
    }

    /// Suspending, expiring or revoking one permit of a job suspends the others.
    private mutating func suspendJobs(after told: inout Int) throws(Refusal) {
        while told < events.count {
            let event = events[told]
            told += 1
            guard event.type.endsWork, let stopped = event.permit.flatMap({ state.permit($0.permit) }) else { continue }
            for other in state.job(of: stopped) where other.state == .active {
                try record(
                    .permitSuspended, other, cause: Cause.linkedPermit,
                    effects: ["permit": .id(stopped.permit), "number": .string(stopped.number)], by: system)
            }
        }
    }

    /// The daemon itself, on behalf of the request that is decided.
    private var system: Event.Origin {
        var system = Event.Origin.system
        system.request = origin.request
        return system
    }

    /// Suspends an active permit for each condition that no longer holds, of those that may no longer.
    mutating func suspendWhereUnmet(_ permit: Permit, _ asked: StandingConditions = .all) throws(Refusal) {
        assert(isAll(asked, unmetOf: permit), "a condition of \(permit.number) lapsed that was not at stake")
        guard !asked.isEmpty, let unmet = circumstances(of: permit)?.unmetWhileActive(asked) else { return }
        var codes: [UnmetCode] = []
        for condition in unmet where !codes.contains(condition.code) { codes.append(condition.code) }
        for code in codes {
            let subjects = unmet.filter { $0.code == code }.map { condition -> JSONValue in
                ["subject": .string(condition.subject), "message": .object(condition.message.json.object ?? [:])]
            }
            try record(
                .permitSuspended, try self.permit(permit.permit), cause: code.rawValue,
                effects: ["unmet": .array(subjects)], by: system)
        }
    }
}

extension Draft {
    /// Whether all that is unmet is among some conditions.
    private func isAll(_ asked: StandingConditions, unmetOf permit: Permit) -> Bool {
        guard let circumstances = circumstances(of: permit) else { return true }
        return circumstances.unmetWhileActive().map(\.code) == circumstances.unmetWhileActive(asked).map(\.code)
    }
}

extension Event {
    /// What failed by it, which a suspended permit must have as a cause.
    fileprivate var failure: UnmetCode? {
        switch type {
        case .permitGasTested where effects["verdict"] == "outside": .gasOutOfRange
        case .permitChecked where args["outcome"] == "failed": .checkFailed
        case .permitConditionChecked where args["fit"] == false: .conditionUnfit
        default: nil
        }
    }
}

extension EventType {
    /// Whether the other permits of a job stop by it.
    fileprivate var endsWork: Bool {
        self == .permitSuspended || self == .permitExpired || self == .permitRevoked
    }
}
