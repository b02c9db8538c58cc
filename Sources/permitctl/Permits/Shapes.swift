import ArgumentParser
import PermitClient
import PermitCore

/// The permit a verb is about.
struct PermitOption: ParsableArguments {
    @Argument(help: "The permit's id or number.")
    var permit: String
}

/// What an act can be shown by.
struct EvidenceOption: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Photographs or documents; their digests are kept, not the files.", valueName: "file"),
        completion: .file())
    var evidence: [String] = []

    /// The evidence as an argument, where there is any. Read it before anything is asked for: a file that isn't there
    /// is told without a daemon.
    func read() throws -> JSONObject {
        evidence.isEmpty ? [:] : ["evidence": .array(try evidence.map(InputFile.evidence))]
    }
}

/// Verbs that ask for nothing but the permit.
struct Simple<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        let args: JSONObject = ["permit": try await desk.permitID(about.permit)]
        desk.show(try await desk.ask(Row.row.operation, args.merging(evidence)))
    }
}

/// Verbs that want a reason.
struct Reasoned<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @Option(help: "Why, in your own words.")
    var reason: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let permit = try await desk.permitID(about.permit)
        desk.show(try await desk.ask(Row.row.operation, ["permit": permit, "reason": .string(reason)]))
    }
}

/// Verbs that say which revision was seen.
struct Expecting<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @Option(help: "The revision that you saw; left out, the one of this moment.")
    var expect: Int?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        guard let expect else {
            let permit = try await desk.permit(about.permit)
            let args: JSONObject = ["permit": permit["permit"] ?? .null]
            return desk.show(try await desk.ask(Row.row.operation, args, expecting: permit["revision"]?.integer))
        }
        let args: JSONObject = ["permit": try await desk.permitID(about.permit)]
        desk.show(try await desk.ask(Row.row.operation, args, expecting: expect))
    }
}

/// Verbs by which someone, or something, goes in or out.
struct Moving<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @Argument(help: "The person's id; with --tool, the tool's name.")
    var who: String
    @Flag(help: "It is a tool.")
    var tool = false
    @Option(
        help: "Why: work, rescue, or observed when someone is simply found inside.",
        completion: .list(EntryArguments.Basis.allCases.map(\.rawValue)))
    var basis: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = [
            "permit": try await desk.permitID(about.permit), tool ? "tool" : "person": .string(who),
        ]
        if let basis { args["basis"] = .string(basis) }
        desk.show(try await desk.ask(Row.row.operation, args))
    }
}

/// Reads of one permit.
struct Reading<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask(Row.row.operation, ["permit": .string(about.permit)])
        let events = (answer.content["items"]?.array ?? []).compactMap {
            $0.object?["event"]?.object.flatMap(ReceivedEvent.init)
        }
        guard !desk.isJSON, !events.isEmpty else { return desk.show(answer) }
        for event in events { Output.say(EventLine.text(of: event)) }
    }
}
