import PermitCore

/// A place small enough to look at all that can happen: two areas next door, a dozen people with more grants than is
/// good for them, one kind of work under few rules.
enum SmallWorld {
    static let one: PermitID = "00000000-0000-4000-8000-00000000000a"
    static let two: PermitID = "00000000-0000-4000-8000-00000000000b"
    static let isolation: IsolationID = "i-1"
    static let hazard: HazardID = "00000000-0000-4000-8000-00000000000c"
    static let north: AreaID = "site/north"
    static let south: AreaID = "site/south"
    static let from = Home.from
    /// The end of the windows where one ends.
    static let noon = Home.from + .hours(1)
    /// The end of all other windows: no scene waits so long, and no certificate or calibration ends before it.
    static let spring = Home.from + .hours(2_400)

    /// Applicant, and much else.
    static let applicant: PersonID = "a"
    /// Leader of the first permit.
    static let leader: PersonID = "l"
    /// Supervisor of the first permit.
    static let supervisor: PersonID = "s"
    /// Worker on the first permit.
    static let worker: PersonID = "w"
    /// Leader of the second permit; may follow in either post of the first.
    static let mate: PersonID = "m"
    /// Supervisor of the second permit.
    static let guardian: PersonID = "g"
    /// Worker on the second permit; may join the first.
    static let newcomer: PersonID = "n"
    /// Holds every post of the office and of the site.
    static let chief: PersonID = "c"
    /// Holds no grant.
    static let stranger: PersonID = "x"

    static let everyone = [applicant, leader, supervisor, worker, mate, guardian, newcomer, chief, stranger]

    /// Grants that tempt: whoever must not sign for the work may, but for separation.
    private static let grants: [(PersonID, [String])] = [
        (applicant, ["applicant", "acceptor", "fireWatcher", "safetyDept"]),
        (leader, ["leader", "isolator", "acceptor", "safetyDept", "areaUnit"]),
        (supervisor, ["supervisor", "analyst", "safetyDept"]),
        (worker, ["supervisor", "leader", "analyst", "acceptor", "safetyDept"]),
        (mate, ["leader", "supervisor", "isolator", "acceptor"]),
        (guardian, ["supervisor", "fireWatcher", "analyst"]),
        (newcomer, ["isolator", "leader"]),
        (
            chief,
            [
                "applicant", "leader", "supervisor", "areaUnit", "safetyDept", "analyst", "isolator", "acceptor",
                "emergency", "fireWatcher", "verifier",
            ]
        ),
    ]

    /// The rules: those of hot work with less of everything, and members replaced. Every length of time is a few tens
    /// of minutes, none depends on facts, and none looks at the calendar.
    static func pack(_ changes: JSONObject = [:]) -> JSONObject {
        let title: JSONValue = ["zh": "一", "en": "one"]
        let rules: JSONObject = [
            "facts": [],
            "grades": [
                [
                    "grade": "1", "title": title, "rank": 1, "when": "always", "longest": "400d",
                    "countersign": ["areaUnit"], "approve": "safetyDept", "clause": "-",
                ]
            ],
            "checks": [
                ["check": "ready", "title": title, "by": ["supervisor"], "lives": "resume", "clause": "-"]
            ],
            "condition": ["lives": "permit", "clause": "-"],
            "supervisor": [
                "credentials": ["training.guardian"], "lapsesAfter": "20m", "warnBefore": "10m", "onePermit": true,
                "clause": "-",
            ],
            "gas": .object(gas()),
            "fireWatch": ["lasts": "30m", "round": "20m", "clause": "-"],
            "restoration": [["item": "cleared", "title": title, "clause": "-"]],
            "weather": [["wind": 6, "clause": "-"]],
            "extension": ["times": 1, "clause": "-"],
            "handover": ["lapsesAfter": "20m", "clause": "-"],
            "alarmEvery": "10m",
        ]
        return Packs.hot(rules.merging(changes))
    }

    /// The rules of gas with members replaced. A test may be older than a break that wants a new one.
    static func gas(_ changes: JSONObject = [:]) -> JSONObject {
        let title: JSONValue = ["zh": "一", "en": "one"]
        let rules: JSONObject = [
            "required": "always", "points": [["point": "work", "title": title]],
            "limits": [["gas": "combustible", "title": title, "unit": "%LEL", "max": 10, "clause": "-"]],
            "oldest": "30m", "retestAfterBreak": "10m", "daily": false, "concernsNeighbours": true, "clause": "-",
        ]
        return rules.merging(changes)
    }

