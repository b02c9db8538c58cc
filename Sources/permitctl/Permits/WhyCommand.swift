import ArgumentParser
import PermitClient
import PermitCore

/// `permit why`.
struct WhyCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "What the next step still wants, as a checklist.",
        discussion: """
            Example:
              permitctl permit why HOT-20261124-001
            例：permitctl permit why HOT-20261124-001 --lang zh
            """)

    @OptionGroup var about: PermitOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask("permit.readiness", ["permit": .string(about.permit)])
        if desk.isJSON { return desk.show(answer) }
        Checklist(answer.content, desk.language).lines.forEach(Output.say)
    }
}

/// A permit's readiness as a list to work through.
struct Checklist {
    let lines: [String]

    init(_ readiness: JSONObject, _ language: Language) {
        func text(_ english: String, _ chinese: String) -> String { Message(english, chinese).text(in: language) }
        let state = PlainText.state(readiness["state"]?.string ?? "", language)
        var lines = ["\(readiness["number"]?.string ?? "")  \(text("state", "状态")): \(state)"]
        guard let next = readiness["next"]?.string else {
            self.lines = lines + [text("nothing more to do: it has ended", "作业票已终结，无后续步骤")]
            return
        }
        lines.append("\(text("next step", "下一步")): \(PlainText.step(next, language)) (\(next))")
        let unmet = (readiness["unmet"]?.array ?? []).compactMap(\.object)
        for gate in unmet.compactMap({ $0["gate"]?.string }).unique() {
            lines.append(PlainText.gate(gate, language))
            for condition in unmet where condition["gate"]?.string == gate {
                let about = ["code", "subject"].compactMap { condition[$0]?.string }.joined(separator: ": ")
                lines.append("  [ ] \(condition["message"]?.string ?? "") (\(about))")
            }
        }
        if unmet.isEmpty { lines.append("[x] \(text("ready", "就绪"))") }
        self.lines = lines
    }
}

extension [String] {
    /// The first of each, in their order.
    fileprivate func unique() -> [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
