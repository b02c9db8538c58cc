/// Which of the kept acts may be sent now. Pure.
///
/// 1. In a chain, acts in turn go one at a time, in the order in which they were done.
/// 2. Safer acts go before all else: they wait for nothing but an earlier safer act of their chain.
/// 3. A chain that holds a refused act sends nothing in turn until a person has looked at it.
struct SendingOrder {
    /// The most acts in turn under way at once; safer ones have no such limit.
    static let mostAtOnce = 16

    /// The kept acts, in the order in which they were done.
    private(set) var acts: [KeptAct]
    private var underWay: Set<String> = []

    init(_ acts: [KeptAct]) { self.acts = acts }

    /// Whether nothing waits to be sent.
    var isIdle: Bool { acts.allSatisfy { $0.refusal != nil } }

    mutating func add(_ act: KeptAct) { acts.append(act) }

    /// The acts that may be sent now, the safer ones first; they count as under way.
    mutating func takeNext() -> [KeptAct] {
        var closed: [Urgency: Set<String>] = [.first: [], .inTurn: []]
        var chosen: [Urgency: [KeptAct]] = [:]
        for act in acts {
            let isFree = act.refusal == nil && !underWay.contains(act.id)
            if isFree, closed[act.urgency]?.contains(act.chain) == false {
                chosen[act.urgency, default: []].append(act)
            }
            // A refused safer act closes nothing: the next one may be the one that counts.
            if act.urgency == .inTurn || act.refusal == nil { closed[act.urgency]?.insert(act.chain) }
        }
        // A safer act that waits goes before its chain's records.
        let ahead = Set(acts.filter { $0.urgency == .first && $0.refusal == nil }.map(\.chain))
        let room = max(0, Self.mostAtOnce - acts.count { $0.urgency == .inTurn && underWay.contains($0.id) })
        let inTurn = (chosen[.inTurn] ?? []).filter { !ahead.contains($0.chain) }.prefix(room)
        let next = (chosen[.first] ?? []) + inTurn
        underWay.formUnion(next.map(\.id))
        return next
    }

    /// The act came back unanswered and waits again.
    mutating func putBack(_ id: String) { underWay.remove(id) }

    /// The act is settled.
    mutating func remove(_ id: String) {
        underWay.remove(id)
        acts.removeAll { $0.id == id }
    }

    /// The act was refused, or, with nil, a person wants it sent again.
    mutating func hold(_ id: String, _ refusal: Refused?) {
        underWay.remove(id)
        guard let index = acts.firstIndex(where: { $0.id == id }) else { return }
        acts[index].refusal = refusal
    }
}
