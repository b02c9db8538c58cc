public import PermitCore
import PermitWire

/// A daemon without sockets, threads or a disk: a state, a clock that only tests turn, and the real rules.
///
/// Every request goes through the bytes of its body, ``decide(_:in:with:)`` and the bytes of its events, like in the
/// daemon, and after every event the rules of the contract are checked (``Ledger``). What breaks one is thrown as an
/// `internal` refusal, so a test that expects anything else fails. A site is a value: copy it to try two futures.
public struct Site: Sendable {
    /// Over which key a request comes.
    public enum Way: Sendable {
        /// The person's own key.
        case own
        /// The tablet that the home shares.
        case tablet
        /// The own key of someone else.
        case keyOf(PersonID)
    }

    /// What all events add up to.
    public private(set) var state = State()
    /// Every event, in order.
    public private(set) var events: [Event] = []
    /// The clock.
    public private(set) var now: Instant
    /// The installation's time zone.
    public let zone: TimeZoneTable
    /// Whether sign-offs must be signed.
    public var signaturesRequired = false
    private var ledger = Ledger()
    /// When something is next due of each permit, looked at anew only where an event concerned it, as the daemon does.
    private var due: [PermitID: Instant] = [:]
    private var requests = 0

    /// The home at `binhai/home` at 08:00 on a Tuesday, built once.
    public static let home = Site.built()

    /// A new installation: packs, the first administrator and no one else.
    public init(packs: [JSONObject], zone: String = "Asia/Shanghai", now: Instant = Home.start) throws(Refusal) {
        guard let zone = TimeZoneTable(iana: zone) else {
            throw Refusal(.internal, Message("no zone \(zone)", ""))
        }
        self.zone = zone
        self.now = now
        try record(.packsAdopted, "packs", ["packs": .array(packs.map { Packs.adopted($0) })])
        let admin = PersonID.admin.text
        try record(.personPut, admin, ["person": .string(admin), "name": "Admin", "employer": "Binhai"])
        let key = Home.key(of: admin)
        try record(.keyEnrolled, key, ["key": .string(key), "person": .string(admin)])
        let grant = Home.grant(.admin, "admin", [], until: "9999-12-30", id: "g-admin")
        try record(.grantPut, "g-admin", grant.args)
    }

    /// The home under other packs, in another zone or at another time.
    public static func built(
        packs: [JSONObject] = [Packs.general], zone: String = "Asia/Shanghai", now: Instant = Home.start
    ) -> Site {
        do {
            var site = try Site(packs: packs, zone: zone, now: now)
            try site.perform(Home.steps)
            return site
        } catch {
            preconditionFailure("the home can't be built: \(error)")
        }
    }

    /// What the core is told of the world now.
    public var house: Surroundings {
        Surroundings(now: now, zone: zone, signaturesRequired: signaturesRequired, digest: Signing.digest)
    }

    /// Goes on with a state that was written and read as a snapshot is.
    public mutating func restart() throws(StateFault) {
        var bytes: [UInt8] = []
        state.encode { bytes += $0 }
        state = try State(decoding: bytes, from: 0, to: bytes.count)
    }

    /// The permit.
    public func permit(_ id: PermitID) -> Permit? { state.permit(id) }

    /// An event that happened.
    public func event(_ sequence: UInt64) -> Event { events[Int(sequence) - 1] }

    /// The arguments that a permit was asked for with, or amended.
    public func requested(_ permit: Permit) -> JSONObject { event(permit.contentEvent).args }

    /// The events from a sequence number on.
    public func events(after sequence: UInt64) -> [Event] { Array(events.dropFirst(Int(sequence))) }

    /// Performs one operation and answers its result.
    ///
    /// - Parameters:
    ///   - person: who acts; nil for a device by itself.
    ///   - permit: added to the arguments.
    ///   - age: how long ago the act was done; below zero for a device whose clock is ahead.
    ///   - expect: the revision that the person saw; left out it is the right one where one is wanted.
    @discardableResult
    public mutating func perform(
        _ operation: Operation, by person: PersonID?, on permit: PermitID? = nil, _ args: JSONObject = [:],
        age: Span = .seconds(0), expect: Int? = nil, signature: Command.Signature = .absent, over way: Way = .own
    ) throws(Refusal) -> JSONObject {
        let command = try command(
            operation, by: person, on: permit, args, age: age, expect: expect, signature: signature, over: way)
        do {
            let decision = try decide(command, in: state, with: house)
            try take(decision.events)
            Tape.record(answer: decision.result, to: command, state.head, now)
            return decision.result
        } catch {
            Tape.record(refusal: error, of: command, state.head, now)
            throw error
        }
    }

    /// Performs steps.
    public mutating func perform(_ steps: [Step]) throws(Refusal) {
        for step in steps { try perform(step.operation, by: step.person, step.args) }
    }

