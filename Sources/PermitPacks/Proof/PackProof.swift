import PermitCore

/// Proves a pack safe before it is adopted, by living through it: for every kind and grade, every order of the steps of
/// a permit's life, with someone who holds every post among the people.
///
/// A pack is refused in which (1) someone approves work that he asked for, leads, supervises or does; (2) work starts
/// though something that the pack itself wants is left out; (3) a permit that was active can end otherwise than closed,
/// or can't be closed at all; (4) no permit of a grade can ever be started.
public struct PackProof: Sendable {
    /// What a proof found.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The kind of work.
        public let kind: String
        /// The grade.
        public let grade: String
        /// What is wrong, and the shortest way there, one step a line.
        public let text: String

        /// The finding in words.
        public var description: String { "\(kind), grade \(grade): \(text)" }
    }

    /// How much was looked at.
    public private(set) var states = 0
    /// How many steps were tried.
    public private(set) var steps = 0
    /// What was found; empty for a safe pack.
    public private(set) var findings: [Finding] = []
    /// Kinds and grades that no facts were found for.
    public private(set) var unreached: [String] = []

    /// Proves a pack, or some kinds of it; `progress` is told of each kind.
    public init(_ pack: LoadedPack, only kinds: [String]? = nil, progress: (String) -> Void = { _ in }) {
        let ground: ProofWorld
        do {
            ground = try ProofWorld(pack)
        } catch {
            findings.append(Finding(kind: "any", grade: "any", text: "no world can be ruled by it: \(error.words)"))
            return
        }
        for rules in pack.pack.kinds where kinds?.contains(rules.kind) ?? true {
            progress(rules.kind)
            for grade in rules.grades {
                guard let facts = rules.factsLeading(to: grade, areaFacts: pack.pack.areaFacts) else {
                    unreached.append("\(rules.kind) \(grade.grade)")
                    continue
                }
                for cast in ProofCast.everyOne {
                    prove(ground, ProofMoves(rules: rules, cast: cast, facts: facts, longest: grade.longest), grade)
                }
            }
        }
    }

    private mutating func prove(_ ground: ProofWorld, _ moves: ProofMoves, _ grade: GradeRule) {
        var exploration = Exploration(moves, isPlain: moves.cast == ProofCast())
        do {
            var world = ground
            _ = try world.act(.permitRequest, by: moves.cast.applicant, moves.request(in: world))
            exploration.explore(from: world)
            if moves.cast == ProofCast() { exploration.tryLeavingOut(from: world) }
        } catch  where error.code == .separationOfDuties {
            // Whoever holds everything may not stand here at all: nothing to explore.
        } catch {
            exploration.fault = "no permit can be asked for: \(error.words)"
        }
        states += exploration.states
        steps += exploration.steps
        if let fault = exploration.fault {
            let finding = Finding(kind: moves.rules.kind, grade: grade.grade, text: fault)
            if !findings.contains(finding) { findings.append(finding) }
        }
    }
}

extension Refusal {
    /// The refusal with everything it names.
    var words: String {
        let named = unmet.map(\.message.english) + fields.map { "\($0.path) \($0.message.english)" }
        return "\(code.rawValue), \(message.english)" + (named.isEmpty ? "" : ": " + named.joined(separator: "; "))
    }
}
