import Foundation
import Testing

/// The pages of the documentation name tests as proof of what they say; a test that was renamed proves nothing.
@Suite("Pages") struct PageTests {
    private static let pages = Package.files.filter { $0.path.hasSuffix(".md") }
    private static let code = Package.swift.filter { $0.path.hasPrefix("Tests/") }

    @Test("Every test in Python that a page names is there")
    func pythonTests() {
        let named = Self.names(of: #/`(test_\w+\.py)(?:::(test_\w+))?`/#).map { ($0.page, $0.file, $0.test ?? "") }
        #expect(named.count > 50)
        tidy(
            "tests in Python that are nowhere",
            named.filter { _, file, test in
                !Package.python.contains { source in
                    source.path.hasSuffix("/\(file)") && (test.isEmpty || source.text.contains("def \(test)("))
                }
            }.map { "\($0): \($1) \($2)" })
    }

    @Test("Every test in Swift that a page names is there")
    func swiftTests() {
        let named = Self.names(of: #/`(\w+(?:Tests|Story))(?:\.(\w+))?`/#).map { ($0.page, $0.file, $0.test ?? "") }
        #expect(named.count > 20)
        tidy(
            "tests in Swift that are nowhere",
            named.filter { _, suite, test in
                let isFolder = Package.swift.contains { $0.path.hasPrefix("Tests/\(suite)/") }
                return !isFolder
                    && !Self.code.contains { source in
                        let isThere =
                            source.path.hasSuffix("/\(suite).swift") || source.text.contains("struct \(suite)")
                        return isThere && (test.isEmpty || source.text.contains("func \(test)("))
                    }
            }.map { "\($0): \($1) \($2)" })
    }

    private typealias Pattern = Regex<(Substring, Substring, Substring?)>

    private static func names(of pattern: Pattern) -> [(page: String, file: String, test: String?)] {
        pages.flatMap { page in
            page.text.matches(of: pattern).map { match in
                (page.path, String(match.output.1), match.output.2.map(String.init))
            }
        }
    }
}
