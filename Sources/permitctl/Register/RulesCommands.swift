import ArgumentParser
import PermitCore

/// `permitctl rules`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "The rules in force: kinds of work, their forms, what facts lead to.",
        subcommands: [RulesListCommand.self, RulesFormCommand.self, RulesExplainCommand.self])
}

/// `rules list`.
struct RulesListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The packs in force and their kinds of work.",
        discussion: "Example:\n  permitctl rules list")

    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("rules.list"))
    }
}

/// `rules form`.
struct RulesFormCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "form", abstract: "All that a kind of work asks for.",
        discussion: "Example:\n  permitctl rules form hot --area harbour/boiler")

    @Argument(help: "The kind of work.")
    var kind: String
    @Option(help: "Where, for the facts that are true of the place.")
    var area: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = ["kind": .string(kind)]
        if let area { args["area"] = .string(area) }
        desk.show(try await desk.ask("rules.form", args))
    }
}

/// `rules explain`.
struct RulesExplainCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "The grade that facts lead to, and what follows from it.",
        discussion: "Example:\n  permitctl rules explain hot --fact occupied=true --fact contractor=false")

    @Argument(help: "The kind of work.")
    var kind: String
    @Option(help: "Where, for the facts that are true of the place.")
    var area: String?
    @Option(
        help: ArgumentHelp(
            "A fact of the work, once for each; one left out is taken strictly.", valueName: "name=value"),
        transform: Fact.init)
    var fact: [Fact] = []
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var facts: JSONObject = [:]
        for fact in fact { facts[fact.name] = fact.value }
        var args: JSONObject = ["kind": .string(kind), "facts": .object(facts)]
        if let area { args["area"] = .string(area) }
        desk.show(try await desk.ask("rules.explain", args))
    }

    /// One fact as it was written.
    struct Fact {
        let name: String
        let value: JSONValue

        init(_ text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("\(text): a fact is NAME=VALUE, such as occupied=true")
            }
            name = String(parts[0])
            value = WrittenFact.value(String(parts[1]))
        }
    }
}
