import HeapModule
import PermitCore

/// When something next becomes due, permit by permit, so that a turn asks one question and not one for each permit.
struct Agenda {
    private struct Entry: Comparable {
        let at: Instant
        let permit: PermitID

        static func < (left: Self, right: Self) -> Bool {
            (left.at, left.permit) < (right.at, right.permit)
        }
    }

    private var due: [PermitID: Instant] = [:]
    /// What is or was due; an entry that is no longer true is dropped when it comes up.
    private var entries = Heap<Entry>()
    private var hazards: Instant?
    /// The next moment at which something becomes due.
    private(set) var next: Instant?

    /// Looks again at what the events concern.
    mutating func note(_ concern: Concern, _ state: State, _ house: Surroundings) {
        if concern.isEveryone {
            due = Dictionary(minimumCapacity: state.live.count)
            entries = Heap()
            for permit in state.live.keys { look(at: permit, state, house) }
        } else {
            for permit in concern.permits { look(at: permit, state, house) }
        }
        hazards = state.nextHazardDeadline(house)
        next = [nextOfPermits(), hazards].compactMap(\.self).min()
    }

    /// The permits of which something is due at a moment.
    mutating func permits(dueAt now: Instant) -> [PermitID] {
        var found: [Entry] = []
        while let entry = entries.min, entry.at <= now {
            entries.removeMin()
            if due[entry.permit] == entry.at, found.last != entry { found.append(entry) }
        }
        for entry in found { entries.insert(entry) }
        return found.map(\.permit)
    }

    private mutating func look(at permit: PermitID, _ state: State, _ house: Surroundings) {
        let at = state.nextDeadline(of: permit, house)
        guard due[permit] != at else { return }
        // The id as the permit has it: one read from an event is a text of its own, which would be kept as well.
        let permit = state.live[permit]?.permit ?? permit
        due[permit] = at
        if let at { entries.insert(Entry(at: at, permit: permit)) }
    }

    private mutating func nextOfPermits() -> Instant? {
        while let entry = entries.min {
            if due[entry.permit] == entry.at { return entry.at }
            entries.removeMin()
        }
        return nil
    }
}
