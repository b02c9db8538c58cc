import Foundation
import Testing

@Suite("The page of clauses")
struct ClausePageTests {
    @Test("The page lists what the packs and the tests say now")
    func page() throws {
        let page = try ClausePage()
        if ProcessInfo.processInfo.environment["PERMITD_REWRITE_CLAUSES"] != nil {
            try page.markdown.write(toFile: ClausePage.path, atomically: true, encoding: .utf8)
        }
        let known = try String(contentsOfFile: ClausePage.path, encoding: .utf8)
        #expect(known == page.markdown, "remake it: PERMITD_REWRITE_CLAUSES=1 swift test --filter ClausePage")
    }

    @Test(
        "What a text cites",
        arguments: [
            ("GB30871 5.1.2, 5.1.5; B.1", ["GB30871 B.1", "GB30871 5.1.2", "GB30871 5.1.5"]),
            ("WSL art. 43; FPL art. 21 (approval)", ["FPL art. 21", "WSL art. 43"]),
            ("[site], as GB30871 5.3.1", ["GB30871 5.3.1"]), ("no national certificate", []),
        ])
    func citations(text: String, cited: [String]) {
        let found = Citation.all(in: text, sources: ["GB30871", "WSL", "FPL"])
        #expect(found.sorted().map(\.text) == cited)
    }
}
