import Foundation
import PermitCore
import PermitTestKit

@testable import PermitPacks

/// The page that lists clause → rule → test, made from the packs and from the names of the tests in this folder.
struct ClausePage {
    private struct Row {
        var rules: [String] = []
        var tests: [String] = []
    }

    static let path = "\(root)/Sources/PermitPacks/PermitPacks.docc/Clauses.md"

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    private static let root = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent().path

    private var rows: [Citation: Row] = [:]
    private var sources: [String: String] = [:]

    init() throws {
        let packs = try FileManager.default.contentsOfDirectory(atPath: Packs.directory).sorted()
            .filter { FileManager.default.fileExists(atPath: "\(Packs.directory)/\($0)/\($0).yaml") }
            .map { try PackLoader.load(directory: "\(Packs.directory)/\($0)").pack }
        for source in packs.flatMap(\.sources) { sources[source.source] = source.title.english }
        for pack in packs {
            for kind in pack.json["kinds"]?.array ?? [] {
                let name = kind.object?["kind"]?.string ?? ""
                enter(kind, "\(pack.pack) \(name)")
            }
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
        where file.hasSuffix(".swift") {
            try enterTests(of: file)
        }
    }

    /// The clauses that tests cite though no rule does.
    var untold: [String] {
        rows.filter { $0.value.rules.isEmpty && !$0.value.tests.isEmpty }.keys.sorted().map(\.text)
    }

    /// How many clauses rules cite, and how many of them a test of this folder cites too.
    var counts: (cited: Int, tested: Int) {
        let cited = rows.values.filter { !$0.rules.isEmpty }
        return (cited.count, cited.filter { !$0.tests.isEmpty }.count)
    }

    var markdown: String {
        var lines = [
            "# Clauses, rules and tests", "",
            "Which rule of which pack stands for a clause, and which test tries it. Made from the packs and the tests",
            "in `Tests/RegulationTests`; remade by running them with `PERMITD_REWRITE_CLAUSES=1`.", "",
            "\(counts.cited) clauses are cited by rules; \(counts.tested) of them are cited by a test of its own here.",
            "Every rule is also tried by the tests of its gate.",
        ]
        for (source, clauses) in Dictionary(grouping: rows.keys.sorted(), by: \.source).sorted(by: { $0.key < $1.key })
        {
            lines += ["", "## \(source): \(sources[source] ?? source)"]
            for citation in clauses {
                let row = rows[citation] ?? Row()
                lines += ["", "### \(citation.clause.isEmpty ? "As a whole" : citation.clause)", ""]
                lines += Set(row.rules).sorted().map { "- rule: \($0)" }
                lines += Set(row.tests).sorted().map { "- **test**: \($0)" }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func enter(_ value: JSONValue, _ place: String) {
        if let elements = value.array {
            for element in elements { enter(element, place) }
        }
        guard let object = value.object else { return }
        if let clause = object["clause"]?.string {
            for citation in Citation.all(in: clause, sources: Array(sources.keys)) {
                rows[citation, default: Row()].rules.append(place)
            }
        }
        for member in object.members where member.name != "title" {
            let names = ["grade", "check", "demand", "gas", "item", "trade", "with", "kind"]
            let name = member.value.object.flatMap { own in names.lazy.compactMap { own[$0]?.string }.first }
            let isList = member.value.array != nil
            if isList {
                for element in member.value.array ?? [] {
                    let own = names.lazy.compactMap { element.object?[$0]?.string }.first
                    enter(element, "\(place) \(member.name)\(own.map { "/\($0)" } ?? "")")
                }
            } else {
                enter(member.value, "\(place) \(member.name)\(name.map { "/\($0)" } ?? "")")
            }
        }
    }

    private mutating func enterTests(of file: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        for piece in text.components(separatedBy: "@Test(").dropFirst() {
            let parts = piece.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].allSatisfy(\.isWhitespace) else { continue }
            let name = String(parts[1])
            guard let colon = name.firstIndex(of: ":") else { continue }
            for citation in Citation.all(in: String(name[..<colon]), sources: Array(sources.keys)) {
                rows[citation, default: Row()].tests.append(
                    "\(file.dropLast(".swift".count)): \(name[name.index(colon, offsetBy: 2)...])")
            }
        }
    }
}
