/// Crew, posts and window as they change after the request.
extension Permit {
    mutating func takePosts(_ event: Event) throws(ReplayFault) {
        switch event.type {
        case .permitCrewChanged:
            // What comes after the end is kept in the log, but was no change.
            guard !event.origin.isLate else { return }
            let change = try event.read(CrewArguments.self)
            let leaving = Set(change.remove)
            let staying = Set(crew.map(\.person)).subtracting(leaving)
            crew = crew.filter { !leaving.contains($0.person) } + change.add.filter { !staying.contains($0.person) }
            for member in change.add { hold(.crew, member.person) }
        case .permitHandoverOffered:
            let offer = try event.read(HandoverArguments.self)
            offers[offer.role] = Offer(to: offer.to, by: event.origin.actor, lapsesAt: event.lapsesAt)
        case .permitAssigned:
            let offer = try event.read(AssignArguments.self)
            offers[offer.role] = Offer(to: offer.to, by: event.origin.actor, lapsesAt: event.lapsesAt)
        case .permitTakenOver:
            takeOver(try event.read(TakeoverArguments.self).role, event)
        default:
            until = try event.read(ExtendArguments.self).until
            extensions += 1
        }
    }

    private mutating func takeOver(_ role: PermitRole, _ event: Event) {
        let person = PersonID(event.origin.actor)
        offers[role] = nil
        switch role {
        case .leader:
            leader = person
            hold(.leader, person)
        case .supervisor:
            supervisor = person
            hold(.supervisor, person)
            // Whoever takes the post over does so on site: counting who is inside is an act of presence.
            presence = Presence(hasArrived: true, lastSeen: event.time)
        }
    }
}

extension Event {
    fileprivate var lapsesAt: Instant { effects["lapsesAt"]?.string.flatMap { Instant($0) } ?? time }
}
