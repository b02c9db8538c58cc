/// What a command is about, looked up once before anything is checked.
public struct Subject: Sendable {
    let permit: Permit?
    let rules: KindRules?
    /// How old the act may be.
    public let timeliness: Timeliness

    /// Looks up what a command is about.
    public init(of command: Command, in state: State) {
        permit = command.arguments.permit.flatMap { state.permit($0) }
        rules = permit.flatMap { state.rules(for: $0) }
        timeliness = command.timeliness(on: permit, rules, in: state)
    }
}

/// A command with its actor and its permit: what the steps of the ladder look at, one refusal each.
struct Act {
    let command: Command
    let person: PersonID?
    let subject: Subject
    let state: State
    let house: Surroundings
    let authority: Authority

    init(
        _ command: Command, by person: PersonID?, on subject: Subject, in state: State, _ house: Surroundings
    ) throws(Refusal) {
        self.command = command
        self.person = person
        self.subject = subject
        self.state = state
        self.house = house
        authority = Authority(register: state.register, now: house.now, zone: house.zone)
    }

    var operation: Operation { command.operation }
    var now: Instant { house.now }

    /// The permit, where the ladder has found it.
    func permit() throws(Refusal) -> (permit: Permit, rules: KindRules) {
        guard let permit = subject.permit, let rules = subject.rules else { throw .notFound("permit") }
        return (permit, rules)
    }

    func circumstances(of permit: Permit, _ rules: KindRules) -> Circumstances {
        Circumstances(state: state, permit: permit, rules: rules, now: now, zone: house.zone)
    }

    /// Refuses if any condition is unmet, naming all of them.
    func require(_ unmet: [Unmet]) throws(Refusal) {
        guard unmet.isEmpty else { throw .gateUnmet(unmet) }
    }

    func draft() -> Draft {
        var origin = Event.Origin(
            actor: person?.text ?? command.caller.ownerName, device: command.caller.ownerName, at: command.at,
            request: command.id, isProven: person != nil)
        origin.isSigned = command.signature == .valid
        return Draft(state: state, origin: origin, now: now, zone: house.zone, of: command)
    }

    /// The answer: what the operation adds, and where its permit stands now.
    func result(adding own: JSONObject, from draft: Draft) -> JSONObject {
        guard let id = command.arguments.permit, let permit = draft.state.permit(id) else { return own }
        let stand: JSONObject = [
            "permit": .id(permit.permit), "number": .string(permit.number), "state": .string(permit.state.rawValue),
            "revision": .count(permit.revision),
        ]
        return stand.merging(own)
    }
}
