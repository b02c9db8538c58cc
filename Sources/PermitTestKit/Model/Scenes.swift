public import PermitCore

/// A root and what may be done from it. Together the scenes cover every operation on a permit and every pair of
/// permits; each alone is small enough to be looked at whole.
public struct Scene: Sendable, CustomStringConvertible {
    /// What it is about.
    public let description: String
    /// Operations that must go through on the way, or the scene shows nothing.
    public let shows: Set<Operation>
    let build: @Sendable () throws(Refusal) -> Site
    /// What may be done.
    public let moves: [Move]

    /// The world it starts from, with all that led to it judged.
    public func root() throws -> World { try World(try build()) }

    /// All of them.
    public static let all: [Scene] = [
        signing, preparing, working, ending, posts, isolating, naming, testing, meeting, crossing, sharing, linked,
        stopping,
        forbidding,
    ]

    private static let one = SmallWorld.one
    private static let two = SmallWorld.two
    private static let everyone = SmallWorld.everyone
    private static let later: [Move] = [.pass(10), .pass(31), .until(SmallWorld.until)]

    /// From the request to the approval, and every end before work.
    static let signing = Scene(
        description: "signing",
        shows: [.permitApprove, .permitAmend, .permitReject, .permitCancel, .permitRevoke, .permitRelease],
        build: { () throws(Refusal) in try SmallWorld.site() },
        moves: everyone.map { .fixed(Step($0, .permitRequest, SmallWorld.content())) }
            + [SmallWorld.applicant, SmallWorld.chief].flatMap { person -> [Move] in
                let changed = SmallWorld.content(["work": "another", "crew": Site.crew((SmallWorld.chief, "welder"))])
                return [
                    .fixed(Step(person, .permitAmend, SmallWorld.content()), as: "as it was"),
                    .fixed(Step(person, .permitAmend, changed), as: "otherwise"),
                ]
            }
            + Move.each(
                everyone,
                [
                    .permitReturn, .permitCountersign, .permitApprove, .permitReject, .permitCancel, .permitRevoke,
                    .permitRelease,
                ], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend, .permitNote], on: one)
            + [
                .stale(SmallWorld.leader, .permitCountersign, on: one),
                .stale(SmallWorld.chief, .permitApprove, on: one), .stale(SmallWorld.leader, .permitAccept, on: one),
                .until(SmallWorld.from), .until(SmallWorld.until),
            ])

    /// What the people on the spot do before a start and before a resume.
    static let preparing = Scene(
        description: "preparing", shows: [.permitStart, .permitResume],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site()
            try SmallWorld.approve(SmallWorld.content(), in: &site)
            try site.advance(to: SmallWorld.from - .minutes(10))
            try SmallWorld.prepare(one, in: &site)
            return site
        },
        moves: Move.each(
            [SmallWorld.supervisor, SmallWorld.worker],
            [
                .permitCheck, .permitCondition, .permitBrief, .permitGasTest, .permitArrive, .permitStart,
                .permitResume,
            ], on: one)
            + Move.each([SmallWorld.leader], [.permitAccept, .permitBrief], on: one)
            + Move.each([SmallWorld.supervisor], [.permitLeave], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend], on: one)
            + Move.each([SmallWorld.chief], [.permitRelease], on: one)
            + [.prepare(one), .until(SmallWorld.from), .pass(31)])

    /// Work going on: in and out, stopped, resumed, finished, revoked.
    static let working = Scene(
        description: "working", shows: [.permitResume, .permitFinish, .permitRevoke, .permitWatch, .permitEnter],
        build: { () throws(Refusal) in try active() },
        moves: Move.each(
            [SmallWorld.supervisor, SmallWorld.worker, SmallWorld.leader],
            [.permitEnter, .permitExit, .permitFinish, .permitPresent, .permitLeave, .permitResume], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend, .permitExit, .permitEnter], on: one)
            + Move.each([SmallWorld.chief], [.permitRevoke, .permitFinish, .permitCancel, .permitReject], on: one)
            + Move.each([SmallWorld.guardian], [.permitWatch], on: one)
            + Move.each([SmallWorld.chief, SmallWorld.worker], [.permitGasTest], on: one)
            + [.prepare(one)] + later)

    /// From the finish to the end.
    static let ending = Scene(
        description: "ending", shows: [.permitClose, .permitRefuseAcceptance],
        build: { () throws(Refusal) in
            var site = try active()
            try site.finish(one)
            return site
        },
        moves: Move.each(everyone, [.permitClose, .permitRefuseAcceptance], on: one)
            + Move.each([SmallWorld.guardian, SmallWorld.stranger], [.permitWatch, .permitFinish], on: one)
            + Move.each([SmallWorld.supervisor, SmallWorld.worker], [.permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.leader, SmallWorld.worker], [.permitRestore], on: one)
            + Move.each([SmallWorld.chief], [.permitRevoke, .permitRestore], on: one)
            + Move.each([SmallWorld.leader], [.permitCrew], on: one)
            + Move.each([SmallWorld.stranger], [.permitSuspend, .permitNote], on: one)
            + [.pass(10), .pass(31), .restore(one)])

    /// Posts and crew changing hands.
    static let posts = Scene(
        description: "posts", shows: [.permitTakeover, .permitCrew, .permitAssign, .permitExtend, .permitResume],
        build: { () throws(Refusal) in
            var site = try SmallWorld.site()
            try SmallWorld.approve(SmallWorld.content(), in: &site)
            try site.advance(to: SmallWorld.from)
            try SmallWorld.prepare(one, in: &site)
            return site
        },
        moves: Move.each(
            [SmallWorld.leader, SmallWorld.supervisor, SmallWorld.mate, SmallWorld.worker, SmallWorld.chief],
            [.permitHandover, .permitTakeover, .permitAssign, .permitCrew, .permitExtend], on: one)
            + Move.each(
                [SmallWorld.supervisor, SmallWorld.mate, SmallWorld.chief, SmallWorld.worker],
                [.permitStart, .permitResume, .permitEnter, .permitExit], on: one)
            + Move.each([SmallWorld.worker], [.permitCondition], on: one) + [.prepare(one), .pass(21)])

    private static func active() throws(Refusal) -> Site {
        var site = try SmallWorld.site()
        try SmallWorld.approve(SmallWorld.content(), in: &site)
        try site.advance(to: SmallWorld.from)
        try SmallWorld.prepare(one, in: &site)
        try site.start(one)
        return site
    }
}
