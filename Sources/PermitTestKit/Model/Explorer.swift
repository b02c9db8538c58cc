public import PermitCore

/// Something that may be done in a world.
public struct Move: Sendable, CustomStringConvertible {
    enum Deed: Sendable {
        /// One command, with arguments that are the same in every world.
        case fixed(PersonID, Operation, JSONObject, Arguments)
        /// Commands that depend on the world; none where they make no sense.
        case scripted(@Sendable (World) -> [Step])
        /// Time passes.
        case pass(Span)
        /// Time passes until a moment.
        case until(Instant)
    }

    /// What is done, for a trace.
    public let description: String
    let deed: Deed

    /// The moment that it waits for, where it does.
    var moment: Instant? {
        if case .until(let moment) = deed { return moment }
        return nil
    }

    /// Performs it; answers whether anything changed.
    func perform(in world: inout World, _ report: inout Exploration) throws(Breach) -> Bool {
        switch deed {
        case .fixed(let person, let operation, let args, let arguments):
            return count(try world.act(operation, by: person, args, arguments), operation, &report)
        case .scripted(let script):
            var hasChanged = false
            for step in script(world) {
                let outcome = try world.act(
                    step.operation, by: step.person, step.args, try step.arguments())
                if count(outcome, step.operation, &report) { hasChanged = true }
            }
            return hasChanged
        case .pass(let span): try world.advance(to: world.now + span)
        case .until(let moment):
            guard world.now < moment else { return false }
            try world.advance(to: moment)
        }
        return true
    }

    private func count(_ outcome: World.Outcome, _ operation: Operation, _ report: inout Exploration) -> Bool {
        report.commands += 1
        switch outcome {
        case .done(let events):
            report.done[operation, default: 0] += 1
            return events > 0
        case .refused(let refusal):
            report.refused[refusal.code, default: 0] += 1
            for condition in refusal.unmet { report.unmet[condition.code, default: 0] += 1 }
            return false
        }
    }
}

extension Step {
    /// The arguments, checked as the wire does.
    func arguments() throws(Breach) -> Arguments {
        do {
            return try Arguments.read(operation, args)
        } catch {
            throw Breach(description: "\(operation) \(args): \(error.faults)")
        }
    }
}

/// What an exploration saw.
public struct Exploration: Sendable {
    /// States that differ by their fingerprint.
    public var states = 1
    /// Moves that changed something, to a state known or new.
    public var edges = 0
    /// Commands decided, the refused ones included.
    public var commands = 0
    /// The longest shortest way to a state.
    public var depth = 0
    /// Worlds taken for a known state whose futures were compared with those of the first.
    public var doubles = 0
    /// Whether every state that can be reached was reached.
    public var isComplete = true
    /// How often each operation went through.
    public var done: [Operation: Int] = [:]
    /// How often each refusal came.
    public var refused: [RefusalCode: Int] = [:]
    /// How often each condition was unmet.
    public var unmet: [UnmetCode: Int] = [:]

    /// Nothing seen yet.
    public init() {}
}

extension World {
    /// Tries every move in every state that can be reached, breadth first, until no state is new.
    ///
    /// Now and then a world that was taken for a known state is tried too: it must have the same futures as the one
    /// that the state was first met in.
    ///
    /// - Parameter most: the most commands; an exploration that needs more is cut off.
    /// - Throws: the first breach, with a shortest way to it.
    public func explore(_ moves: [Move], most: Int = .max) throws(Breach) -> Exploration {
        let moments = moves.compactMap(\.moment)
        var report = Exploration()
        var known = [fingerprint(before: moments): 0]
        var origins: [(parent: Int, move: Int)] = [(-1, -1)]
        var futures: [[Int?]] = []
        var doubles: [(index: Int, world: World)] = []
        var frontier: [(index: Int, world: World)] = [(0, self)]
        while !frontier.isEmpty {
            var next: [(index: Int, world: World)] = []
            for (index, world) in frontier {
                guard report.commands <= most else {
                    report.isComplete = false
                    return report
                }
                var here: [Int?] = []
                for (number, move) in moves.enumerated() {
                    var future = world
                    do {
                        guard try move.perform(in: &future, &report) else {
                            here.append(nil)
                            continue
                        }
                    } catch {
                        throw Breach(description: "\(error)\n  \(way(to: index, origins, moves))\(move)")
                    }
                    report.edges += 1
                    let fingerprint = future.fingerprint(before: moments)
                    here.append(fingerprint)
                    if let double = known[fingerprint] {
                        if report.edges.isMultiple(of: 50) { doubles.append((double, future)) }
                        continue
                    }
                    known[fingerprint] = report.states
                    report.states += 1
                    origins.append((index, number))
                    next.append((origins.count - 1, future))
                }
                futures.append(here)
            }
            if !next.isEmpty { report.depth += 1 }
            frontier = next
        }
        for (index, world) in doubles where try world.futures(moves) != futures[index] {
            throw Breach(description: "two states were taken for one\n  \(way(to: index, origins, moves))")
        }
        report.doubles = doubles.count
        return report
    }

    /// A fingerprint in which counts how far ahead the moments are that moves wait for.
    private func fingerprint(before moments: [Instant]) -> Int {
        var hasher = Hasher()
        hasher.combine(fingerprint)
        for moment in moments { hasher.combine(max(now, moment) - now) }
        return hasher.finalize()
    }

    /// The fingerprints that each move leads to; nil where nothing changes.
    private func futures(_ moves: [Move]) throws(Breach) -> [Int?] {
        let moments = moves.compactMap(\.moment)
        var report = Exploration()
        var futures: [Int?] = []
        for move in moves {
            var future = self
            futures.append(try move.perform(in: &future, &report) ? future.fingerprint(before: moments) : nil)
        }
        return futures
    }

    private func way(to index: Int, _ origins: [(parent: Int, move: Int)], _ moves: [Move]) -> String {
        var way = ""
        var index = index
        while index > 0 {
            way = "\(moves[origins[index].move])\n  " + way
            index = origins[index].parent
        }
        return way
    }
}
