import Foundation
import Testing

/// Tests about the code itself: who imports what, how large things are, which words have no place here.
@Suite("Tidy") struct TidyTests {
    @Test("Every target imports only what its place in the house allows")
    func imports() {
        let targets = Set(Package.swift.filter(\.isSource).map(\.target))
        tidy("targets without a row in ImportTable", targets.filter { ImportTable.allowed[$0] == nil }.sorted())
        tidy(
            "imports that the table forbids",
            Package.swift.filter(\.isSource).flatMap { file in
                let allowed = ImportTable.allowed[file.target] ?? []
                return findings(in: file) { line in
                    ImportTable.module(importedBy: line).flatMap { allowed.contains($0) ? nil : "imports \($0)" }
                }
            })
    }

    @Test("No clock, no chance and no input or output in the core")
    func purity() {
        let words = ["Date(", "random", "Random", "clock_gettime", "Glibc", "FileManager", "ContinuousClock", "getenv"]
        let core = Package.swift.filter { $0.path.hasPrefix("Sources/PermitCore/") }
        #expect(!core.isEmpty)
        tidy(
            "words that the core must not know",
            core.flatMap { file in
                findings(in: file) { line in words.first { says($0, in: line) }.map { "says \($0)" } }
            })
    }

    @Test("A file has at most 500 lines, a product target's median at most 120")
    func files() {
        let most = 500
        let median = 120
        let sized = Package.swift + Package.python + Package.yaml
        tidy(
            "files of more than \(most) lines",
            sized.filter { $0.lines.count > most }.map {
                "\($0.path): \($0.lines.count) lines"
            })
        let targets = Dictionary(
            grouping: Package.swift.filter { $0.path.hasPrefix("Sources/") && $0.target != "PermitTestKit" },
            by: \.target)
        tidy(
            "targets whose median file is too long",
            targets.sorted { $0.key < $1.key }.compactMap { target, files in
                let middle = files.map(\.lines.count).sorted()[files.count / 2]
                return middle > median ? "\(target): median \(middle) lines, at most \(median)" : nil
            })
    }

    @Test("A function has at most 70 lines")
    func functions() {
        let most = 70
        let found = Package.swift.flatMap { file in FunctionScanner.functions(in: file).map { (file, $0) } }
        #expect(found.count > 10, "the scan finds no functions")
        tidy(
            "functions of more than \(most) lines",
            found.filter { $1.length > most }.map { file, function in
                "\(file.path):\(function.line): \(function.length) lines: \(function.signature)"
            })
    }

    @Test("A line has at most 120 characters")
    func lines() {
        let most = 120
        tidy(
            "lines of more than \(most) characters",
            Package.files.flatMap { file in
                file.lines.enumerated().filter { $1.count > most }.map {
                    "\(file.path):\($0 + 1): \($1.count) characters"
                }
            })
    }

    @Test("Words that mean unfinished or unsafe work")
    func bannedWords() {
        let anywhere = ["TO" + "DO", "FIX" + "ME"]
        tidy(
            "unfinished work",
            Package.files.flatMap { file in
                file.lines.enumerated().compactMap { number, line in
                    anywhere.first { line.contains($0) }.map { "\(file.path):\(number + 1): \($0)" }
                }
            })
        // Named here to be looked for, not used.
        let inCode = ["fatalError(", "try!", "Utils"]
        tidy(
            "words that have no place in the code",
            Package.swift.flatMap { file in
                findings(in: file) { line in inCode.first { line.contains($0) }.map { "says \($0)" } }
            })
        tidy("files with a name that says nothing", Package.files.map(\.path).filter { $0.contains("Util" + "s") })
    }

    @Test("What the compiler can't check says why it is safe")
    func unsafeWithReason() {
        // Named here to be looked for, not made.
        let claims = ["@unchecked Sendable", "nonisolated(unsafe)"]
        tidy(
            "claims without a reason on the line or the one before",
            Package.swift.flatMap { file in
                file.code.enumerated().compactMap { number, line in
                    guard let claim = claims.first(where: line.contains), !hasReason(file, number) else { return nil }
                    return "\(file.path):\(number + 1): \(claim)"
                }
            })
    }

