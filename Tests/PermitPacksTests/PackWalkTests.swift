import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// Whether each kind of work in the packs that come with the program can be done at all: no gate wants what nobody can
/// give.
@Suite("A permit of every kind") struct PackWalkTests {
    static let kinds: [(pack: String, kind: String)] = ShippedPackTests.names.flatMap { name in
        let pack = try? PackLoader.load(directory: "\(Packs.directory)/\(name)").pack
        return (pack?.kinds ?? []).map { (name, $0.kind) }
    }

    @Test("Facts are found for each of its grades, so that a proof looks at all of them", arguments: kinds)
    func grades(_ named: (pack: String, kind: String)) throws {
        let pack = try PackLoader.load(directory: "\(Packs.directory)/\(named.pack)").pack
        let rules = try #require(pack.rules(for: named.kind))
        let unreached = rules.grades.filter { rules.factsLeading(to: $0, areaFacts: pack.areaFacts) == nil }
        #expect(unreached.map(\.grade) == [])
    }

    @Test("It goes from the request through a stop to closure", arguments: kinds, PackWalk.Telling.allCases)
    func walks(_ named: (pack: String, kind: String), _ telling: PackWalk.Telling) throws {
        let pack = try PackLoader.load(directory: "\(Packs.directory)/\(named.pack)").pack
        let rules = try #require(pack.rules(for: named.kind))
        var walk = try PackWalk(pack, rules, telling)
        try walk.approve()
        #expect(walk.state == .approved)
        try walk.prepare()
        try walk.start()
        #expect(walk.state == .active)
        try walk.pause()
        #expect(walk.state == .active)
        try walk.close()
        #expect(walk.state == .closed)
    }
}
