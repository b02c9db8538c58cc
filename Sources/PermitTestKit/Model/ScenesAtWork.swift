import PermitCore

/// Scenes of one permit at work and after it.
extension Scene {
    private static let one = SmallWorld.one

    static let atWork = [entering, attending, measuring, ending, lapsing]

    /// In and out, by whom and on which ground; stopped, finished or revoked meanwhile.
    private static let entering = Scene(
        "entering", shows: [.permitResume, .permitFinish, .permitRevoke, .permitWatch, .permitEnter, .permitExit],
        from: { () throws(Refusal) in try active() },
        moves: Move.each([SmallWorld.supervisor, SmallWorld.worker, SmallWorld.stranger], [.permitEnter], on: one)
            + Move.each(
                [SmallWorld.supervisor, SmallWorld.worker, SmallWorld.leader, SmallWorld.stranger], [.permitExit],
                on: one)
            + [
                .fixed(SmallWorld.step(SmallWorld.supervisor, .permitEnter, one, newcomer), as: "to work"),
                .fixed(
                    SmallWorld.step(
                        SmallWorld.chief, .permitEnter, one, newcomer.merging(["basis": "rescue"])), as: "to rescue"),
                .fixed(SmallWorld.step(SmallWorld.supervisor, .permitExit, one, newcomer), as: "newcomer"),
            ]
            + Move.each([SmallWorld.supervisor, SmallWorld.chief], [.permitRevoke], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.worker, SmallWorld.chief], [.permitFinish], on: one)
            + Move.each([SmallWorld.chief], [.permitCancel, .permitReject, .permitClose], on: one)
            + Move.each([SmallWorld.guardian], [.permitWatch], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + Move.each([SmallWorld.supervisor], [.permitResume], on: one) + [.prepare(one)])

    private static let newcomer: JSONObject = ["person": .id(SmallWorld.newcomer)]

    /// A supervisor who comes, goes and is not seen for a while, with someone inside or not.
    private static let attending = Scene(
        "attending", shows: [.permitResume, .permitArrive, .permitPresent, .permitLeave],
        from: { () throws(Refusal) in try active() },
        moves: Move.each(
            [SmallWorld.supervisor], [.permitArrive, .permitPresent, .permitLeave, .permitResume], on: one)
            + Move.each([SmallWorld.leader], [.permitPresent], on: one)
            + Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
            + [.prepare(one, but: [.permitArrive]), .tick])

    /// Readings that must go on while work does.
    private static let measuring = Scene(
        "measuring", shows: [.permitResume, .permitGasTest],
        from: { () throws(Refusal) in
            try active(rules: ["gas": .object(SmallWorld.gas(["every": "20m", "warnBefore": "10m"]))])
        },
        moves: Move.each([SmallWorld.guardian], [.permitGasTest], on: one)
            + Move.each([SmallWorld.supervisor], [.permitResume], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + [.prepare(one, but: [.permitGasTest]), .tick])

    /// From the finish to the end.
    private static let ending = Scene(
        "ending", shows: [.permitClose, .permitRefuseAcceptance, .permitWatch, .permitRestore],
        from: { () throws(Refusal) in
            var site = try active()
            try site.finish(one)
            return site
        },
        moves: Move.each(
            [SmallWorld.applicant, SmallWorld.leader, SmallWorld.worker, SmallWorld.chief, SmallWorld.stranger],
            [.permitClose, .permitRefuseAcceptance], on: one)
            + Move.each([SmallWorld.guardian, SmallWorld.stranger], [.permitWatch], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.worker], [.permitRestore], on: one)
            + Move.each([SmallWorld.supervisor], [.permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.chief], [.permitRevoke, .permitFinish], on: one)
            + Move.each([SmallWorld.leader], [.permitCrew], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend, .permitNote], on: one) + [.tick])

    /// The end of the window, whatever the permit is doing: extended, expired, cancelled.
    private static let lapsing = Scene(
        "lapsing", shows: [.permitStart, .permitExtend, .permitFinish, .permitClose, .permitRevoke, .permitCancel],
        from: { () throws(Refusal) in try approved(["until": .moment(SmallWorld.noon)]) },
        moves: Move.each([SmallWorld.supervisor], [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + Move.each([SmallWorld.leader], [.permitFinish, .permitExtend], on: one)
            + Move.each(
                [SmallWorld.chief],
                [.permitExtend, .permitCancel, .permitRevoke, .permitRelease, .permitFinish, .permitClose], on: one)
            + [
                .prepare(one), .restore(one), .until(SmallWorld.noon), .until(SmallWorld.noon + .hours(1)),
                .until(SmallWorld.noon + .hours(2)),
            ])
}
