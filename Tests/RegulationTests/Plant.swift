import PermitCore
import PermitTestKit

@testable import PermitPacks

/// A permit of one kind under one of the repository's packs, with the people that the pack's rules want, on a Wednesday
/// morning in November. What a regulation says is tried on it as clients would.
struct Plant {
    let rules: KindRules
    var cast = ProofCast()
    private(set) var world: ProofWorld
    private(set) var facts: JSONObject

    init(_ pack: String, _ kind: String, _ changes: JSONObject = [:]) throws {
        let loaded = try PackLoader.load(directory: "\(Packs.directory)/\(pack)")
        guard let rules = loaded.pack.rules(for: kind) else {
            throw Refusal(.internal, Message("no \(kind) in \(pack)", ""))
        }
        self.rules = rules
        world = try ProofWorld(loaded)
        facts = rules.harmlessFacts([]).merging(changes)
    }

    /// A plant with an approved permit, everything prepared but what is left out, and the supervisor there.
    static func prepared(
        _ pack: String, _ kind: String, _ facts: JSONObject = [:], without left: (Preparation) -> Bool = { _ in false }
    ) throws -> Plant {
        var plant = try Plant(pack, kind, facts)
        try plant.request()
        try plant.approve()
        try plant.prepare(without: left)
        return plant
    }

    var permit: Permit? { world.permit }
    var now: Instant { world.now }

    private var moves: ProofMoves {
        ProofMoves(rules: rules, cast: cast, facts: facts, longest: .hours(4))
    }

    /// What is asked for: four hours from now on, unless told otherwise.
    func content(from: Instant? = nil, lasting span: Span = .hours(4), _ changes: JSONObject = [:]) -> JSONObject {
        let start = from ?? now
        let times: JSONObject = ["from": .moment(start), "until": .moment(start + span)]
        return moves.request(in: world).merging(times).merging(changes)
    }

    /// Asks for the permit.
    mutating func request(
        from: Instant? = nil, lasting span: Span = .hours(4), _ changes: JSONObject = [:]
    ) throws(Refusal) {
        _ = try world.act(.permitRequest, by: cast.applicant, content(from: from, lasting: span, changes))
    }

    /// What a request is refused for; nil if it isn't.
    func refusalOfRequest(
        from: Instant? = nil, lasting span: Span = .hours(4), _ changes: JSONObject = [:]
    ) -> Refusal? {
        var copy = self
        do {
            try copy.request(from: from, lasting: span, changes)
            return nil
        } catch {
            return error
        }
    }

    /// Signs every line.
    mutating func approve() throws(Refusal) { try moves.approve(&world) }

    /// Prepares, has the supervisor arrive and the leader accept.
    mutating func prepare(without left: (Preparation) -> Bool) throws(Refusal) {
        for preparation in moves.wanted(in: world) where !left(preparation) { _ = try moves.make(preparation, &world) }
        _ = try world.act(.permitArrive, by: cast.supervisor)
        try accept()
    }

    /// The leader's acceptance.
    mutating func accept() throws(Refusal) {
        _ = try act(.permitAccept, by: cast.leader, ["contentDigest": .string(permit?.contentDigest ?? "")])
    }

    @discardableResult
    mutating func act(
        _ operation: PermitCore.Operation, by person: PersonID, _ args: JSONObject = [:]
    ) throws(Refusal) -> [Event] {
        try world.act(operation, by: person, args)
    }

    /// What an operation is refused for; nil if it isn't.
    func refusal(_ operation: PermitCore.Operation, by person: PersonID, _ args: JSONObject = [:]) -> Refusal? {
        var copy = self
        do {
            try copy.act(operation, by: person, args)
            return nil
        } catch {
            return error
        }
    }

    @discardableResult
    mutating func pass(_ span: Span) throws(Refusal) -> [Event] { try world.pass(span) }

    /// The supervisor is there, and the start is tried.
    func refusalOfStart() -> Refusal? { refusalWithSupervisor(.permitStart) }
    /// The supervisor is there, the leader accepts anew, and the resumption is tried.
    func refusalOfResume() -> Refusal? { refusalWithSupervisor(.permitResume) }

    private func refusalWithSupervisor(_ operation: PermitCore.Operation) -> Refusal? {
        var copy = self
        do {
            try copy.act(.permitPresent, by: cast.supervisor)
            try copy.accept()
            try copy.act(operation, by: cast.supervisor)
            return nil
        } catch {
            return error
        }
    }

    /// Starts the work; a second passes, so that what comes is later than what was prepared.
    mutating func start() throws(Refusal) {
        try act(.permitPresent, by: cast.supervisor)
        try act(.permitStart, by: cast.supervisor)
        try pass(.seconds(1))
    }

    /// Stops for a while: a suspension, and time.
    mutating func pause(_ span: Span) throws(Refusal) {
        try act(.permitSuspend, by: cast.worker, ["reason": "a break"])
        try pass(span)
    }

    /// Tests gas at a point, with readings as `gas: (value, unit, lel)`.
    func test(
        _ readings: [(gas: String, value: JSONValue, unit: String, lel: JSONValue?)], at point: String,
        age: Span = .seconds(0)
    ) -> JSONObject {
        [
            "point": .string(point), "sampledAt": .moment(now - age), "instrument": .string(ProofWorld.instrument),
            "readings": .array(
                readings.map { reading in
                    let plain: JSONObject = [
                        "gas": .string(reading.gas), "value": reading.value, "unit": .string(reading.unit),
                    ]
                    return .object(reading.lel.map { plain.merging(["lel": $0]) } ?? plain)
                }),
        ]
    }

    /// How a test of one gas is judged.
    func verdict(_ gas: String, _ value: JSONValue, _ unit: String, lel: JSONValue? = nil) throws -> String? {
        var copy = self
        let events = try copy.act(
            .permitGasTest, by: ProofWorld.holder(of: "analyst"), test([(gas, value, unit, lel)], at: "somewhere"))
        return events.first?.effects["verdict"]?.string
    }
}

extension Preparation {
    var isGas: Bool { if case .gas = self { true } else { false } }
}

extension Refusal {
    /// The codes of what is unmet.
    var codes: Set<UnmetCode> { Set(unmet.map(\.code)) }
}
