import PermitCore

/// Scenes of two permits.
extension Scene {
    private static let one = SmallWorld.one
    private static let two = SmallWorld.two
    private static let both = [SmallWorld.supervisor, SmallWorld.guardian]

    /// Two permits that lean on one isolation, from approval to the end.
    static let isolating = Scene(
        description: "isolating", shows: [.permitStart, .permitRemoveIsolation, .permitClose, .permitCancel],
        build: { () throws(Refusal) in try isolated() },
        moves: Move.each(
            [SmallWorld.leader, SmallWorld.mate, SmallWorld.newcomer],
            [.permitIsolate, .permitVerifyIsolation, .permitRemoveIsolation], on: one, two)
            + Move.each(both, [.permitStart], on: one, two)
            + Move.each([SmallWorld.leader, SmallWorld.mate], [.permitFinish], on: one, two)
            + Move.each([SmallWorld.chief], [.permitCancel, .permitRevoke, .permitClose], on: one, two)
            + [.restore(one), .restore(two), .until(SmallWorld.until)])

    /// A request that names what another permit has isolated.
    static let naming = Scene(
        description: "naming", shows: [.permitRequest, .permitRevoke],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site()
            try SmallWorld.approve(SmallWorld.content(["isolations": SmallWorld.isolations]), in: &site)
            try site.perform(SmallWorld.step(SmallWorld.leader, .permitIsolate, one, isolation))
            return site
        },
        moves: [
            .fixed(
                Step(SmallWorld.applicant, .permitRequest, SmallWorld.other(["isolations": SmallWorld.isolations]))),
            .until(SmallWorld.until),
        ]
            + Move.each(
                [SmallWorld.chief, SmallWorld.leader],
                [.permitCountersign, .permitApprove, .permitReject, .permitCancel, .permitRevoke, .permitReturn],
                on: two)
            + Move.each([SmallWorld.chief, SmallWorld.leader], [.permitCancel, .permitRevoke], on: one)
            + Move.each(
                [SmallWorld.mate, SmallWorld.leader], [.permitRemoveIsolation, .permitVerifyIsolation], on: one, two))

    /// The same isolation away for a test while both are suspended.
    static let testing = Scene(
        description: "testing", shows: [.permitSanctionTest, .permitRemoveIsolation, .permitResume],
        build: { () throws(Refusal) in
            var site = try isolated()
            try site.perform(SmallWorld.step(SmallWorld.leader, .permitIsolate, one, isolation))
            try site.perform(SmallWorld.step(SmallWorld.mate, .permitVerifyIsolation, two, isolation))
            try site.start(one)
            try site.start(two)
            return site
        },
        moves: Move.each(
            [SmallWorld.leader, SmallWorld.mate, SmallWorld.chief],
            [.permitSanctionTest, .permitRemoveIsolation, .permitIsolate, .permitVerifyIsolation], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume], on: two)
            + [.prepare(one), .prepare(two), .pass(21)])

    /// Two that must not go on together; the first is extended into the window of the second.
    static let meeting = Scene(
        description: "meeting", shows: [.permitApprove, .permitExtend, .permitStart],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site(["conflicts": conflicts])
            try site.perform(.permitRequest, by: SmallWorld.applicant, SmallWorld.content())
            let next: JSONObject = [
                "from": .moment(SmallWorld.until), "until": .moment(SmallWorld.until + .hours(2)),
            ]
            try site.perform(.permitRequest, by: SmallWorld.applicant, SmallWorld.other(next))
            try site.perform(.permitCountersign, by: SmallWorld.leader, on: one, digest(one, site))
            try site.perform(.permitCountersign, by: SmallWorld.leader, on: two, digest(two, site))
            try site.advance(to: SmallWorld.until - .minutes(20))
            return site
        },
        moves: Move.each([SmallWorld.chief], [.permitApprove, .permitExtend, .permitClose], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart, .permitResume], on: two)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one)
            + Move.each([SmallWorld.mate], [.permitFinish], on: two)
            + [.prepare(one), .prepare(two), .restore(one), .until(SmallWorld.until), .pass(10), .pass(20)])

    /// Someone goes into what expired while the other, which must not be beside it, is active.
    static let crossing = Scene(
        description: "crossing", shows: [.permitEnter, .permitExit, .permitResume],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site(["conflicts": conflicts])
            let next: JSONObject = [
                "from": .moment(SmallWorld.until), "until": .moment(SmallWorld.until + .hours(2)),
            ]
            try SmallWorld.approve(SmallWorld.content(), in: &site)
            try SmallWorld.approve(SmallWorld.other(next), in: &site)
            try site.advance(to: SmallWorld.until - .minutes(20))
            try SmallWorld.prepare(one, in: &site)
            try site.start(one)
            try site.advance(to: SmallWorld.until)
            try SmallWorld.prepare(two, in: &site)
            try site.start(two)
            return site
        },
        moves: Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume], on: two)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one) + [.prepare(two), .pass(10)])

    private static let conflicts: JSONValue = [
        [
            "with": "hot", "near": "adjacent", "effect": "block", "title": ["zh": "一", "en": "one"],
            "clause": "-",
        ]
    ]

    /// Two that share supervisor and worker.
    static let sharing = Scene(
        description: "sharing", shows: [.permitStart, .permitResume, .permitFinish],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site()
            try SmallWorld.approve(SmallWorld.content(), in: &site)
            let shared: JSONObject = [
                "supervisor": .id(SmallWorld.supervisor), "crew": Site.crew((SmallWorld.worker, "welder")),
            ]
            try SmallWorld.approve(SmallWorld.other(shared), in: &site)
            try site.advance(to: SmallWorld.from)
            return site
        },
        moves: Move.each(
            [SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one, two)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one)
            + Move.each([SmallWorld.mate], [.permitFinish, .permitHandover], on: two)
            + [.prepare(one), .prepare(two), .pass(31)])

    /// One job: the first needs the second beside it, active.
    static let linked = Scene(
        description: "linked", shows: [.permitStart, .permitResume, .permitRevoke],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site([
                "links": [["kind": "hot", "when": ["fact": "needs", "is": true], "active": true, "clause": "-"]]
            ])
            let here: JSONObject = ["area": .string(SmallWorld.north.text)]
            let first = SmallWorld.content(["facts": ["needs": true], "related": [.id(two)]])
            let second = SmallWorld.other(["facts": ["needs": false], "related": [.id(one)]]).merging(here)
            try SmallWorld.approve(second, in: &site)
            try site.perform(.permitRequest, by: SmallWorld.applicant, first)
            try site.perform(.permitCountersign, by: SmallWorld.leader, on: one, digest(one, site))
            try site.advance(to: SmallWorld.from)
            return site
        },
        moves: Move.each([SmallWorld.chief], [.permitApprove, .permitRevoke], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitLeave], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart, .permitResume, .permitLeave], on: two)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one)
            + Move.each([SmallWorld.mate], [.permitFinish], on: two)
            + [.prepare(one), .prepare(two), .until(SmallWorld.until)])

    /// Stops of areas, what they latch and who may clear it.
    static let stopping = Scene(
        description: "stopping", shows: [.areaLift, .permitRelease, .permitResume],
        build: { () throws(Refusal) in try bothActive() },
        moves: [SmallWorld.north, SmallWorld.south].flatMap { area in
            [
                Move.fixed(
                    Step(
                        SmallWorld.stranger, .areaStop,
                        ["area": .string(area.text), "reason": "gas", "adjacent": .bool(area == SmallWorld.south)]),
                    as: area.text)
            ]
        }
            + [SmallWorld.chief, SmallWorld.stranger].map { person in
                .depending(person, .areaLift) { world in
                    world.state.stops.values.filter { $0.liftedAt == nil }.min { $0.stop < $1.stop }.map {
                        ["area": .string($0.area.text), "stop": .sequence($0.stop), "reason": "over"]
                    }
                }
            }
            + Move.each([SmallWorld.chief, SmallWorld.applicant], [.permitRelease], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitResume], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume], on: two)
            + [.prepare(one), .prepare(two), .pass(1)])

    /// What forbids work around it: dangers, weather, gas next door, a certificate or a person withdrawn.
    static let forbidding = Scene(
        description: "forbidding", shows: [.hazardVerify, .areaWeather, .permitResume],
        build: { () throws(Refusal) in try bothActive() },
        moves: [("north", "major"), ("south", "general")].map { area, level in
            .fixed(
                Step(
                    SmallWorld.stranger, .hazardReport,
                    [
                        "hazard": .id(SmallWorld.hazard), "area": .string("site/\(area)"), "level": .string(level),
                        "text": "a crack",
                    ]), as: level)
        }
            + [
                .fixed(
                    Step(
                        SmallWorld.chief, .hazardAssign,
                        [
                            "hazard": .id(SmallWorld.hazard), "to": .id(SmallWorld.worker), "deadline": "2026-11-25",
                            "level": "major", "measures": "mend it",
                        ])),
                .fixed(
                    Step(
                        SmallWorld.worker, .hazardRectify,
                        ["hazard": .id(SmallWorld.hazard), "text": "mended", "evidence": []])),
                .fixed(
                    Step(SmallWorld.chief, .hazardVerify, ["hazard": .id(SmallWorld.hazard), "outcome": "passed"])),
            ]
            + [0, 7].map { wind in
                .fixed(
                    Step(
                        SmallWorld.guardian, .areaWeather,
                        ["area": "site", "windBeaufort": .count(wind), "conditions": []]), as: "\(wind)")
            }
            + [
                .fixed(
                    Step(
                        .registrar, .credentialRevoke,
                        ["credential": .string(Home.credentialID("w", "special-work.welding")), "reason": "so"])),
                .fixed(Home.person(SmallWorld.newcomer, status: "blocked"), as: "blocked"),
                .fixed(Step(.admin, .grantRevoke, ["grant": "g-g-supervisor", "reason": "so"])),
            ]
            + Move.each([SmallWorld.chief], [.permitGasTest], on: one)
            + Move.each([SmallWorld.supervisor], [.permitResume], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume], on: two)
            + [.prepare(one), .prepare(two)])

    private static let isolation: JSONObject = ["isolation": .id(SmallWorld.isolation)]

    private static func digest(_ id: PermitID, _ site: Site) -> JSONObject {
        ["contentDigest": .text(site.permit(id)?.contentDigest)]
    }

    private static func bothApproved(_ changes: JSONObject = [:]) throws(Refusal) -> Site {
        var site = try SmallWorld.site()
        try SmallWorld.approve(SmallWorld.content(changes), in: &site)
        try SmallWorld.approve(SmallWorld.other(changes), in: &site)
        try site.advance(to: SmallWorld.from)
        try SmallWorld.prepare(one, in: &site)
        try SmallWorld.prepare(two, in: &site)
        return site
    }

    private static func isolated() throws(Refusal) -> Site {
        try bothApproved(["isolations": SmallWorld.isolations])
    }

    private static func bothActive() throws(Refusal) -> Site {
        var site = try bothApproved()
        try site.start(one)
        try site.start(two)
        return site
    }
}
