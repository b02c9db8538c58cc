import PermitCore
import PermitTestKit
import Testing

/// What GB 46768-2025 wants of confined spaces, in `cn-general`.
@Suite("cn-general, confined spaces")
struct ConfinedSpaceTests {
    private static let pit: JSONObject = ["vertical": true, "depth": 3]

    private func entered() throws -> Workplace {
        var place = try Workplace(Work.named("confined", "cn-general"))
        try place.prepare(Self.pit)
        try place.site.start(Site.permitID)
        return place
    }

    @Test("A pit is tested at its entrance, top, middle and bottom (5.8.6)")
    func points() throws {
        let place = try entered()
        #expect(
            place.site.permit(Site.permitID)?.gasTests.keys.sorted() == ["entrance", "lower", "middle", "upper"])
    }

    @Test("After any break it is tested anew before people go back (6.2.7)")
    func anyBreak() throws {
        var place = try entered()
        let id = Site.permitID
        try place.site.advance(.minutes(1))
        try place.site.perform(.permitSuspend, by: .supervisor, on: id, ["reason": "a short break"])
        try place.site.advance(.seconds(1))
        try place.site.accept(id)
        #expect(place.lacking(.permitResume).filter { $0 == .gasTestStale }.count == 4)
        try place.testGas()
        #expect(!place.lacking(.permitResume).contains(.gasTestStale))
    }

    @Test("A value of the zone that people work in is wanted every fifteen minutes (6.2.3)")
    func readings() throws {
        var place = try entered()
        let id = Site.permitID
        for _ in 0..<2 {
            try place.site.advance(.minutes(14))
            try place.testGas(at: "workZone", mode: "periodic", by: .supervisor)
        }
        #expect(place.site.permit(id)?.state == .active)
        try place.site.advance(.minutes(14))
        try place.site.perform(.permitPresent, by: .supervisor, on: id)
        try place.site.advance(.minutes(1))
        #expect(place.site.permit(id)?.causes.map(\.cause) == ["gasSilent"])
    }

    @Test("Oxygen is read first (5.8)")
    func order() throws {
        let place = try entered()
        let readings: JSONValue = [
            ["gas": "combustible", "value": 0, "unit": "%LEL"], ["gas": "oxygen", "value": 20, "unit": "%vol"],
        ]
        let refusal = place.site.refusal(
            .permitGasTest, by: .analyst, on: Site.permitID,
            [
                "point": "upper", "sampledAt": .moment(place.site.now), "instrument": .id(Home.detector),
                "readings": readings, "mode": "test",
            ])
        #expect(refusal?.fields.map(\.path) == ["/args/readings"])
    }

    @Test("Guardian, leader, entrant and rescuer are trained (4.4.3)")
    func training() {
        let rules = Work.named("confined", "cn-general").rules
        #expect(rules.supervisor.credentials == ["training.confined-guardian"])
        #expect(rules.leaderCredentials == ["training.confined-work"])
        #expect(rules.trade("entrant")?.credentials == ["training.confined-work"])
        #expect(rules.trade("rescuer")?.credentials == ["training.confined-rescue"])
    }
}
