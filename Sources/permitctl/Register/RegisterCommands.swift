import ArgumentParser
import PermitClient
import PermitCore

/// `permitctl register`.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Look things up in the register.",
        subcommands: [RegisterGetCommand.self, RegisterListCommand.self])
}

/// Which part of the register.
struct RegisterPart: ParsableArguments {
    @Argument(
        help: "area, person, credential, grant, instrument, equipment or key.",
        completion: .list(RegisterType.allCases.map(\.rawValue)))
    var type: String
}

/// `register get`.
struct RegisterGetCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "One entry.", discussion: "Example:\n  permitctl register get person p-wang")

    @OptionGroup var part: RegisterPart
    @Argument(help: "The entry's id.")
    var id: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("register.get", ["type": .string(part.type), "id": .string(id)]))
    }
}

/// `register list`.
struct RegisterListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every entry of one part, a line each.",
        discussion: "Example:\n  permitctl register list credential")

    @OptionGroup var part: RegisterPart
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.list("register.list", ["type": .string(part.type)])
        if desk.isJSON { return desk.show(answer) }
        for entry in answer.content["items"]?.array ?? [] { Output.say(PlainText.phrase(entry, desk.language)) }
    }
}
