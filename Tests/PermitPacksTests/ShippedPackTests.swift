import Foundation
import PermitCore
import PermitPacks
import PermitTestKit
import Testing

/// The packs in `config/packs`.
@Suite("Packs that come with the program") struct ShippedPackTests {
    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: Packs.directory))?
        .filter { !$0.contains(".") }.sorted() ?? []

    @Test("Each is taken, and its folder carries its name", arguments: names)
    func isTaken(_ name: String) throws {
        let loaded = try PackLoader.load(directory: "\(Packs.directory)/\(name)")
        #expect(loaded.pack.pack == name)
        #expect(!loaded.pack.kinds.isEmpty)
    }

    @Test("Each has one safety post and one post for the area", arguments: names)
    func posts(_ name: String) throws {
        let pack = try PackLoader.load(directory: "\(Packs.directory)/\(name)").pack
        #expect(pack.safetyPosts.count == 1)
        #expect(pack.areaPosts.count == 1)
    }

    @Test("The schema beside the packs is none of them")
    func schema() {
        #expect(Self.names.contains("cn-general"))
        #expect(FileManager.default.fileExists(atPath: "\(Packs.directory)/pack.schema.json"))
    }
}
