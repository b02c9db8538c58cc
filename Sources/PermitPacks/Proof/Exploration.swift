import PermitCore

/// The states that a permit of one kind, grade and cast can reach, breadth first: the first way found is the shortest.
struct Exploration {
    /// What tells two states apart, for the next steps: not when, but what was done.
    private struct Key: Hashable {
        let state: PermitState
        let signed: [Bool]
        let isPrepared: Bool
        let isPresent: Bool
        let isAccepted: Bool
        let isInside: Bool
        let wasActive: Bool
        let restored: Int
        let causes: Set<String>
    }

    fileprivate struct Node {
        let world: ProofWorld
        let parent: Int?
        let move: String
        let wasActive: Bool
    }

    private let moves: ProofMoves
    private let isPlain: Bool
    private var nodes: [Node] = []
    private var successors: [[Int]] = []
    private var known: [Key: Int] = [:]
    /// What is wrong, with the way there; nil while nothing is.
    var fault: String?
    private(set) var steps = 0

    /// The most states of one exploration; packs of the usual size stay far below.
    private static let most = 4_000

    var states: Int { nodes.count }

    init(_ moves: ProofMoves, isPlain: Bool) {
        self.moves = moves
        self.isPlain = isPlain
    }

    /// Explores everything that can happen from a request on.
    mutating func explore(from world: ProofWorld) {
        _ = add(Node(world: world, parent: nil, move: "\(moves.cast.applicant) permit.request", wasActive: false))
        var index = 0
        while index < nodes.count, nodes.count < Self.most, fault == nil {
            // Whoever holds everything matters where people sign; from then on the plain cast stands for all.
            let state = nodes[index].world.permit?.state
            if isPlain || state == .requested || state == .returned {
                for move in moves.all { follow(move, from: index) }
            }
            index += 1
        }
        if fault == nil, isPlain { checkClosable() }
    }

    private mutating func follow(_ move: ProofMove, from index: Int) {
        guard fault == nil, let state = nodes[index].world.permit?.state, move.states?.contains(state) ?? true else {
            return
        }
        var world = nodes[index].world
        steps += 1
        let events: [Event]
        do {
            events = try move.make(&world)
        } catch {
            if error.code == .internal { fault = "\(error.words)\(way(to: index, then: move.name))" }
            return
        }
        check(events, move, from: index)
        let isActive = world.permit?.state == .active
        let node = Node(
            world: world, parent: index, move: move.name, wasActive: nodes[index].wasActive || isActive)
        let next = add(node)
        successors[index].append(next)
        if let state = world.permit?.state, state.isEnded, state != .closed, node.wasActive {
            fault = "a permit that was active ends \(state.rawValue)\(way(to: next, then: nil))"
        }
    }

    private mutating func add(_ node: Node) -> Int {
        let key = Self.key(of: node)
        if let index = known[key] { return index }
        known[key] = nodes.count
        nodes.append(node)
        successors.append([])
        return nodes.count - 1
    }

    private static func key(of node: Node) -> Key {
        let permit = node.world.permit
        return Key(
            state: permit?.state ?? .requested, signed: permit?.signOffs.map { $0.signedBy != nil } ?? [],
            isPrepared: permit?.conditions.isEmpty == false, isPresent: permit?.presence.hasArrived == true,
            isAccepted: permit?.acceptedAt != nil, isInside: permit?.peopleInside.isEmpty == false,
            wasActive: node.wasActive,
            restored: permit?.restored.values.filter { $0.outcome == .done }.count ?? 0,
            causes: Set(permit?.causes.map(\.cause) ?? []))
    }

    private mutating func check(_ events: [Event], _ move: ProofMove, from index: Int) {
        for event in events where event.type == .permitApproved {
            if moves.cast.concerned.contains(PersonID(event.origin.actor)) {
                fault = "\(event.origin.actor) approves his own work\(way(to: index, then: move.name))"
            }
        }
    }

    /// From wherever a permit was active, `closed` must be within reach; and some way must lead to work at all.
    private mutating func checkClosable() {
        var closable = Set(nodes.indices.filter { nodes[$0].world.permit?.state == .closed })
        var isGrowing = true
        while isGrowing {
            let more = nodes.indices.filter { index in
                !closable.contains(index) && successors[index].contains { closable.contains($0) }
            }
            isGrowing = !more.isEmpty
            closable.formUnion(more)
        }
        if !nodes.contains(where: { $0.wasActive }) {
            fault = "no permit of this grade can ever be started: \(obstacle)"
        } else if let stuck = nodes.indices.first(where: { nodes[$0].wasActive && !closable.contains($0) }) {
            fault = "a permit that was active can't be closed\(way(to: stuck, then: nil))"
        }
    }

    /// Why the furthest state leads to no start.
    private var obstacle: String {
        let furthest = nodes.last { $0.world.permit?.state == .approved } ?? nodes.first
        guard var world = furthest?.world else { return "" }
        do {
            if world.permit?.state == .requested { try moves.approve(&world) }
            _ = try moves.prepare(&world, without: nil)
            _ = try world.act(.permitArrive, by: moves.cast.supervisor)
            _ = try world.act(
                .permitAccept, by: moves.cast.leader,
                ["contentDigest": .string(world.permit?.contentDigest ?? "")])
            _ = try world.act(.permitStart, by: moves.cast.supervisor)
            return ""
        } catch {
            return error.words
        }
    }

    /// Leaves out each preparation that the pack wants, one at a time: the start must be refused.
    mutating func tryLeavingOut(from request: ProofWorld) {
        guard fault == nil, let approved = nodes.first(where: { $0.isApprovedAndUntouched })?.world else { return }
        for left in moves.wanted(in: approved) {
            var world = approved
            steps += 1
            do {
                _ = try moves.prepare(&world, without: left)
                _ = try world.act(.permitArrive, by: moves.cast.supervisor)
                let digest: JSONObject = ["contentDigest": .string(world.permit?.contentDigest ?? "")]
                _ = try world.act(.permitAccept, by: moves.cast.leader, digest)
                _ = try world.act(.permitStart, by: moves.cast.supervisor)
                fault = "work starts without \(left)"
            } catch {
                continue
            }
        }
    }

    private func way(to index: Int, then last: String?) -> String {
        var lines: [String] = [last].compactMap(\.self)
        var next: Int? = index
        while let current = next {
            lines.append(nodes[current].move)
            next = nodes[current].parent
        }
        return lines.reversed().map { "\n    \($0)" }.joined()
    }
}

extension Exploration.Node {
    fileprivate var isApprovedAndUntouched: Bool {
        guard let permit = world.permit, permit.state == .approved else { return false }
        return permit.conditions.isEmpty && permit.causes.isEmpty && !permit.presence.hasArrived
    }
}
