public import PermitCore
import PermitWire

/// A state, the oracle's books of it and a clock: one node of an exploration. A value: copy it to try two futures.
public struct World: Sendable {
    /// What came of an act.
    public enum Outcome: Sendable {
        /// So many events.
        case done(Int)
        /// Nothing changed.
        case refused(Refusal)
    }

    /// What all events add up to.
    public private(set) var state = State()
    /// The clock.
    public private(set) var now: Instant
    private(set) var oracle = Oracle()
    private let zone: TimeZoneTable

    /// Takes over where a site stands, with every event of it judged on the way.
    public init(_ site: Site) throws(Breach) {
        zone = site.zone
        now = site.now
        for event in site.events { try take(event) }
        try oracle.check(state, now: now, zone: zone)
    }

    private var house: Surroundings {
        Surroundings(now: now, zone: zone, signaturesRequired: false, digest: Signing.digest)
    }

    /// Decides one command and takes up what happens.
    ///
    /// - Parameter age: how long ago it was done.
    /// - Throws: what the oracle finds; a refusal is an outcome.
    public mutating func act(
        _ operation: Operation, by person: PersonID, _ args: JSONObject, _ arguments: Arguments,
        age: Span = .seconds(0)
    ) throws(Breach) -> Outcome {
        let permit = arguments.permit.flatMap { state.permit($0) }
        let command = Command(
            id: "r", operation: operation, arguments: arguments, args: args, actor: person, at: now - age,
            expect: operation.rule.needsExpectedRevision ? permit?.revision ?? 0 : nil,
            caller: ClientKey(local: person), signature: .absent)
        let events: [Event]
        do {
            events = try decide(command, in: state, with: house).events
        } catch {
            guard error.code != .internal else { throw Breach(description: "\(operation): \(error.message.english)") }
            return .refused(error)
        }
        try take(events)
        return .done(events.count)
    }

    /// Lets time pass; every deadline on the way is taken when it is due.
    public mutating func advance(to target: Instant) throws(Breach) {
        var rounds = 0
        while let due = nextDeadline, due <= target {
            now = max(now, due)
            try tick()
            rounds += 1
            if rounds > 1_000 { throw Breach(description: "time stands still at \(now)") }
        }
        now = max(now, target)
        try tick()
    }

    private var nextDeadline: Instant? {
        (oracle.files.keys.map { state.nextDeadline(of: $0, house) } + [state.nextHazardDeadline(house)])
            .compactMap(\.self).min()
    }

    private mutating func tick() throws(Breach) {
        let events: [Event]
        do {
            events = try PermitCore.tick(state, house)
        } catch {
            throw Breach(description: "tick: \(error.message.english)")
        }
        try take(events)
    }

    private mutating func take(_ events: [Event]) throws(Breach) {
        guard !events.isEmpty else { return }
        for event in events { try take(event) }
        try oracle.check(state, now: now, zone: zone)
    }

    private mutating func take(_ event: Event) throws(Breach) {
        try oracle.enter(event, before: state, zone: zone)
        do {
            try state.apply(event)
        } catch {
            throw Breach(description: "\(error)")
        }
    }
}
