import ArgumentParser
import PermitCore
import PermitServer

/// The post that changes hands.
struct PostOption: ParsableArguments {
    @OptionGroup var about: PermitOption
    @Argument(help: "The post: supervisor or leader.", completion: .list(PermitRole.allCases.map(\.rawValue)))
    var role: String

    /// The permit and the post.
    func args(at desk: Desk) async throws -> JSONObject {
        ["permit": try await desk.permitID(about.permit), "role": .string(role)]
    }
}

/// `permit handover`.
struct HandoverCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "handover", abstract: "Offer your post to someone; it is yours until it is taken over.",
        discussion: "Example:\n  permitctl permit handover HOT-20261124-001 supervisor --to p-chen")

    @OptionGroup var post: PostOption
    @Option(help: "Who is to take it over.")
    var to: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("permit.handover", try await post.args(at: desk).merging(["to": .string(to)])))
    }
}

/// `permit takeover`.
struct TakeoverCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "takeover", abstract: "Sign that you take over a post, having counted who is inside.",
        discussion: """
            Count for yourself: what you say must equal the record, and is never
            taken from it.

            Example:
              permitctl permit takeover CSE-20261124-001 supervisor --inside p-wang
            """)

    @OptionGroup var post: PostOption
    @Option(parsing: .upToNextOption, help: "Everyone and every tool inside; left out, nobody.")
    var inside: [String] = []
    @Option(help: "The revision that you saw; left out, the one of this moment.")
    var expect: Int?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var revision = expect
        if revision == nil { revision = try await desk.permit(post.about.permit)["revision"]?.integer }
        let args = try await post.args(at: desk).merging(["inside": .strings(inside)])
        desk.show(try await desk.ask("permit.takeover", args, expecting: revision))
    }
}

/// `permit assign`.
struct AssignCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "As the approver or the area's post: offer the post of someone absent.",
        discussion: """
            Example:
              permitctl permit assign HOT-20261124-001 supervisor --to p-chen \\
                --reason 'taken ill'
            """)

    @OptionGroup var post: PostOption
    @Option(help: "Who is to take it over.")
    var to: String
    @Option(help: "Why, in your own words.")
    var reason: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let rest: JSONObject = ["to": .string(to), "reason": .string(reason)]
        desk.show(try await desk.ask("permit.assign", try await post.args(at: desk).merging(rest)))
    }
}

/// `permit crew`.
struct CrewCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "crew", abstract: "As the leader: who joins the crew, who leaves it.",
        discussion: """
            Example:
              permitctl permit crew HOT-20261124-001 --add p-zhao=welder \\
                --remove p-wang --reason 'end of shift'
            """)

    @OptionGroup var about: PermitOption
    @Option(
        help: ArgumentHelp("Who joins, and as what; once for each.", valueName: "person=trade"),
        transform: WrittenMember.read)
    var add: [JSONValue] = []
    @Option(help: ArgumentHelp("Who leaves; once for each.", valueName: "person"))
    var remove: [String] = []
    @Option(help: "Why, in your own words.")
    var reason: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = ["permit": try await desk.permitID(about.permit), "reason": .string(reason)]
        if !add.isEmpty { args["add"] = .array(add) }
        if !remove.isEmpty { args["remove"] = .strings(remove) }
        desk.show(try await desk.ask("permit.crew", args))
    }
}

/// A member of the crew as people write one: `p-zhao=welder`.
enum WrittenMember {
    static func read(_ text: String) throws -> JSONValue {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("\(text): one who joins is PERSON=TRADE, such as p-zhao=welder")
        }
        return ["person": .string(parts[0]), "trade": .string(parts[1])]
    }
}

/// `permit extend`.
struct ExtendCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "As the approver: let the work go on until later, where the rules allow it.",
        discussion: "Example:\n  permitctl permit extend HOT-20261124-001 --until 2026-11-24T20:00:00+08:00")

    @OptionGroup var about: PermitOption
    @Option(help: "When it must have ended now: 2026-11-24T20:00:00+08:00, or +2h from this moment.")
    var until: String
    @Option(help: "The revision that you saw; left out, the one of this moment.")
    var expect: Int?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let until = try WrittenMoment.read(until, now: SystemClock().now())
        let permit = try await desk.permit(about.permit)
        let args: JSONObject = ["permit": permit["permit"] ?? .null, "until": .moment(until)]
        desk.show(try await desk.ask("permit.extend", args, expecting: expect ?? permit["revision"]?.integer))
    }
}
