import Foundation

/// One file of the package as the tidy tests see it: its lines, and the same lines without comments and strings.
struct SourceFile {
    let path: String
    let text: String
    let lines: [String]
    /// The lines with every comment and string blanked, so that words and braces in them don't count.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = Self.split(text)
        code = path.hasSuffix(".swift") ? Self.split(CodeScanner.code(of: text)) : lines
    }

    /// `Sources/PermitCore/…` and `Tests/PermitCoreTests/…` belong to the target that the second part names.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isSource: Bool { path.hasPrefix("Sources/") }

    /// Every word of the code, to ask whether a name is used here.
    var words: Set<Substring> {
        var found = Set<Substring>()
        for line in code {
            found.formUnion(line.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
        return found
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}

/// The package's files, read once.
enum Package {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let files: [SourceFile] = ["Sources", "Tests", "config", "systemd", ".ci"].flatMap(files(under:)) + manifest

    static let swift = files.filter { $0.path.hasSuffix(".swift") }
    static let python = files.filter { $0.path.hasSuffix(".py") }
    static let yaml = files.filter { $0.path.hasSuffix(".yaml") }

    private static let manifest = [read("Package.swift")].compactMap(\.self)

    private static func read(_ path: String) -> SourceFile? {
        guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
        return String(data: data, encoding: .utf8).map { SourceFile(path: path, text: $0) }
    }

    private static func files(under folder: String) -> [SourceFile] {
        let all = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        // The fuzzer's inputs are not written by anyone.
        let paths = (all?.compactMap { $0 as? String } ?? []).filter {
            !$0.contains("__pycache__") && !$0.contains("Fuzz/Corpus/")
        }
        return paths.sorted().compactMap { read("\(folder)/\($0)") }
    }
}
