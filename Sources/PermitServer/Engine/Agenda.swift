import PermitCore

/// When something next becomes due, permit by permit, so that a turn asks one question and not one for each permit.
struct Agenda {
    private var due: [PermitID: Instant] = [:]
    /// The next moment at which something becomes due.
    private(set) var next: Instant?

    /// Looks again at what the events touched. Events of the register and of areas may touch every permit.
    mutating func note(_ events: [Event], _ state: State, _ house: Surroundings) {
        guard !events.isEmpty else { return }
        if events.contains(where: { !$0.type.isPermits }) {
            due = [:]
            for permit in state.live.keys { look(at: permit, state, house) }
        } else {
            for event in events {
                if let permit = event.permit?.permit { look(at: permit, state, house) }
            }
        }
        next = [due.values.min(), state.nextHazardDeadline(house)].compactMap(\.self).min()
    }

    private mutating func look(at permit: PermitID, _ state: State, _ house: Surroundings) {
        due[permit] = state.nextDeadline(of: permit, house)
    }
}
