import PermitCore
import PermitTestKit

extension FormSite {
    private static let permit = Site.permitID

    private static let tank: JSONObject = [
        "kind": "confined", "area": .string(AreaID.home.text), "work": "清理化粪池 Clean out the septic tank",
        "method": "人工清掏，机械通风 By hand, with a blower",
        "facts": [
            "contractor": true, "space": "septic-1", "vertical": true, "depth": 3, "horizontal": false,
            "hasEnergy": true, "suddenChange": true, "survey.ammonia": false, "survey.chlorine": false,
            "survey.sulfurDioxide": false,
        ],
        "crew": Site.crew((.welder, "entrant"), (.helper, "entrant"), (.everything, "rescuer")),
        "isolations": [
            ["id": "V-101", "point": "进水阀 V-101", "energy": "污水 sewage", "method": "关闭上锁 closed and locked"]
        ],
        "analysis": [
            ["step": "下池 Go down", "hazard": "硫化氢、缺氧", "control": "通风、检测、正压呼吸器、三脚架"]
        ],
    ]

    /// Prepared, started, with people and a tool in the tank, and a reading of the zone they work in.
    mutating func enterTheTank() throws {
        let trained: [(PersonID, String)] = [
            (.leader, "training.confined-work"), (.welder, "training.confined-work"),
            (.helper, "training.confined-work"), (.everything, "training.confined-rescue"),
            (.supervisor, "training.confined-guardian"),
        ]
        try site.perform(trained.flatMap { Home.credential($0.0, $0.1) })
        try site.request(Site.content(Self.permit, Self.tank))
        try site.approve(Self.permit)
        try site.advance(to: Home.from)
        try site.perform(
            .permitIsolate, by: .isolator, on: Self.permit, ["isolation": "V-101", "lock": "L-77"])
        try site.perform(.permitVerifyIsolation, by: .isolator2, on: Self.permit, ["isolation": "V-101"])
        try prepareTheTank()
        try site.start(Self.permit)
        for person in [PersonID.welder, .helper] {
            try site.perform(.permitEnter, by: .supervisor, on: Self.permit, ["person": .id(person)])
        }
        try site.perform(.permitEnter, by: .supervisor, on: Self.permit, ["tool": "潜水泵 2"])
        try site.advance(.minutes(10))
        try test(at: "workZone", by: .supervisor, mode: "continuous")
        try site.perform(.permitExit, by: .supervisor, on: Self.permit, ["person": .id(.helper)])
    }

    private mutating func prepareTheTank() throws {
        try site.perform(.permitArrive, by: .supervisor, on: Self.permit)
        guard let permit = site.permit(Self.permit), let rules = site.state.rules(for: permit) else { return }
        for rule in rules.checks {
            let person: PersonID = rule.by.contains("leader") ? .leader : .supervisor
            try site.perform(
                .permitCheck, by: person, on: Self.permit, ["check": .string(rule.check), "outcome": "done"])
        }
        let crew = permit.crew.map(\.person)
        for person in crew {
            try site.perform(.permitCondition, by: .supervisor, on: Self.permit, ["person": .id(person), "fit": true])
        }
        try site.perform(.permitBrief, by: .leader, on: Self.permit, ["briefed": .strings(crew.map(\.text))])
        for person in crew { try site.perform(.permitBriefed, by: person, on: Self.permit) }
        for point in ["entrance", "upper", "middle", "lower"] { try test(at: point, by: .analyst, mode: "test") }
        try site.accept(Self.permit)
    }

    private mutating func test(at point: String, by person: PersonID, mode: String) throws {
        func reading(_ gas: String, _ value: String, _ unit: String) -> JSONValue {
            ["gas": .string(gas), "value": DecimalNumber(value).map { .number($0) } ?? .null, "unit": .string(unit)]
        }
        try site.perform(
            .permitGasTest, by: person, on: Self.permit,
            [
                "point": .string(point), "sampledAt": .moment(site.now), "instrument": .id(Home.detector),
                "readings": [
                    reading("oxygen", "20.9", "%vol"), reading("combustible", "0.5", "%LEL"),
                    reading("hydrogenSulfide", "1", "ppm"), reading("carbonMonoxide", "3", "ppm"),
                ], "mode": .string(mode),
            ])
    }
}
