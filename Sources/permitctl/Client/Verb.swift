import ArgumentParser
import PermitClient
import PermitCore

/// One verb of the command line: asks at a desk and prints what comes back.
protocol Verb: AsyncParsableCommand {
    var connection: Connection { get }

    /// Does it.
    func perform(at desk: Desk) async throws
}

extension Verb {
    func run() async throws {
        try await Output.run(whole: connection.isJSON) { try await perform(at: Desk(connection)) }
    }
}

/// What tells apart the verbs of one shape.
struct VerbRow: Sendable {
    let verb: String
    let operation: String
    let abstract: String
    let example: String

    init(_ verb: String, _ operation: String, _ abstract: String, example: String) {
        self.verb = verb
        self.operation = operation
        self.abstract = abstract
        self.example = example
    }

    var configuration: CommandConfiguration {
        CommandConfiguration(commandName: verb, abstract: abstract, discussion: "Example:\n  \(example)")
    }
}

/// Names the row of a verb in the table of its shape.
protocol Rowed {
    static var row: VerbRow { get }
}

extension Desk {
    /// Prints what an act or a read came to.
    func show(_ answer: Answer) {
        if isJSON { return Output.show(answer, whole: true) }
        let content = answer.content
        if let number = content["number"]?.string, let state = content["state"]?.string {
            let revision = content["revision"]?.integer.map { " (\(text("revision", "版本")) \($0))" } ?? ""
            Output.say("\(number): \(PlainText.state(state, language))\(revision)")
        }
        let isAct = content["number"] != nil
        let rest = isAct ? content.without("type", "permit", "number", "state", "revision", "contentText") : content
        PlainText.lines(rest.merging(written(content)), language).forEach(Output.say)
    }

    /// What a permit's content says beyond what the daemon repeats beside it.
    private func written(_ permit: JSONObject) -> JSONObject {
        let text = permit["contentText"]?.string ?? ""
        guard let content = try? JSONParser.parse(Array(text.utf8)).object else { return [:] }
        return JSONObject(members: content.members.filter { permit[$0.name] == nil })
    }
}