    /// Performs a step.
    @discardableResult
    public mutating func perform(_ step: Step) throws(Refusal) -> JSONObject {
        try perform(step.operation, by: step.person, step.args)
    }

    /// The refusal that an operation would get; nil if it would go through. Nothing changes.
    public func refusal(
        _ operation: Operation, by person: PersonID?, on permit: PermitID? = nil, _ args: JSONObject = [:],
        age: Span = .seconds(0), expect: Int? = nil, signature: Command.Signature = .absent, over way: Way = .own
    ) -> Refusal? {
        var copy = self
        do {
            try copy.perform(
                operation, by: person, on: permit, args, age: age, expect: expect, signature: signature, over: way)
            return nil
        } catch {
            return error
        }
    }

    /// The refusal that a step would get.
    public func refusal(_ step: Step) -> Refusal? { refusal(step.operation, by: step.person, step.args) }

    /// Lets time pass. Every deadline on the way is taken when it is due, as by the daemon.
    public mutating func advance(_ span: Span) throws(Refusal) {
        let target = now + span
        while let due = nextDeadline, due <= target {
            now = max(now, due)
            try tick()
            if let next = nextDeadline, next <= now {
                throw Refusal(.internal, Message("a deadline at \(next) stays due at \(now)", ""))
            }
        }
        now = target
        try tick()
    }

    /// Lets time pass until a moment.
    public mutating func advance(to moment: Instant) throws(Refusal) { try advance(moment - now) }

    /// Lets time pass with the daemon down: deadlines are taken at the end only.
    public mutating func sleep(_ span: Span) throws(Refusal) {
        now = now + span
        try tick()
    }

    /// The next moment at which time alone changes something; nil if nothing is ever due.
    public var nextDeadline: Instant? {
        (state.live.keys.map { state.nextDeadline(of: $0, house) } + [state.nextHazardDeadline(house)])
            .compactMap(\.self).min()
    }

    private mutating func tick() throws(Refusal) {
        let permits = due.filter { $0.value <= now }.keys.sorted()
        try take(try PermitCore.tick(state, house, due: permits))
        guard try PermitCore.tick(state, house).isEmpty else {
            throw Refusal(.internal, Message("a second tick at \(now) has something to say", ""))
        }
    }

    private mutating func take(_ new: [Event]) throws(Refusal) {
        do {
            var concern = Concern()
            for event in new {
                try state.apply(event, noting: &concern)
                events.append(event)
                Tape.record(event)
                try ledger.enter(event, now: now, state: state)
            }
            for permit in concern.isEveryone ? Set(state.live.keys) : Set(concern.permits) {
                due[permit] = state.nextDeadline(of: permit, house)
            }
        } catch let fault as ReplayFault {
            throw Refusal(.internal, Message("\(fault)", ""))
        } catch {
            throw Refusal(.internal, Message("\(error)", ""))
        }
    }

    private mutating func record(_ type: EventType, _ subject: String, _ args: JSONObject) throws(Refusal) {
        try take([try systemEvent(type, subject: subject, args: args, in: state, house)])
    }
}

extension Site {
    /// A command, read from the bytes of its body as the daemon reads it.
    public mutating func command(
        _ operation: Operation, by person: PersonID?, on permit: PermitID? = nil, _ args: JSONObject = [:],
        age: Span = .seconds(0), expect: Int? = nil, signature: Command.Signature = .absent, over way: Way = .own
    ) throws(Refusal) -> Command {
        requests += 1
        var args = args
        if let permit { args["permit"] = .id(permit) }
        var body: JSONObject = [
            "v": 1, "id": .string("r-\(requests)"), "op": .string(operation.rawValue),
            "at": .moment(now - age), "args": .object(args),
        ]
        if let person { body["actor"] = .id(person) }
        let revision = permit.flatMap { state.permit($0)?.revision }
        if let expect = expect ?? (operation.rule.needsExpectedRevision ? revision ?? 0 : nil) {
            body["expect"] = .count(expect)
        }
        let read: RequestBody
        do {
            read = try RequestBody(JSONValue.object(body).utf8)
        } catch {
            throw error.refusal
        }
        let fields = try read.fields()
        Tape.record(request: .object(body), operation)
        return Command(
            id: read.id, operation: fields.operation, arguments: fields.arguments, args: fields.args,
            actor: fields.actor, at: fields.at, expect: fields.expect, caller: try key(of: person, over: way),
            signature: signature)
    }

    private func key(of person: PersonID?, over way: Way) throws(Refusal) -> ClientKey {
        let name =
            switch way {
            case .own: person?.text ?? Home.tablet
            case .tablet: Home.tablet
            case .keyOf(let other): other.text
            }
        guard let key = state.register.clientKeys[Home.key(of: name)] else {
            throw Refusal(.internal, Message("no key of \(name)", ""))
        }
        return key
    }
}
