import PermitCore

/// Scenes of one permit before a start or a resume.
extension Scene {
    private static let one = SmallWorld.one
    private static let noon: JSONObject = ["until": .moment(SmallWorld.noon)]

    static let beforeWork = [signing, checking, sampling, renewing]

    /// From the request to the approval, and every end before work.
    private static let signing = Scene(
        "signing", shows: [.permitApprove, .permitAmend, .permitReject, .permitCancel, .permitRevoke, .permitRelease],
        from: { () throws(Refusal) in try SmallWorld.site() },
        moves: SmallWorld.everyone.map { .fixed(Step($0, .permitRequest, SmallWorld.content(noon))) }
            + [SmallWorld.applicant, SmallWorld.chief].flatMap { person -> [Move] in
                let crew = Site.crew((SmallWorld.chief, "welder"))
                let changed = SmallWorld.content(noon.merging(["work": "another", "crew": crew]))
                return [
                    .fixed(Step(person, .permitAmend, SmallWorld.content(noon)), as: "as it was"),
                    .fixed(Step(person, .permitAmend, changed), as: "otherwise"),
                ]
            }
            + Move.each(
                [
                    SmallWorld.applicant, SmallWorld.leader, SmallWorld.supervisor, SmallWorld.worker, SmallWorld.chief,
                    SmallWorld.stranger,
                ],
                [
                    .permitReturn, .permitCountersign, .permitApprove, .permitReject, .permitCancel, .permitRevoke,
                    .permitRelease,
                ], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend, .permitNote], on: one)
            + [
                .stale(SmallWorld.leader, .permitCountersign, on: one),
                .stale(SmallWorld.chief, .permitApprove, on: one), .stale(SmallWorld.leader, .permitAccept, on: one),
                .until(SmallWorld.from), .until(SmallWorld.noon),
            ])

    /// What the people on the spot look at and say before a start and before a resume; the gas is tested.
    private static let checking = Scene(
        "checking", shows: [.permitStart, .permitResume, .permitLeave],
        from: { () throws(Refusal) in
            try approved(but: [.permitArrive, .permitCheck, .permitCondition, .permitBrief, .permitAccept])
        },
        moves: Move.each([SmallWorld.supervisor, SmallWorld.worker], [.permitCheck, .permitCondition], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.worker], [.permitBrief, .permitAccept], on: one)
            + Move.each(
                [SmallWorld.supervisor], [.permitArrive, .permitLeave, .permitStart, .permitResume], on: one)
            + Move.each([SmallWorld.worker], [.permitStart], on: one)
            + [
                .fixed(
                    SmallWorld.step(
                        SmallWorld.leader, .permitCondition, one, ["person": .id(SmallWorld.leader), "fit": true]),
                    as: "on oneself"),
                .stale(SmallWorld.leader, .permitAccept, on: one),
            ])

    /// Gas: tested by people who may and who may not, within and beyond its limit, growing old; breaks that want it
    /// tested again.
    private static let sampling = Scene(
        "sampling", shows: [.permitStart, .permitResume, .permitGasTest, .permitRelease],
        from: { () throws(Refusal) in try approved(but: [.permitGasTest]) },
        moves: Move.each([SmallWorld.guardian, SmallWorld.worker], [.permitGasTest], on: one)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + Move.each([SmallWorld.chief], [.permitRelease], on: one)
            + [.prepare(one, but: [.permitGasTest]), .tick])

    /// What must be done again after a break and after a stop of the area.
    private static let renewing = Scene(
        "renewing", shows: [.permitResume, .areaLift, .permitRelease],
        from: { () throws(Refusal) in try active() },
        moves: renewals + [.until(SmallWorld.from + .minutes(10))])

    /// The same, for as long as it takes.
    static let renewingInTime = Scene(
        "renewing in time", shows: [.permitResume, .areaLift, .permitRelease], isLarge: true,
        from: { () throws(Refusal) in try active() }, moves: renewals + [.tick])

    private static let renewals: [Move] =
        [
            .stop(SmallWorld.north, adjacent: false), .lift(by: SmallWorld.chief), .lift(by: SmallWorld.stranger),
            .prepare(one, but: [.permitCheck, .permitCondition, .permitGasTest]),
        ]
        + Move.each([SmallWorld.chief, SmallWorld.applicant], [.permitRelease], on: one)
        + Move.each([SmallWorld.supervisor], [.permitResume], on: one)
        + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
        + [
            .fixed(
                SmallWorld.step(SmallWorld.supervisor, .permitCheck, one, ["check": "ready", "outcome": "done"])),
            .fixed(
                SmallWorld.step(
                    SmallWorld.supervisor, .permitCondition, one, ["person": .id(SmallWorld.worker), "fit": true])),
            .depending(SmallWorld.guardian, .permitGasTest, as: "one 3") { world in
                SmallWorld.gas(3, at: world.now).merging(["permit": .id(one)])
            },
        ]
}