    /// What asks for the first permit, in the north.
    static func content(_ changes: JSONObject = [:]) -> JSONObject {
        Site.content(
            one,
            [
                "area": .string(north.text), "until": .moment(spring), "facts": [:], "leader": .id(leader),
                "supervisor": .id(supervisor), "crew": Site.crew((worker, "welder")),
            ]
        ).merging(changes)
    }

    /// What asks for the second, in the south.
    static func other(_ changes: JSONObject = [:]) -> JSONObject {
        content([
            "permit": .id(two), "area": .string(south.text), "leader": .id(mate), "supervisor": .id(guardian),
            "crew": Site.crew((newcomer, "welder")),
        ]).merging(changes)
    }

    static let isolations: JSONValue = [
        ["id": .id(isolation), "point": "valve 1", "energy": "steam", "method": "blind"]
    ]

    /// The place at 08:00, half an hour before the windows open, under the rules with members replaced.
    static func site(_ changes: JSONObject = [:]) throws(Refusal) -> Site {
        var site = try Site(packs: [pack(changes)])
        var steps = [
            Home.area("site", "Site", []), Home.area(north, "North", [south]), Home.area(south, "South", []),
            Home.person(.registrar), Home.person(.verifier), Home.grant(.registrar, "registrar", []),
            Home.grant(.verifier, "verifier", []),
        ]
        steps += everyone.map { Home.person($0) }
        steps += (everyone + [.registrar, .verifier]).map { person in
            Step(.admin, .keyEnroll, ["key": .string(Home.key(of: person.text)), "person": .id(person)])
        }
        steps += grants.flatMap { person, roles in roles.map { Home.grant(person, $0, ["site"]) } }
        for person in [worker, newcomer, chief] { steps += Home.credential(person, "special-work.welding") }
        for person in [supervisor, worker, mate, guardian, chief] {
            steps += Home.credential(person, "training.guardian")
        }
        steps.append(Home.instrument(due: "2027-06-30"))
        try site.perform(steps)
        return site
    }

    /// Asks for a permit and signs it.
    static func approve(_ content: JSONObject, in site: inout Site) throws(Refusal) {
        try site.perform(.permitRequest, by: applicant, content)
        let id = PermitID(content["permit"]?.string ?? "")
        let digest = JSONValue.string(site.permit(id)?.contentDigest ?? "")
        try site.perform(.permitCountersign, by: leader, on: id, ["contentDigest": digest])
        try site.perform(.permitApprove, by: chief, on: id, ["contentDigest": digest, "siteVisited": true])
    }

    /// Performs what ``preparation(of:at:)`` names, but for some operations.
    static func prepare(_ id: PermitID, in site: inout Site, but left: Set<Operation> = []) throws(Refusal) {
        guard let permit = site.permit(id) else { return }
        for step in preparation(of: permit, at: site.now) where !left.contains(step.operation) {
            try site.perform(step)
        }
    }

    /// Everything that start and resume want of the people on the spot, by whoever holds the posts.
    static func preparation(of permit: Permit, at now: Instant) -> [Step] {
        let id = permit.permit
        var steps = [
            step(permit.supervisor, .permitArrive, id),
            step(permit.supervisor, .permitCheck, id, ["check": "ready", "outcome": "done"]),
        ]
        steps += permit.crew.map { member in
            step(permit.supervisor, .permitCondition, id, ["person": .id(member.person), "fit": true])
        }
        let briefed = permit.crew.map(\.person.text)
        if !briefed.isEmpty { steps.append(step(permit.leader, .permitBrief, id, ["briefed": .strings(briefed)])) }
        steps.append(step(guardian, .permitGasTest, id, gas(3, at: now)))
        steps.append(step(permit.leader, .permitAccept, id, ["contentDigest": .string(permit.contentDigest)]))
        return steps
    }

    static func gas(_ value: Int, at moment: Instant) -> JSONObject {
        [
            "point": "work", "sampledAt": .moment(moment), "instrument": .id(Home.detector),
            "readings": [["gas": "combustible", "value": .count(value), "unit": "%LEL"]],
        ]
    }

    static func step(
        _ person: PersonID, _ operation: Operation, _ permit: PermitID, _ args: JSONObject = [:]
    ) -> Step {
        Step(person, operation, args.merging(["permit": .id(permit)]))
    }
}
