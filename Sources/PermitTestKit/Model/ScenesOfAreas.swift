import PermitCore

/// Scenes of two permits in areas next door, both at work, and what happens around them.
extension Scene {
    private static let one = SmallWorld.one
    private static let two = SmallWorld.two

    static let ofAreas = [stopping, endangering, blowing, withdrawing]

    private static let goOn =
        Move.each([SmallWorld.supervisor], [.permitResume], on: one)
        + Move.each([SmallWorld.guardian], [.permitResume], on: two) + [Move.prepare(one), .prepare(two)]

    /// Stops of areas, what they latch and who may clear it.
    private static let stopping = Scene(
        "stopping", shows: [.areaLift, .permitRelease, .permitResume], from: { () throws(Refusal) in try bothActive() },
        moves: [
            .stop(SmallWorld.north, adjacent: false), .stop(SmallWorld.south, adjacent: true),
            .lift(by: SmallWorld.chief), .lift(by: SmallWorld.stranger),
        ] + Move.each([SmallWorld.chief, SmallWorld.applicant], [.permitRelease], on: one, two) + goOn)

    /// Hidden dangers: reported, graded, put right and verified by those who may.
    private static let endangering = Scene(
        "endangering", shows: [.hazardAssign, .hazardRectify, .hazardVerify, .hazardReopen, .permitResume],
        from: { () throws(Refusal) in try bothActive() },
        moves: [("north", "major"), ("south", "general")].map { area, level in
            hazard(
                SmallWorld.stranger, .hazardReport,
                ["area": .string("site/\(area)"), "level": .string(level), "text": "a crack"])
        }
            + [SmallWorld.worker, SmallWorld.chief].map { person in
                hazard(
                    SmallWorld.chief, .hazardAssign,
                    ["to": .id(person), "deadline": "2027-11-25", "level": "major", "measures": "mend it"])
            }
            + [SmallWorld.worker, SmallWorld.chief].map {
                hazard($0, .hazardRectify, ["text": "mended", "evidence": []])
            }
            + [SmallWorld.worker, SmallWorld.chief, .verifier].flatMap { person in
                [
                    hazard(person, .hazardVerify, ["outcome": "passed"]),
                    hazard(person, .hazardVerify, ["outcome": "failed"]),
                    hazard(person, .hazardReopen, ["reason": "again"]),
                ]
            } + goOn)

    /// The weather, and gas next door.
    private static let blowing = Scene(
        "blowing", shows: [.areaWeather, .permitGasTest, .permitResume],
        from: { () throws(Refusal) in try bothActive() },
        moves: [0, 7].map { wind in
            .fixed(
                Step(
                    SmallWorld.guardian, .areaWeather,
                    ["area": "site", "windBeaufort": .count(wind), "conditions": []]), as: "\(wind)")
        } + Move.each([SmallWorld.chief], [.permitGasTest], on: one) + goOn)

    /// A certificate, a person, a grant withdrawn.
    private static let withdrawing = Scene(
        "withdrawing", shows: [.credentialRevoke, .personPut, .grantRevoke, .permitResume],
        from: { () throws(Refusal) in try bothActive() },
        moves: [
            .fixed(
                Step(
                    .registrar, .credentialRevoke,
                    ["credential": .string(Home.credentialID("w", "special-work.welding")), "reason": "so"])),
            .fixed(Home.person(SmallWorld.newcomer, status: "blocked"), as: "blocked"),
            .fixed(Home.person(SmallWorld.newcomer), as: "active"),
            .fixed(Step(.admin, .grantRevoke, ["grant": "g-g-supervisor", "reason": "so"])),
        ] + goOn)

    private static func hazard(_ person: PersonID, _ operation: Operation, _ args: JSONObject) -> Move {
        .fixed(Step(person, operation, args.merging(["hazard": .id(SmallWorld.hazard)])))
    }
}