    @Test("Only the programs print")
    func printing() {
        let quiet = Package.swift.filter {
            $0.isSource && !["permitd", "permitctl", "permit-bench"].contains($0.target)
        }
        tidy(
            "prints outside the programs",
            quiet.flatMap { file in
                findings(in: file) { line in says("print(", in: line) ? "prints" : nil }
            })
    }

    @Test("The top level holds what the plan names, and dotfiles")
    func topLevel() throws {
        let planned: Set<String> = [
            "Package.swift", "Package.resolved", "Sources", "Tests", "config", "systemd", "README.md",
        ]
        let found = try FileManager.default.contentsOfDirectory(atPath: Package.root.path)
        tidy("entries of the top level", found.filter { !$0.hasPrefix(".") && !planned.contains($0) }.sorted())
    }

    @Test("No file is dead")
    func deadFiles() {
        tidy(
            "Swift files that declare nothing",
            Package.swift.filter { declarations(of: $0).isEmpty && !isEntry($0) }
                .map(\.path))
        let words = Package.swift.map { ($0.path, $0.words) }
        tidy(
            "Swift files whose names are used nowhere else",
            Package.swift.filter { file in
                let names = declarations(of: file)
                return file.isSource && !isEntry(file) && !names.isEmpty
                    && !words.contains { path, used in path != file.path && !used.isDisjoint(with: names) }
            }.map(\.path))
        tidy(
            "Python files that no other imports",
            Package.python.filter { file in
                let name = String(file.path.split(separator: "/").last?.dropLast(3) ?? "")
                let uses = ["from \(name) import", "import \(name)\n"]
                return !name.hasPrefix("test_") && name != "conftest" && !file.text.contains("__main__")
                    && !Package.python.contains { other in uses.contains(where: other.text.contains) }
            }.map(\.path))
    }

    @Test("Every rule pack is a folder with the file that names it")
    func packs() {
        let files = Package.yaml.filter { $0.path.hasPrefix("config/packs/") }.map { $0.path.split(separator: "/") }
        let names = Set(files.map { "\($0[2])/\($0[3])" })
        tidy(
            "pack folders without their own file",
            Set(files.map { String($0[2]) }).filter {
                !names.contains("\($0)/\($0).yaml")
            }.sorted())
        let strangers = files.filter { !$0[3].hasPrefix($0[2]) }
        tidy("files that do not carry their pack's name", strangers.map { $0.joined(separator: "/") })
    }

    // MARK: How it looks

    private func findings(in file: SourceFile, _ judge: (String) -> String?) -> [String] {
        file.code.enumerated().compactMap { number, line in judge(line).map { "\(file.path):\(number + 1): \($0)" } }
    }

    /// Whether the line holds this word, and not as the end of a longer one or the name of a member.
    private func says(_ word: String, in line: String) -> Bool {
        line.ranges(of: word).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_" || (before == "." && word.hasPrefix("print")))
        }
    }

    /// A comment on this line or the one before.
    private func hasReason(_ file: SourceFile, _ number: Int) -> Bool {
        let near = file.lines[max(0, number - 1)...number]
        return near.contains { $0.contains("//") }
    }

    private func isEntry(_ file: SourceFile) -> Bool {
        file.path == "Package.swift" || file.path.hasSuffix("/main.swift")
            || file.code.contains { $0.contains("@main") }
    }

    /// The names by which others know a file: its types, or, where it extends a type or has none, every member too.
    private func declarations(of file: SourceFile) -> Set<Substring> {
        let types = names(in: file, after: ["struct", "class", "enum", "actor", "protocol", "typealias", "macro"])
        let extends = file.code.contains { says("extension", in: $0) }
        guard types.isEmpty || extends else { return types }
        return types.union(names(in: file, after: ["func", "let", "var", "case", "init"]))
    }

    private func names(in file: SourceFile, after keywords: Set<Substring>) -> Set<Substring> {
        var names = Set<Substring>()
        for line in file.code {
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            for (keyword, name) in zip(words, words.dropFirst()) where keywords.contains(keyword) { names.insert(name) }
        }
        return names
    }
}

/// Fails with every finding, one a line, so that one run shows all there is to do.
func tidy(_ what: String, _ found: [String], _ location: SourceLocation = #_sourceLocation) {
    #expect(found.isEmpty, "\(what):\n  \(found.joined(separator: "\n  "))", sourceLocation: location)
}
