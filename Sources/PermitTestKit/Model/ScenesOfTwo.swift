import PermitCore

/// Scenes of two permits that have to do with each other.
extension Scene {
    private static let one = SmallWorld.one
    private static let two = SmallWorld.two
    private static let isolations: JSONObject = ["isolations": SmallWorld.isolations]
    private static let isolation: JSONObject = ["isolation": .id(SmallWorld.isolation)]
    private static let noon: JSONObject = ["until": .moment(SmallWorld.noon)]
    /// The window that begins when that until noon ends.
    private static let afternoon: JSONObject = [
        "from": .moment(SmallWorld.noon), "until": .moment(SmallWorld.noon + .hours(2)),
    ]
    private static let conflicts: JSONObject = [
        "conflicts": [
            [
                "with": "hot", "near": "adjacent", "effect": "block", "title": ["zh": "一", "en": "one"], "clause": "-",
            ]
        ]
    ]

    /// Without the watch after work, which would only take time.
    private static let unwatched: JSONObject = ["fireWatch": .null]

    static let ofTwo = [
        naming, isolating, testing, planning, meeting, crossing, sharingWorker, sharingSupervisor, linking,
    ]

    /// Those that take minutes.
    static let large = [
        renewingInTime, supervisingInTime, isolatingByAll, meetingByAll, crossingInTime, neighbouring,
    ]

    /// A request that names what another permit has isolated.
    private static let naming = Scene(
        "naming", shows: [.permitRequest, .permitRevoke],
        from: { () throws(Refusal) in
            var site = try SmallWorld.site()
            try SmallWorld.approve(SmallWorld.content(noon.merging(isolations)), in: &site)
            try site.perform(SmallWorld.step(SmallWorld.leader, .permitIsolate, one, isolation))
            return site
        },
        moves: [
            .fixed(Step(SmallWorld.applicant, .permitRequest, SmallWorld.other(noon.merging(isolations)))),
            .until(SmallWorld.noon),
        ]
            + Move.each(
                [SmallWorld.chief, SmallWorld.leader],
                [.permitCountersign, .permitApprove, .permitReject, .permitCancel, .permitRevoke, .permitReturn],
                on: two)
            + Move.each([SmallWorld.chief, SmallWorld.leader], [.permitCancel, .permitRevoke], on: one)
            + Move.each(
                [SmallWorld.mate, SmallWorld.leader], [.permitRemoveIsolation, .permitVerifyIsolation], on: one, two))

    /// Two permits that lean on one isolation, from approval to the end.
    private static let isolating = Scene(
        "isolating", shows: [.permitStart, .permitRemoveIsolation, .permitClose, .permitCancel],
        from: { () throws(Refusal) in try bothApproved(isolations, rules: unwatched) },
        moves: Move.each(
            [SmallWorld.leader, SmallWorld.mate], [.permitIsolate, .permitVerifyIsolation, .permitRemoveIsolation],
            on: one)
            + Move.each([SmallWorld.mate], [.permitIsolate, .permitVerifyIsolation, .permitRemoveIsolation], on: two)
            + worked([.permitCancel, .permitClose]))

    /// The same by three, on either permit, with permits revoked too.
    private static let isolatingByAll = Scene(
        "isolating by all", shows: [.permitStart, .permitRemoveIsolation, .permitClose, .permitCancel, .permitRevoke],
        isLarge: true, from: { () throws(Refusal) in try bothApproved(isolations, rules: unwatched) },
        moves: Move.each(
            [SmallWorld.leader, SmallWorld.mate, SmallWorld.newcomer],
            [.permitIsolate, .permitVerifyIsolation, .permitRemoveIsolation], on: one, two)
            + worked([.permitCancel, .permitClose, .permitRevoke]))

