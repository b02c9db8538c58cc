import Foundation
import Testing

/// Whole stories, compared with what they came to when they were last read by someone.
///
/// `PERMITD_REWRITE_TRANSCRIPTS=1 swift test --filter PermitStoryTests` writes the files anew; the difference is then
/// reviewed like code.
struct StoryTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Transcripts")
    private static let isRewriting = ProcessInfo.processInfo.environment["PERMITD_REWRITE_TRANSCRIPTS"] == "1"

    @Test("the story goes as written", arguments: Story.all)
    func transcript(of story: Story) throws {
        let file = Self.folder.appendingPathComponent("\(story.file).txt")
        let told = story.told()
        if Self.isRewriting {
            try (told.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
        guard told != written else { return }
        let line = zip(told, written).enumerated().first { $1.0 != $1.1 }?.offset ?? min(told.count, written.count)
        let near = max(0, line - 3)
        Issue.record(
            """
            \(story.file).txt:\(line + 1) is told otherwise (\(told.count) lines, \(written.count) written)
            written:
            \(written.dropFirst(near).prefix(8).joined(separator: "\n"))
            told:
            \(told.dropFirst(near).prefix(8).joined(separator: "\n"))
            """)
    }

    @Test("every transcript belongs to a story")
    func files() throws {
        guard !Self.isRewriting else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(files.sorted() == Story.all.map { "\($0.file).txt" }.sorted())
    }
}
