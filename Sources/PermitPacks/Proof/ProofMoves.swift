import PermitCore

/// One thing that may be tried in a proof: a step of a permit's life, or time passing.
struct ProofMove: Sendable {
    /// What it is called in a counter-example.
    let name: String
    /// The states that the one table of operations lets it in; nil for all. Elsewhere it is refused by the table.
    var states: Set<PermitState>?
    let make: @Sendable (inout ProofWorld) throws(Refusal) -> [Event]
}

/// Makes the moves for one kind of work.
struct ProofMoves: Sendable {
    let rules: KindRules
    let cast: ProofCast
    let facts: JSONObject
    let longest: Span

    /// Asks for the permit.
    func request(in world: ProofWorld) -> JSONObject {
        let length = min(longest, .hours(1))
        return [
            "kind": .string(rules.kind), "area": .string(ProofWorld.area), "work": "work", "method": "method",
            "from": .moment(world.now), "until": .moment(world.now + length), "facts": .object(facts),
            "leader": .id(cast.leader), "supervisor": .id(cast.supervisor),
            "crew": [["person": .id(cast.worker), "trade": .string(rules.trades[0].trade)]],
            "analysis": [["step": "all", "hazard": "any", "control": "care"]],
        ]
    }

    /// Every move that the exploration tries in every state.
    var all: [ProofMove] {
        signing + preparing + working + ending
    }

    private func move(
        _ name: String, _ operation: PermitCore.Operation, _ person: PersonID, _ args: JSONObject = [:]
    ) -> ProofMove {
        ProofMove(
            name: "\(person) \(operation.rawValue)\(name.isEmpty ? "" : " (\(name))")", states: operation.rule.states
        ) {
            (world: inout ProofWorld) throws(Refusal) in
            var args = args
            if operation.wantsDigest { args["contentDigest"] = .string(world.permit?.contentDigest ?? "") }
            return try world.act(operation, by: person, args)
        }
    }

    private var posts: [String] {
        Set(rules.grades.flatMap { $0.countersign + [$0.approve] + [$0.approveUpgraded].compactMap(\.self) }).sorted()
    }

    /// Others for posts that sign twice.
    private var seconds: [PersonID] {
        let lines = rules.grades.map { $0.countersign + [$0.approve] }
        let twice = posts.filter { post in lines.contains { line in line.filter { $0 == post }.count > 1 } }
        return twice.map { ProofWorld.second(of: $0) }
    }

    private var signing: [ProofMove] {
        let signers = posts.map { ProofWorld.holder(of: $0) } + seconds + [ProofWorld.all]
        return signers.flatMap { person in
            [
                move("", .permitCountersign, person), move("on site", .permitApprove, person, ["siteVisited": true]),
                move("from afar", .permitApprove, person, ["siteVisited": false]),
            ]
        } + [
            move("", .permitReturn, signers[0], ["reason": "say more"]),
            move("", .permitReject, signers[0], ["reason": "no"]),
            move("", .permitCancel, cast.applicant, ["reason": "no need"]),
        ]
    }

    /// Signs every line and approves on site.
    func approve(_ world: inout ProofWorld) throws(Refusal) {
        let digest: JSONObject = ["contentDigest": .string(world.permit?.contentDigest ?? "")]
        for line in world.permit?.signOffs ?? [] where line.signedBy == nil {
            let signer = ProofWorld.holder(of: line.post)
            switch line.step {
            case .countersign: _ = try world.act(.permitCountersign, by: signer, digest)
            case .approve: _ = try world.act(.permitApprove, by: signer, digest.merging(["siteVisited": true]))
            }
        }
    }

    /// All preparations at once: leaving out any one is tried beside the exploration.
    private var preparing: [ProofMove] {
        [
            ProofMove(name: "everything is prepared", states: [.approved, .suspended]) {
                (world: inout ProofWorld) throws(Refusal) in
                try prepare(&world, without: nil)
            },
            move("", .permitArrive, cast.supervisor), move("", .permitLeave, cast.supervisor),
            move("", .permitAccept, cast.leader),
        ]
    }

    private var working: [ProofMove] {
        [
            move("", .permitStart, cast.supervisor), move("", .permitResume, cast.supervisor),
            move("", .permitSuspend, cast.worker, ["reason": "smoke"]),
            move("", .permitEnter, cast.supervisor, ["person": .id(cast.worker)]),
            move("", .permitExit, cast.supervisor, ["person": .id(cast.worker)]),
            ProofMove(name: "the window ends") { (world: inout ProofWorld) throws(Refusal) in
                let until = world.permit?.until ?? world.now
                guard until > world.now else { throw Refusal(.wrongState, Message("it is over", "已结束")) }
                return try world.pass(until - world.now)
            },
        ]
    }

    private var ending: [ProofMove] {
        [
            move("", .permitRevoke, cast.supervisor, ["reason": "no order"]),
            move("", .permitFinish, cast.leader, ["outcome": "completed"]),
            ProofMove(name: "the watch is kept to its end", states: [.fireWatch]) {
                (world: inout ProofWorld) throws(Refusal) in
                try watch(&world)
            },
            ProofMove(name: "everything is put right", states: [.fireWatch, .acceptance]) {
                (world: inout ProofWorld) throws(Refusal) in
                try restore(&world)
            },
            move("", .permitRefuseAcceptance, ProofWorld.holder(of: "acceptor"), ["defects": [["text": "dirty"]]]),
            move("", .permitClose, ProofWorld.holder(of: "acceptor")), move("", .permitClose, cast.leader),
        ]
    }
}

extension PermitCore.Operation {
    fileprivate var wantsDigest: Bool {
        self == .permitCountersign || self == .permitApprove || self == .permitAccept
    }
}
