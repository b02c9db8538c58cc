import PermitCore

/// Scenes of one permit whose posts and crew change hands.
extension Scene {
    private static let one = SmallWorld.one

    static let ofPosts = [supervising, leading, crewing]

    /// The supervisor's post offered, assigned and taken over, in time and too late, with someone inside or not.
    private static let supervising = Scene(
        "supervising", shows: [.permitHandover, .permitAssign, .permitTakeover, .permitResume],
        from: { () throws(Refusal) in try active() },
        moves: successions + [.until(SmallWorld.from + .minutes(10)), .until(SmallWorld.from + .minutes(30))])

    /// The same, for as long as it takes.
    static let supervisingInTime = Scene(
        "supervising in time", shows: [.permitHandover, .permitAssign, .permitTakeover, .permitResume], isLarge: true,
        from: { () throws(Refusal) in try active() }, moves: successions + [.tick])

    private static let successions =
        hand(.supervisor, from: [SmallWorld.supervisor, SmallWorld.mate, SmallWorld.leader])
        + Move.each([SmallWorld.mate, SmallWorld.worker, SmallWorld.chief], [.permitTakeover], on: one)
        + [
            .fixed(assign(SmallWorld.chief, .supervisor, to: SmallWorld.worker)),
            .fixed(assign(SmallWorld.chief, .supervisor, to: SmallWorld.chief)),
            .fixed(assign(SmallWorld.stranger, .supervisor, to: SmallWorld.mate)),
            .miscount(SmallWorld.mate, on: one),
        ]
        + Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
        + Move.each([SmallWorld.supervisor, SmallWorld.mate], [.permitResume], on: one)
        + [.prepare(one)]

    /// The leader's post likewise, and both to one person.
    private static let leading = Scene(
        "leading", shows: [.permitHandover, .permitAssign, .permitTakeover, .permitStart, .permitFinish],
        from: { () throws(Refusal) in try approved() },
        moves: hand(.leader, from: [SmallWorld.leader, SmallWorld.mate, SmallWorld.supervisor])
            + Move.each(
                [SmallWorld.mate, SmallWorld.worker, SmallWorld.chief, SmallWorld.supervisor], [.permitTakeover],
                on: one)
            + [
                .fixed(assign(SmallWorld.chief, .leader, to: SmallWorld.worker)),
                .fixed(assign(SmallWorld.leader, .leader, to: SmallWorld.chief)),
                .fixed(assign(SmallWorld.chief, .leader, to: SmallWorld.supervisor)),
            ]
            + hand(.supervisor, from: [SmallWorld.supervisor])
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.mate], [.permitAccept, .permitFinish], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.mate, SmallWorld.chief], [.permitClose], on: one)
            + [.prepare(one)])

    /// People join and leave the crew, whatever the permit is doing.
    private static let crewing = Scene(
        "crewing", shows: [.permitCrew, .permitStart, .permitResume, .permitEnter],
        from: { () throws(Refusal) in try approved() },
        moves: Move.each([SmallWorld.leader, SmallWorld.supervisor], [.permitCrew], on: one)
            + Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + Move.each([SmallWorld.chief], [.permitRelease], on: one) + [.prepare(one)])

    private static func hand(_ role: PermitRole, from people: [PersonID]) -> [Move] {
        people.map { person in
            .fixed(
                SmallWorld.step(
                    person, .permitHandover, one, ["role": .string(role.rawValue), "to": .id(SmallWorld.mate)]),
                as: role.rawValue)
        }
    }

    private static func assign(_ person: PersonID, _ role: PermitRole, to other: PersonID) -> Step {
        SmallWorld.step(
            person, .permitAssign, one, ["role": .string(role.rawValue), "to": .id(other), "reason": "so"])
    }
}
