import PermitCore
import PermitTestKit
import PermitWire

/// The first byte says in which state the site is, the second how requests come; then the requests, one after another.
enum ActsInput {
    static func run(_ input: [UInt8]) {
        guard input.count > 2 else { return }
        let states = PermitState.allCases
        let site = Site.with(states[Int(input[0]) % states.count])
        var state = site.state
        for part in input.dropFirst(2).parts {
            take(part, Way(input[1]), &state, site)
        }
    }

    /// How requests come: over which key, signed or not, with a clock and a revision of their own or the right ones.
    private struct Way {
        let signature: Command.Signature
        let isShared, hasOwnClock, hasOwnRevision: Bool

        init(_ byte: UInt8) {
            signature = byte & 1 == 0 ? .valid : .absent
            isShared = byte & 2 != 0
            hasOwnClock = byte & 4 != 0
            hasOwnRevision = byte & 8 != 0
        }
    }

    private static func take(_ bytes: [UInt8], _ way: Way, _ state: inout State, _ site: Site) {
        let house = site.house
        guard let body = try? RequestBody(bytes), let fields = try? body.fields() else { return }
        let holder = way.isShared ? Home.tablet : fields.actor?.text ?? Home.tablet
        guard let key = state.register.clientKeys[Home.key(of: holder)] else { return }
        let revision = fields.args["permit"]?.string.flatMap { state.permit(PermitID($0))?.revision }
        let command = Command(
            id: body.id, operation: fields.operation, arguments: fields.arguments, args: fields.args,
            actor: fields.actor, at: way.hasOwnClock ? fields.at : house.now,
            expect: way.hasOwnRevision ? fields.expect : revision ?? fields.expect, language: body.language,
            caller: key, signature: way.signature)
        do {
            if case .read(let query) = fields.arguments { return try answer(query, command, state, site) }
            let decision = try decide(command, in: state, with: house)
            try apply(decision.events, &state)
            let reply = Reply.ok(id: command.id, sequence: state.head, at: house.now, result: decision.result)
            precondition(reply.count <= 1_048_576, "a reply is too long")
            // What was taken may be overdue at once, and must then be done after one tick.
            try apply(try tick(state, house), &state)
            let second = try tick(state, house)
            precondition(second.isEmpty, "a second tick has something to say")
        } catch {
            guard let refusal = error as? Refusal else { preconditionFailure("\(error)") }
            precondition(refusal.code != .internal, "\(refusal.message.english)")
        }
    }

    private static func apply(_ events: [Event], _ state: inout State) throws {
        for event in events {
            let bytes = EventCoding.bytes(of: event, instance: "i")
            precondition(bytes.count <= 1_048_576, "an event is too long")
            let read = try EventCoding.event(from: bytes, sequence: event.sequence)
            precondition(read == event, "an event reads back as another")
            try state.apply(event)
        }
    }

    private static func answer(
        _ query: ReadQuery, _ command: Command, _ state: State, _ site: Site
    ) throws(Refusal) {
        let house = site.house
        let viewer = Viewer(of: command.caller, actor: command.actor, in: state, house)
        let answers = Answers(state: state, house: house, viewer: viewer, language: command.language)
        switch query {
        case .permit(let reference):
            let permit = try answers.permit(reference)
            // Events of the input's own are not kept.
            guard permit.permit.contentEvent <= site.state.head else { return }
            _ = permit.view(asked: site.event(permit.permit.contentEvent))
        case .readiness(let reference): _ = try answers.readiness(reference)
        case .list(let arguments): _ = answers.list(arguments)
        case .hazard(let reference): _ = try answers.get(reference)
        case .hazardList(let arguments): _ = answers.list(arguments)
        case .areaBoard(let reference): _ = try answers.board(reference)
        case .register(let reference): _ = try answers.get(reference)
        case .registerList(let arguments): _ = answers.list(arguments)
        case .form(let arguments): _ = try answers.form(arguments)
        case .explain(let arguments): _ = try answers.explain(arguments)
        case .snapshot(let arguments): _ = answers.snapshot(topics: arguments.topics)
        default: break
        }
    }
}
