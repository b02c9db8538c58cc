import Foundation
import PermitCore
import PermitTestKit
import Testing

@testable import permitctl

/// Whole screens, compared with what they showed when they were last read by someone.
///
/// `PERMITCTL_REWRITE_SCREENS=1 swift test --filter PermitctlTests` writes the files anew; the difference is then
/// reviewed like code.
@Suite("Screens as written") struct BoardGoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Screens")
    private static let isRewriting = ProcessInfo.processInfo.environment["PERMITCTL_REWRITE_SCREENS"] == "1"

    /// What is looked at, and how it is come to.
    enum Scene: String, CaseIterable, Sendable {
        case board, stale, permit, stop, help, filtered, small, wide

        var size: (columns: Int, rows: Int) {
            switch self {
            case .small: (40, 10)
            case .wide: (118, 40)
            default: (80, 24)
            }
        }
    }

    static func rig(_ scene: Scene, _ language: Language) throws -> BoardRig {
        var rig = BoardRig(
            try BoardRig.shift(), language, columns: scene.size.columns, rows: scene.size.rows)
        rig.show()
        switch scene {
        case .board, .small, .wide: break
        case .stale:
            let last = rig.board(isLive: false)
            rig.take(.board(last))
            try rig.site.advance(.seconds(65))
            rig.take(.tick(rig.site.now))
        case .permit:
            rig.type("g")
            for _ in 0..<20 where rig.state.selection != .permit(Site.otherID.text) { rig.press(.down) }
            rig.press(.enter)
        case .stop: rig.press(.down, .enter)
        case .help: rig.type("?")
        case .filtered:
            rig.type("s/kitchen")
            rig.press(.enter)
            rig.type("s")
        }
        return rig
    }

    @Test("A screen shows what is written", arguments: Scene.allCases, Language.allCases)
    func screen(_ scene: Scene, _ language: Language) throws {
        var rig = try Self.rig(scene, language)
        let lines = rig.screen()
        let file = Self.folder.appendingPathComponent("\(scene.rawValue).\(language.rawValue).txt")
        if Self.isRewriting {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        let line = zip(lines, written).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.count, written.count)
        #expect(
            lines == written,
            """
            \(file.lastPathComponent):\(line + 1) shows something else
            written: \(written.dropFirst(line).first ?? "")
            shown:   \(lines.dropFirst(line).first ?? "")
            """)
    }

    @Test("Every screen has its lines, and none is too wide", arguments: Scene.allCases, Language.allCases)
    func fits(_ scene: Scene, _ language: Language) throws {
        var rig = try Self.rig(scene, language)
        for columns in [1, 7, 40, 79, 80, 110, 300] {
            for rows in [1, 3, 10, 100] {
                rig.take(.size(ScreenSize(columns: columns, rows: rows)))
                let lines = rig.screen()
                #expect(lines.count == rows, "\(columns)x\(rows)")
                #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= columns }, "\(columns)x\(rows)")
            }
        }
    }

    @Test("Every file belongs to a scene")
    func files() throws {
        guard !Self.isRewriting else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let wanted = Scene.allCases.flatMap { scene in Language.allCases.map { "\(scene.rawValue).\($0.rawValue).txt" }
        }
        #expect(files.sorted() == wanted.sorted())
    }
}
