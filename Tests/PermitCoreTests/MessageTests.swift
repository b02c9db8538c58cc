import PermitCore
import PermitTestKit
import Testing

/// What people read of a refusal.
struct MessageTests {
    private func texts(of refusal: Refusal?) -> [String] {
        (refusal?.unmet ?? []).flatMap { [$0.message.english, $0.message.chinese] }
    }

    @Test("moments are told as the clocks on site show them")
    func local() throws {
        var tested = Site.with(.approved)
        try tested.advance(.minutes(31))
        var early = Site.home
        try early.request()
        try early.approve(Site.permitID)
        for site in [tested, early] {
            let texts = texts(of: site.refusal(.permitStart, by: .supervisor, on: Site.permitID))
            #expect(texts.count { $0.contains("2026-11-24 08:30") } == 2, "\(texts)")
            #expect(!texts.contains { $0.contains("Z") }, "\(texts)")
        }
    }

    @Test("weather with nothing but wind is told without a gap")
    func weather() throws {
        var site = Site.built(packs: [Packs.hot(["weather": [["wind": 5, "clause": "x"]]])])
        try site.request()
        try site.bring(Site.permitID, to: .active)
        try site.perform(
            .areaWeather, by: .supervisor, ["area": "binhai/home", "windBeaufort": 6, "conditions": []])
        let unmet = site.refusal(.permitResume, by: .supervisor, on: Site.permitID)?.unmet
        let message = unmet?.first { $0.code == .weatherLimit }?.message
        #expect(message == Message("the weather: wind 6", "天气超限：风力 6 级"))
    }
}