    /// Started, finished, put right and ended, each of the two.
    private static func worked(_ ends: [Operation]) -> [Move] {
        Move.each([SmallWorld.supervisor], [.permitStart], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart], on: two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one)
            + Move.each([SmallWorld.mate], [.permitFinish], on: two)
            + Move.each([SmallWorld.chief], ends, on: one, two) + [.restore(one), .restore(two)]
    }

    /// The isolation away for a test while both are suspended.
    private static let testing = Scene(
        "testing", shows: [.permitSanctionTest, .permitRemoveIsolation, .permitResume],
        from: { () throws(Refusal) in try tested() },
        moves: Move.each([SmallWorld.chief, SmallWorld.leader], [.permitSanctionTest], on: one)
            + Move.each([SmallWorld.mate], [.permitSanctionTest], on: two)
            + Move.each([SmallWorld.leader], [.permitRemoveIsolation, .permitIsolate], on: one)
            + Move.each([SmallWorld.mate], [.permitRemoveIsolation, .permitVerifyIsolation], on: two)
            + Move.each([SmallWorld.supervisor], [.permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume], on: two) + [.prepare(one), .prepare(two)])

    private static func tested() throws(Refusal) -> Site {
        var site = try bothApproved(isolations)
        try site.perform(SmallWorld.step(SmallWorld.leader, .permitIsolate, one, isolation))
        try site.perform(SmallWorld.step(SmallWorld.mate, .permitVerifyIsolation, two, isolation))
        try site.start(one)
        try site.start(two)
        return site
    }

    /// Two that must not go on together, in windows that meet, each asked for and neither approved.
    private static let planning = Scene(
        "planning", shows: [.permitApprove, .permitReject, .permitCancel, .permitStart],
        from: { () throws(Refusal) in
            var site = try SmallWorld.site(conflicts)
            for content in [SmallWorld.content(), SmallWorld.other()] {
                try site.perform(.permitRequest, by: SmallWorld.applicant, content)
            }
            for id in [one, two] {
                let digest: JSONObject = ["contentDigest": .text(site.permit(id)?.contentDigest)]
                try site.perform(.permitCountersign, by: SmallWorld.leader, on: id, digest)
            }
            try site.advance(to: SmallWorld.from)
            return site
        },
        moves: Move.each(
            [SmallWorld.chief], [.permitApprove, .permitReject, .permitCancel, .permitRevoke], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart, .permitResume], on: two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one) + [.prepare(one), .prepare(two)])

    /// Two that must not go on together; the first is extended into the window of the second.
    private static let meeting = Scene(
        "meeting", shows: [.permitExtend, .permitStart, .permitFinish],
        from: { () throws(Refusal) in try metByTwo() },
        moves: met)

    /// The same with stops of work, people in and out, and a third moment.
    private static let meetingByAll = Scene(
        "meeting by all", shows: [.permitExtend, .permitStart, .permitFinish], isLarge: true,
        from: { () throws(Refusal) in try metByTwo() },
        moves: met + Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
            + Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
            + [.until(SmallWorld.noon + .hours(1))])

    private static let met =
        Move.each([SmallWorld.chief], [.permitExtend], on: one, two)
        + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume], on: one)
        + Move.each([SmallWorld.guardian], [.permitStart, .permitResume], on: two)
        + Move.each([SmallWorld.leader], [.permitFinish], on: one)
        + Move.each([SmallWorld.mate], [.permitFinish], on: two)
        + [.prepare(one), .prepare(two), .until(SmallWorld.noon)]

    /// Someone goes into what expired while the other, which must not be beside it, is active.
    private static let crossing = Scene(
        "crossing", shows: [.permitEnter, .permitExit, .permitResume, .permitFinish],
        from: { () throws(Refusal) in try crossed() }, moves: crossings)

    /// The same while time passes.
    private static let crossingInTime = Scene(
        "crossing in time", shows: [.permitEnter, .permitExit, .permitResume, .permitFinish, .permitWatch],
        isLarge: true, from: { () throws(Refusal) in try crossed() },
        moves: crossings + Move.each([SmallWorld.guardian], [.permitWatch], on: one)
            + Move.each([SmallWorld.guardian], [.permitPresent], on: two) + [.tick])

    private static let crossings =
        Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
        + Move.each([SmallWorld.guardian], [.permitResume], on: two)
        + Move.each([SmallWorld.stranger], [.permitSuspend], on: two)
        + Move.each([SmallWorld.leader], [.permitFinish], on: one)
        + Move.each([SmallWorld.mate], [.permitFinish], on: two) + [.prepare(two)]

    private static func metByTwo() throws(Refusal) -> Site {
        var site = try SmallWorld.site(conflicts)
        try SmallWorld.approve(SmallWorld.content(noon), in: &site)
        try SmallWorld.approve(SmallWorld.other(afternoon), in: &site)
        try site.advance(to: SmallWorld.noon - .minutes(10))
        return site
    }

    private static func crossed() throws(Refusal) -> Site {
        var site = try SmallWorld.site(conflicts)
        try SmallWorld.approve(SmallWorld.content(noon), in: &site)
        try SmallWorld.approve(
            SmallWorld.other(afternoon).merging(["until": .moment(SmallWorld.spring)]), in: &site)
        try site.advance(to: SmallWorld.noon - .minutes(20))
        try SmallWorld.prepare(one, in: &site)
        try site.start(one)
        try site.advance(to: SmallWorld.noon)
        try SmallWorld.prepare(two, in: &site)
        try site.start(two)
        return site
    }

    /// Two that share a worker.
    private static let sharingWorker = Scene(
        "sharing a worker", shows: [.permitStart, .permitResume, .permitFinish, .permitEnter],
        from: { () throws(Refusal) in
            try bothApproved(second: ["crew": Site.crew((SmallWorld.worker, "welder"))])
        },
        moves: shared
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart, .permitResume], on: two))

    /// Two that share a supervisor.
    private static let sharingSupervisor = Scene(
        "sharing a supervisor", shows: [.permitStart, .permitResume, .permitFinish, .permitEnter],
        from: { () throws(Refusal) in try bothApproved(second: ["supervisor": .id(SmallWorld.supervisor)]) },
        moves: shared
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume], on: two))

    private static let shared =
        Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
        + Move.each([SmallWorld.chief], [.permitRelease], on: one, two)
        + Move.each([SmallWorld.leader], [.permitFinish], on: one)
        + Move.each([SmallWorld.mate], [.permitFinish], on: two) + [.prepare(one), .prepare(two)]

    /// One job: the first needs the second beside it, active.
    private static let linking = Scene(
        "linking", shows: [.permitStart, .permitResume, .permitRevoke],
        from: { () throws(Refusal) in
            var site = try SmallWorld.site([
                "links": [["kind": "hot", "when": ["fact": "needs", "is": true], "active": true, "clause": "-"]]
            ])
            let here: JSONObject = noon.merging(["area": .string(SmallWorld.north.text)])
            let first = SmallWorld.content(noon.merging(["facts": ["needs": true], "related": [.id(two)]]))
            let second = SmallWorld.other(here.merging(["facts": ["needs": false], "related": [.id(one)]]))
            try SmallWorld.approve(second, in: &site)
            try site.perform(.permitRequest, by: SmallWorld.applicant, first)
            let digest: JSONObject = ["contentDigest": .text(site.permit(one)?.contentDigest)]
            try site.perform(.permitCountersign, by: SmallWorld.leader, on: one, digest)
            try site.advance(to: SmallWorld.from)
            return site
        },
        moves: Move.each([SmallWorld.chief], [.permitApprove, .permitRevoke], on: one)
            + Move.each([SmallWorld.chief], [.permitRevoke], on: two)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitLeave], on: one)
            + Move.each([SmallWorld.guardian], [.permitStart, .permitResume, .permitLeave], on: two)
            + Move.each([SmallWorld.leader], [.permitFinish], on: one)
            + Move.each([SmallWorld.mate], [.permitFinish], on: two)
            + [.prepare(one), .prepare(two), .until(SmallWorld.noon)])

    /// Two next door from approval to the end, with people in and out and stops of the work and of the area.
    private static let neighbouring = Scene(
        "neighbouring", shows: [.permitStart, .permitResume, .permitClose, .permitEnter, .permitExit], isLarge: true,
        from: { () throws(Refusal) in try bothApproved(rules: unwatched) },
        moves: worked([.permitClose, .permitRelease])
            + Move.each([SmallWorld.supervisor], [.permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.guardian], [.permitResume, .permitEnter, .permitExit], on: two)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one, two)
            + [.prepare(one), .prepare(two), .stop(SmallWorld.south, adjacent: true), .lift(by: SmallWorld.chief)])
}
