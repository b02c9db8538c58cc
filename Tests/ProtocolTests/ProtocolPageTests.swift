import Foundation
import Testing

struct ProtocolPageTests {
    @Test("The tables of the article are those of the code")
    func tables() throws {
        let article = try String(contentsOfFile: ProtocolPage.path, encoding: .utf8)
        let remade = ProtocolPage.remade(article)
        if Catalogue.isRewriting { try remade.write(toFile: ProtocolPage.path, atomically: true, encoding: .utf8) }
        #expect(
            Catalogue.isRewriting || article == remade,
            "make it anew: PERMITD_REWRITE_PROTOCOL=1 swift test --filter ProtocolTests")
    }

    @Test("The article names every word that clients rely on")
    func words() throws {
        let article = try String(contentsOfFile: ProtocolPage.path, encoding: .utf8)
        let missing = ProtocolPage.words.filter { !article.contains("`\($0)`") }
        #expect(missing == [])
    }
}
