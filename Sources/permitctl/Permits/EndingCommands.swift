import ArgumentParser
import PermitCore

/// `permit finish`.
struct FinishCommand: Verb {
    enum Completion: String, EnumerableFlag {
        case completed, incomplete
    }

    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "As the leader: the work is over for this permit.",
        discussion: "Example:\n  permitctl permit finish HOT-20261124-001 --completed")

    @OptionGroup var about: PermitOption
    @Flag(help: "Whether the work is done.")
    var outcome: Completion
    @Option(help: "Kept with the request, not published.")
    var remarks: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = [
            "permit": try await desk.permitID(about.permit), "outcome": .string(outcome.rawValue),
        ]
        if let remarks { args["remarks"] = .string(remarks) }
        desk.show(try await desk.ask("permit.finish", args))
    }
}

/// `permit watch`.
struct FireWatchCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "As the fire watcher: a round of the watch; a finding begins it again.",
        discussion: """
            Example:
              permitctl permit watch HOT-20261124-001
              permitctl permit watch HOT-20261124-001 --finding 'embers by the stair'
            """)

    @OptionGroup var about: PermitOption
    @Option(help: "What you found, if anything.")
    var finding: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = ["permit": try await desk.permitID(about.permit)]
        if let finding { args["finding"] = .string(finding) }
        desk.show(try await desk.ask("permit.watch", args))
    }
}

/// `permit restore`.
struct RestoreCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Say that something was put right after the work.",
        discussion: "Example:\n  permitctl permit restore HOT-20261124-001 siteCleared --evidence stair.jpg")

    @OptionGroup var about: PermitOption
    @Argument(help: "The item, as `permitctl permit why` names it.")
    var item: String
    @Flag(help: "It failed, or does not apply here.")
    var outcome: OutcomeFlag?
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        let args: JSONObject = [
            "permit": try await desk.permitID(about.permit), "item": .string(item),
            "outcome": .string(outcome?.rawValue ?? "done"),
        ]
        desk.show(try await desk.ask("permit.restore", args.merging(evidence)))
    }
}

/// `permit refuse-acceptance`.
struct RefuseAcceptanceCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "refuse-acceptance", abstract: "As the acceptor: name what is not in order yet.",
        discussion: """
            Each --item belongs to the --defect at the same place; other defects
            become items of their own.

            Example:
              permitctl permit refuse-acceptance HOT-20261124-001 \\
                --defect 'ash under the stair' --item siteCleared
            """)

    @OptionGroup var about: PermitOption
    @Option(help: ArgumentHelp("What is wrong; once for each defect.", valueName: "text"))
    var defect: [String]
    @Option(help: "The item of restoration that a defect is about.")
    var item: [String] = []
    @OptionGroup var connection: Connection

    func validate() throws {
        if item.count > defect.count { throw ValidationError("more --item than --defect") }
    }

    func perform(at desk: Desk) async throws {
        let defects = defect.enumerated().map { index, text in
            var defect: JSONObject = ["text": .string(text)]
            if item.indices.contains(index) { defect["item"] = .string(item[index]) }
            return JSONValue.object(defect)
        }
        let args: JSONObject = ["permit": try await desk.permitID(about.permit), "defects": .array(defects)]
        desk.show(try await desk.ask("permit.refuseAcceptance", args))
    }
}

/// `permit note`.
struct NoteCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write something down about a permit.",
        discussion: "Example:\n  permitctl permit note HOT-20261124-001 'rain since 14:00, working under the roof'")

    @OptionGroup var about: PermitOption
    @Argument(help: "What is to be remembered.")
    var text: String
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        let args: JSONObject = ["permit": try await desk.permitID(about.permit), "text": .string(text)]
        desk.show(try await desk.ask("permit.note", args.merging(evidence)))
    }
}
