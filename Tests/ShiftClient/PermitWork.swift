import Foundation
import PermitClient
import PermitCore

/// Works one permit: its steps in order, each once, whatever happens to the network, the daemon or this process.
struct PermitWork {
    private let planned: PlannedPermit
    private let plan: Plan
    private let tablet: Tablet
    private let journal: Journal
    private let clock: @Sendable () -> Instant

    init(
        _ planned: PlannedPermit, _ plan: Plan, _ tablet: Tablet, _ journal: Journal,
        _ clock: @escaping @Sendable () -> Instant
    ) {
        self.planned = planned
        self.plan = plan
        self.tablet = tablet
        self.journal = journal
        self.clock = clock
    }

    /// Takes every step that was not taken yet.
    func finish(_ pace: Duration) async throws {
        for step in planned.steps where await !journal.has(step.id) {
            try await Task.sleep(for: pace)
            while try await !take(step) { try await Task.sleep(for: .milliseconds(200)) }
        }
    }

    /// Takes a step, or finds that it was taken; false if it has to be tried again.
    private func take(_ step: Step) async throws -> Bool {
        try await lookAtHeld()
        // Looked at before the daemon is asked: what is refused while nothing waits was not refused for being early.
        let waiting = await tablet.outbox.overview.waiting
        do {
            return try await attempt(step)
        } catch let fault as ClientFault {
            if case .offline = fault, step.operation != .permitRequest { try await writeNote() }
            return false
        } catch let refusal as Refused {
            switch refusal.code {
            case .idReused:
                try await journal.write(.taken, step, planned.permit)
                return true
            case .staleContent, .tooLate, .busy, .unavailable:
                return false
            default:
                guard waiting > 0 else { throw Unexpected("\(step.id): \(refusal)") }
                return false
            }
        }
    }

    private func attempt(_ step: Step) async throws -> Bool {
        var args = step.args
        var options = try plan.options(as: step.person)
        options.id = step.id
        if step.needsDigest || step.needsRevision {
            let permit = try await read()
            if step.needsDigest { args["contentDigest"] = permit["contentDigest"] }
            if step.needsRevision { options.expect = permit["revision"]?.integer }
        }
        switch try await tablet.act(step.operation, args, options) {
        case .done(let answer):
            let taken = answer.reply["at"]?.string.flatMap { Instant($0) }
            let age = taken.map { Int(clock().milliseconds - $0.milliseconds) }
            try await journal.write(.done, step, planned.permit, age: age)
        case .kept: try await journal.write(.kept, step, planned.permit)
        case .unkept: throw Unexpected("\(step.id) could not be kept")
        }
        return true
    }

    private func read() async throws -> JSONObject {
        var options = Client.Options()
        options.signs = false
        options.connectionMilliseconds = Tablet.connectionMilliseconds
        let answer = try await tablet.client.call("permit.get", ["permit": .string(planned.permit)], options)
        if let refusal = answer.refusal { throw refusal }
        return answer.content
    }

    /// What happens meanwhile is written down: notes with numbers, which must come out in their order.
    private func writeNote() async throws {
        let first = planned.steps[0].id
        guard await journal.has(first) else { return }
        var count = 1
        while await journal.has("\(planned.permit)-n\(count)") { count += 1 }
        let note = Step(
            id: "\(planned.permit)-n\(count)", .permitNote,
            ["permit": .string(planned.permit), "text": .string("offline \(count)")], by: planned.scribe)
        // Without the installation's name nothing can be signed yet: then there is no note.
        do { _ = try await attempt(note) } catch is ClientFault {}
    }

    /// An act refused later than a person would wait is looked at here, as the person would.
    private func lookAtHeld() async throws {
        for held in await tablet.outbox.overview.held {
            guard held.refusal?.code == .idReused else {
                throw Unexpected("\(held.id) is held: \(held.refusal?.description ?? "")")
            }
            try await tablet.outbox.drop(held.id)
        }
    }
}
