import Foundation
import PermitCore
import Testing

@testable import permitctl

/// Whole forms, compared with what they came to when they were last read by someone.
///
/// `PERMITCTL_REWRITE_FORMS=1 swift test --filter PermitctlTests` writes the files anew; the difference is then
/// reviewed like code.
@Suite("Forms as written") struct FormGoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Forms")
    private static let isRewriting = ProcessInfo.processInfo.environment["PERMITCTL_REWRITE_FORMS"] == "1"

    @Test("A form is printed as written", arguments: FormScene.all.map(\.file), Language.allCases)
    func form(_ name: String, _ language: Language) throws {
        let lines = try Self.lines(name, language)
        let file = Self.folder.appendingPathComponent("\(name).\(language.rawValue).txt")
        if Self.isRewriting {
            try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
        let line = zip(lines, written).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, written.count)
        #expect(
            lines == written,
            """
            \(file.lastPathComponent):\(line + 1) is printed otherwise
            written: \(written.dropFirst(line).first ?? "")
            printed: \(lines.dropFirst(line).first ?? "")
            """)
    }

    @Test(
        "Every form fits its width and says its state first", arguments: FormScene.all.map(\.file), [40, 61, 80, 132])
    func fits(_ name: String, _ width: Int) throws {
        for language in Language.allCases {
            let lines = try Self.lines(name, language, width: width)
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) == width }, "\(name) \(language) \(width)")
            let state = name.split(separator: "-").last.map(String.init) ?? ""
            let marks = ["requested": "--", "active": ">>", "suspended": "!!", "closed": "XX"]
            #expect(lines[0].contains("[\(marks[state] ?? "")]"), "\(lines[0])")
            let isActive = state == "active"
            #expect(lines[1].contains(language == .english ? "NO WORK" : "禁止作业") != isActive, "\(lines[1])")
        }
    }

    @Test("Every file belongs to a scene")
    func files() throws {
        guard !Self.isRewriting else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let wanted = FormScene.all.flatMap { scene in Language.allCases.map { "\(scene.file).\($0.rawValue).txt" } }
        #expect(files.sorted() == wanted.sorted())
    }

    private static func lines(_ name: String, _ language: Language, width: Int = 80) throws -> [String] {
        let scene = try #require(FormScene.all.first { $0.file == name })
        var site = try FormSite()
        try scene.play(&site)
        return PermitForm.lines(try site.source(in: language), width: width)
    }
}
