import PermitCore

/// One permit of the site: its id, its people, and the acts of its life. Temporary electricity in a place with a danger
/// of explosion: grade 1, two signatures, twelve checks, a gas test.
struct BenchPermit {
    let name: String
    let id: String
    let area: String
    let leader: String
    let supervisor: String
    let worker: String

    /// What its request asks for.
    func request() -> PlannedAct {
        let moment = now()
        return .shared(
            "applicant", .permitRequest,
            [
                "permit": .string(id), "kind": "power", "area": .string(area),
                "work": .string("Temporary feed for the pump at \(area), \(name)"),
                "method": "Cable from the distribution box, locked and tagged", "from": .moment(moment),
                "until": .moment(moment + .hours(5 * 24)),
                "facts": ["contractor": false, "flammableArea": true, "wet": false], "leader": .string(leader),
                "supervisor": .string(supervisor), "crew": [["person": .string(worker), "trade": "user"]],
                "analysis": [
                    ["step": "connect", "hazard": "electric shock", "control": "off, locked, tagged, tried"],
                    ["step": "use", "hazard": "sparks", "control": "gas test, explosion-proof parts"],
                ],
            ])
    }

    /// The two signatures.
    func approval(_ digest: String) -> [PlannedAct] {
        [
            act("unit-head", .permitCountersign, ["contentDigest": .string(digest)]),
            act("safety", .permitApprove, ["contentDigest": .string(digest), "siteVisited": true]),
        ]
    }

    /// From approved to active.
    func start(_ digest: String, analyst: String) -> [PlannedAct] {
        [act(supervisor, .permitArrive)]
            + ["riskIdentified", "planMade", "techniqueBriefed"].map { check($0, by: leader) }
            + Self.supervisorsChecks.map { check($0, by: supervisor) }
            + [
                act(supervisor, .permitCondition, ["person": .string(worker), "fit": true]),
                act(leader, .permitBrief, ["briefed": [.string(worker)]]),
                .shared(analyst, .permitGasTest, gas(mode: "test", value: 2)),
                act(leader, .permitAccept, ["contentDigest": .string(digest)]),
                act(supervisor, .permitStart, expect: 19),
            ]
    }

    /// From active to closed.
    func end() -> [PlannedAct] {
        [
            act(leader, .permitFinish, ["outcome": "completed"]),
            act(leader, .permitRestore, ["item": "lineRemoved", "outcome": "done"]),
            act(leader, .permitRestore, ["item": "siteCleared", "outcome": "done"]),
            act("acceptor", .permitClose, expect: 23),
        ]
    }

    /// The acts of a whole life.
    static let lifeActs = 24

    static let supervisorsChecks = [
        "ticketOnSite", "workersConfirmed", "commandNamed", "protectionInPlace", "upstreamLocked", "residualCurrent",
        "cableProtected", "earthed", "explosionProof",
    ]

    func check(_ check: String, by person: String) -> PlannedAct {
        act(person, .permitCheck, ["check": .string(check), "outcome": "done"])
    }

    /// The arguments of a gas test.
    func gas(mode: String, value: Int) -> JSONObject {
        [
            "permit": .string(id), "point": "tieIn", "sampledAt": .moment(now()),
            "instrument": .string(Cast.instrument), "mode": .string(mode),
            "readings": [["gas": "combustible", "value": .count(value), "unit": "%LEL"]],
        ]
    }

    func act(
        _ person: String, _ operation: PermitCore.Operation, _ args: JSONObject = [:], expect: Int? = nil
    ) -> PlannedAct {
        let permit: JSONObject = ["permit": .string(id)]
        return .shared(person, operation, permit.merging(args), expect: expect)
    }
}
