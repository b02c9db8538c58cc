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

    @Test("gas out of range says which reading")
    func gas() throws {
        var site = Site.with(.active)
        try site.perform(.permitGasTest, by: .analyst, on: Site.permitID, site.gas(11))
        let texts = texts(of: site.refusal(.permitResume, by: .supervisor, on: Site.permitID))
        #expect(texts.contains("gas at work is out of range: combustible 11 %LEL"), "\(texts)")
        #expect(texts.contains("work 气体超限: combustible 11 %LEL"))
    }

    @Test("each item that can be restored is named once")
    func items() throws {
        var site = Site.with(.acceptance)
        let defects: JSONValue = [["item": "siteCleared", "text": "stubs"], ["text": "a scorched filter"]]
        try site.perform(.permitRefuseAcceptance, by: .acceptor, on: Site.permitID, ["defects": defects])
        let refusal = site.refusal(
            .permitRestore, by: .leader, on: Site.permitID, ["item": "hood", "outcome": "done"])
        let text = refusal?.fields.first?.message.english ?? ""
        #expect(text.split(separator: "siteCleared", omittingEmptySubsequences: false).count == 2, "\(text)")
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
