import ArgumentParser
import PermitClient
import PermitCore

/// `permit list`.
struct ListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Permits, a line each.",
        discussion: "Example:\n  permitctl permit list --area harbour --state active --state suspended")

    @Option(help: "Only in or below this area.")
    var area: String?
    @Option(
        help: "Only in this state; may be given several times.",
        completion: .list(PermitState.allCases.map(\.rawValue)))
    var state: [String] = []
    @Option(help: "Only of this kind of work.")
    var kind: String?
    @Option(help: "Only those that name this person.")
    var person: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = [:]
        if let area { args["area"] = .string(area) }
        if !state.isEmpty { args["state"] = .strings(state) }
        if let kind { args["kind"] = .string(kind) }
        if let person { args["person"] = .string(person) }
        let answer = try await desk.list("permit.list", args)
        if desk.isJSON { return desk.show(answer) }
        for permit in (answer.content["items"]?.array ?? []).compactMap(\.object) {
            Output.say(PermitLine.text(of: permit, desk.language))
        }
    }
}

/// A permit on one line.
enum PermitLine {
    static func text(of permit: JSONObject, _ language: Language) -> String {
        let state = PlainText.state(permit["state"]?.string ?? "", language)
        let causes = (permit["causes"]?.array ?? []).compactMap { $0.object?["cause"]?.string }
        let why = causes.isEmpty ? "" : " (\(causes.joined(separator: ", ")))"
        let columns = ["number", "area", "leader", "supervisor", "until"].map { permit[$0]?.string ?? "" }
        return "\(columns[0])  \(state)\(why)  \(columns.dropFirst().joined(separator: "  "))"
    }
}
