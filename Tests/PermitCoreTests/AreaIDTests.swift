import PermitCore
import Testing

@Suite("Areas and ids")
struct AreaIDTests {
    private static let longestSegment = String(repeating: "a", count: 32)
    /// Four segments of 32 and one of 18, with four slashes between: 150 bytes.
    private static let longestPath =
        Array(repeating: longestSegment, count: 4).joined(separator: "/") + "/" + String(repeating: "b", count: 18)

    private static let taken = [
        "a", "0", "-", "binhai/home-1/kitchen", "a/b/c/d/e/f/g/h", longestSegment, longestPath,
    ]

    @Test("A path of short segments is an area", arguments: taken)
    func takes(text: String) {
        #expect(AreaID(text)?.text == text)
    }

    private static let refused = [
        "", "/", "a/", "/a", "a//b", "A", "a.b", "a_b", "a b", "*", "滨海", "é", "a\u{301}", "a\n", "a\0",
        "a/b/c/d/e/f/g/h/i", longestSegment + "a", longestPath + "b",
    ]

    @Test("Anything else is not", arguments: refused)
    func refuses(text: String) {
        #expect(AreaID(text) == nil)
    }

    @Test("The longest path has 150 bytes")
    func bounds() {
        #expect(Self.longestPath.utf8.count == AreaID.longest)
    }

    @Test(
        "An area covers what lies below it by whole segments",
        arguments: [
            ("a/b", "a/b", true), ("a/b", "a/b/c", true), ("a/b", "a/b/c/d", true), ("a/b", "a/bc", false),
            ("a/b", "a/b-c", false), ("a/b", "a", false), ("a/b", "b/a/b", false), ("a", "a-b/c", false),
        ])
    func covers(upper: String, lower: String, isCovered: Bool) throws {
        let upper = try #require(AreaID(upper))
        let lower = try #require(AreaID(lower))
        #expect(upper.covers(lower) == isCovered)
        #expect(AreaScope(isEverywhere: false, areas: [upper]).covers(lower) == isCovered)
        #expect(lower.ancestors.contains(upper) == (isCovered && lower != upper))
    }

    @Test("Everywhere is more than any list of areas")
    func scopes() throws {
        let top = "a"
        let area = try #require(AreaID(top))
        var scope = AreaScope(isEverywhere: false, areas: [area])
        #expect(AreaScope.everywhere.covers(scope))
        #expect(!scope.covers(AreaScope.everywhere))
        #expect(scope.covers(AreaScope.nowhere))
        #expect(!AreaScope.nowhere.covers(scope))
        scope.formUnion(.everywhere)
        #expect(scope.texts == ["*"])
        #expect(area.parent == nil && area.ancestors.isEmpty)
        let deep = "a/b/c"
        #expect(AreaID(deep)?.ancestors.map(\.text) == ["a/b", "a"])
    }

    @Test("A plain id is 1 to 64 of A-Z a-z 0-9 . _ -")
    func plainIDs() {
        for text in ["a", "P-1.x_Y", String(repeating: "z", count: 64)] { #expect(isPlainID(text), "\(text)") }
        // The Kelvin sign is the same character as K to Unicode, but not the same byte.
        for text in ["", "a b", "a/b", "é", "\u{212A}", "a\n", "a:b", String(repeating: "z", count: 65)] {
            #expect(!isPlainID(text), "\(text)")
        }
    }

    @Test("A permit's id is a UUID in lower case")
    func uuids() {
        #expect(isLowerCaseUUID("01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5f"))
        for text in [
            "", "01938E6E-4A8B-7C3D-8E9F-0A1B2C3D4E5F", "01938e6e4a8b7c3d8e9f0a1b2c3d4e5f",
            "01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5", "01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e5g",
            "01938e6e-4a8b-7c3d-8e9f0-a1b2c3d4e5f", "{01938e6e-4a8b-7c3d-8e9f-0a1b2c3d4e}",
        ] {
            #expect(!isLowerCaseUUID(text), "\(text)")
        }
    }
}
