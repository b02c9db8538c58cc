import ArgumentParser
import PermitClient
import PermitCore

/// `permitctl import`.
struct ImportCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Enter a register from one YAML file; twice changes nothing.",
        discussion: """
            Goes on after a refusal, and ends with exit code 1 if there was one.
            Nothing is sent while the file itself is at fault. Credentials still
            want another person's credential.verify.

            Example:
              permitctl import register.yaml

            # register.yaml: any of these lists;
            # entries are what area.put, person.put and so on take
            areas:
              - {area: harbour, name: Harbour home, risk: blue}
              - area: harbour/boiler
                name: Boiler house
                risk: orange
                adjacent: [harbour/kitchen]
            people:
              - {person: p-wang, name: Wang Wei, employer: Binhai Care}
            credentials:
              - credential: c-wang-weld
                person: p-wang
                kind: special-work.welding
                number: T330000199001011234
                issuer: emergency office
                issued: 2024-05-01
                expires: 2027-04-30
            grants:
              - grant: g-wang-leader
                person: p-wang
                role: leader
                areas: [harbour]
                from: 2026-01-01
                until: 2026-12-31
            instruments:
              - {instrument: gm-7, kind: gas meter, calibrationDue: 2027-03-31}
            equipment:
              - equipment: crane-2
                kind: bridge crane
                registration: TS4110
                inspectionDue: 2027-06-30
                status: inUse
            keys:
              - key: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'
                device: tablet-1
                areas: [harbour]
            """)

    @Argument(help: "The register in YAML; - for standard input.", completion: .file(extensions: ["yaml"]))
    var file: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let entries = try RegisterFile(path: file, text: try InputFile.text(file)).entries
        var report = ImportReport(total: entries.count, file: file)
        defer { report.finish(at: desk) }
        for entry in entries {
            let answer = try await desk.answer(entry.section.operation, entry.args)
            report.add(entry, answer, at: desk)
        }
        if report.refused > 0 { throw ExitCode(1) }
    }
}

/// What an import came to so far; told entry by entry, so that a long file shows how far it is.
struct ImportReport {
    private let total: Int
    private let file: String
    private var changed = 0
    private var unchanged = 0
    private(set) var refused = 0
    private var entries: [JSONValue] = []

    init(total: Int, file: String) {
        self.total = total
        self.file = file
    }

    mutating func add(_ entry: RegisterFile.Entry, _ answer: Answer, at desk: Desk) {
        let outcome: String
        if !answer.isOK {
            refused += 1
            outcome = "refused"
        } else if answer.content["changed"] == false {
            unchanged += 1
            outcome = "unchanged"
        } else {
            changed += 1
            outcome = "changed"
        }
        let count = changed + unchanged + refused
        if desk.isJSON {
            var line: JSONObject = [
                "line": .count(entry.line), "operation": .string(entry.section.operation), "id": .string(entry.id),
                "outcome": .string(outcome),
            ]
            if !answer.isOK { line["error"] = .object(answer.content) }
            entries.append(.object(line))
            if count.isMultiple(of: 500) { Output.complain("\(count)/\(total)") }
        } else {
            let words = [
                "refused": desk.text("refused", "被拒绝"), "unchanged": desk.text("unchanged", "未变"),
                "changed": desk.text("changed", "已变更"),
            ]
            Output.say("\(count)/\(total) \(words[outcome] ?? outcome): \(entry.section.operation) \(entry.id)")
            guard !answer.isOK else { return }
            Output.complain(
                "\(file):\(entry.line): \(Output.refusal(answer.content, desk.language).joined(separator: "\n"))")
        }
    }

    /// The summary, which is also owed where the daemon stopped answering half-way.
    func finish(at desk: Desk) {
        let counts: JSONObject = [
            "changed": .count(changed), "unchanged": .count(unchanged), "refused": .count(refused),
            "total": .count(total),
        ]
        if desk.isJSON {
            let whole: JSONObject = ["entries": .array(entries)]
            return Output.say(JSONValue.object(whole.merging(counts)).text)
        }
        Output.say(
            desk.text(
                "\(changed) changed, \(unchanged) unchanged, \(refused) refused, of \(total)",
                "共 \(total) 项：变更 \(changed)，未变 \(unchanged)，被拒绝 \(refused)"))
    }
}
