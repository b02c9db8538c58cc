import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitServer

/// `permitctl hazard`.
struct HazardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hazard", abstract: "Hidden dangers: report them, have them put right, verify that they are gone.",
        subcommands: [
            HazardReportCommand.self, HazardAssignCommand.self, HazardRectifyCommand.self, HazardVerifyCommand.self,
            HazardReopenCommand.self, HazardGetCommand.self, HazardListCommand.self,
        ])
}

/// The hidden danger a verb is about.
struct HazardOption: ParsableArguments {
    @Argument(help: "The hidden danger's id.")
    var hazard: String

    var args: JSONObject { ["hazard": .string(hazard.lowercased())] }
}

/// `hazard report`.
struct HazardReportCommand: Verb {
    enum Level: String, EnumerableFlag {
        case general, major
    }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Report a hidden danger. Anyone may; a major one stops its area.",
        discussion: """
            Example:
              permitctl hazard report harbour/boiler 'cracked gas hose' --major \\
                --evidence hose.jpg
            """)

    @Argument(help: "The area.")
    var area: String
    @Argument(help: "What you found.")
    var text: String
    @Flag(help: "How grave it is.")
    var level: Level
    @Option(help: "The permit whose work brought it to light, by id or number.")
    var permit: String?
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        let hazard = UUID().uuidString.lowercased()
        var args: JSONObject = [
            "hazard": .string(hazard), "area": .string(area), "level": .string(level.rawValue), "text": .string(text),
        ]
        if let permit { args["permit"] = try await desk.permitID(permit) }
        let answer = try await desk.ask("hazard.report", args.merging(evidence))
        if !desk.isJSON, answer.content["hazard"] == nil { Output.say("hazard: \(hazard)") }
        desk.show(answer)
    }
}

/// `hazard assign`.
struct HazardAssignCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "As the safety post: who puts it right, by when, and what holds until then.",
        discussion: """
            Example:
              permitctl hazard assign 1b9d… --to p-li --deadline 2026-11-30 --major \\
                --measures 'gas shut off at the main'
            """)

    @OptionGroup var about: HazardOption
    @Option(help: "Who puts it right.")
    var to: String
    @Option(help: "By when: a day, through whose end there is time; +8h; or 2026-11-24T08:00:00+08:00.")
    var deadline: String
    @Flag(help: "How grave it is.")
    var level: HazardReportCommand.Level
    @Option(help: "What holds until then.")
    var measures: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let deadline: JSONValue =
            CalendarDate(deadline) == nil
            ? .moment(try WrittenMoment.read(deadline, now: SystemClock().now())) : .string(deadline)
        let rest: JSONObject = [
            "to": .string(to), "deadline": deadline, "level": .string(level.rawValue), "measures": .string(measures),
        ]
        desk.show(try await desk.ask("hazard.assign", about.args.merging(rest)))
    }
}

/// `hazard rectify`.
struct HazardRectifyCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rectify", abstract: "As the one it was assigned to: say what was done.",
        discussion: "Example:\n  permitctl hazard rectify 1b9d… 'hose replaced' --evidence hose.jpg")

    @OptionGroup var about: HazardOption
    @Argument(help: "What was done.")
    var text: String
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        desk.show(try await desk.ask("hazard.rectify", about.args.merging(["text": .string(text)]).merging(evidence)))
    }
}

/// `hazard verify`.
struct HazardVerifyCommand: Verb {
    enum Outcome: String, EnumerableFlag {
        case passed, failed
    }

    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "As a verifier: sign whether the danger is gone.",
        discussion: "Example:\n  permitctl hazard verify 1b9d… --passed")

    @OptionGroup var about: HazardOption
    @Flag(help: "Whether it is gone.")
    var outcome: Outcome
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let rest: JSONObject = ["outcome": .string(outcome.rawValue)]
        desk.show(try await desk.ask("hazard.verify", about.args.merging(rest)))
    }
}

/// `hazard reopen`.
struct HazardReopenCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "As a verifier: the danger is back.",
        discussion: "Example:\n  permitctl hazard reopen 1b9d… --reason 'leaks again'")

    @OptionGroup var about: HazardOption
    @Option(help: "Why, in your own words.")
    var reason: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("hazard.reopen", about.args.merging(["reason": .string(reason)])))
    }
}

/// `hazard get`.
struct HazardGetCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Everything about a hidden danger.",
        discussion: "Example:\n  permitctl hazard get 1b9d…")

    @OptionGroup var about: HazardOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("hazard.get", about.args))
    }
}

/// `hazard list`.
struct HazardListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Hidden dangers, a line each.",
        discussion: "Example:\n  permitctl hazard list --area harbour --state reported")

    @Option(help: "Only in or below this area.")
    var area: String?
    @Option(
        help: "Only in this state; may be given several times.",
        completion: .list(Hazard.State.allCases.map(\.rawValue)))
    var state: [String] = []
    @Option(help: "Only of this level: general or major.", completion: .list(Hazard.Level.allCases.map(\.rawValue)))
    var level: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = [:]
        if let area { args["area"] = .string(area) }
        if !state.isEmpty { args["state"] = .strings(state) }
        if let level { args["level"] = .string(level) }
        let answer = try await desk.list("hazard.list", args)
        if desk.isJSON { return desk.show(answer) }
        for hazard in (answer.content["items"]?.array ?? []).compactMap(\.object) {
            Output.say(HazardLine.text(of: hazard))
        }
    }
}

/// A hidden danger on one line.
enum HazardLine {
    static func text(of hazard: JSONObject) -> String {
        ["hazard", "level", "state", "area", "text"].compactMap { hazard[$0]?.string }.joined(separator: "  ")
    }
}
