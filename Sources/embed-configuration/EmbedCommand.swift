import Foundation

@main
enum EmbedCommand {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else { exit(64) }
        try embed(CommandLine.arguments[1], into: CommandLine.arguments[2])
    }

    /// Writes a Swift file that holds every file below a folder: `embed-configuration FOLDER OUTPUT`. Names with
    /// a dot are those of files.
    private static func embed(_ folder: String, into output: String) throws {
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let files = try all.filter { $0.contains(".") }.sorted().map { path in
            // Four marks on each side: no file of the configuration ends a text with as many.
            let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
            return "        (path: ####\"\(path)\"####, text: ####\"\"\"\n\(text)\n\"\"\"####),\n"
        }
        let source = """
            /// The files that come with the program, by their paths below `config`.
            enum EmbeddedConfiguration {
                static let files: [(path: String, text: String)] = [
            \(files.joined())    ]
            }

            """
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }
}
