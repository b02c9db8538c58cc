import ArgumentParser
import PermitCore
import PermitServer

/// The isolation a verb is about.
struct IsolationOption: ParsableArguments {
    @OptionGroup var about: PermitOption
    @Argument(help: "The isolation's id.")
    var isolation: String

    /// The permit and the isolation.
    func args(at desk: Desk) async throws -> JSONObject {
        ["permit": try await desk.permitID(about.permit), "isolation": .string(isolation)]
    }
}

/// `permit isolate`.
struct IsolateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "isolate", abstract: "As an isolator: a point was isolated and locked.",
        discussion: "Example:\n  permitctl permit isolate HOT-20261124-001 v-12 --lock 417")

    @OptionGroup var point: IsolationOption
    @Option(help: "The number of the lock.")
    var lock: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args = try await point.args(at: desk)
        if let lock { args["lock"] = .string(lock) }
        desk.show(try await desk.ask("permit.isolate", args))
    }
}

/// `permit verify-isolation`.
struct VerifyIsolationCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify-isolation", abstract: "As another isolator: the point is isolated, tried and found dead.",
        discussion: "Example:\n  permitctl permit verify-isolation HOT-20261124-001 v-12 --evidence lock.jpg")

    @OptionGroup var point: IsolationOption
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        desk.show(try await desk.ask("permit.verifyIsolation", try await point.args(at: desk).merging(evidence)))
    }
}

/// `permit remove-isolation`.
struct RemoveIsolationCommand: Verb {
    enum Purpose: String, EnumerableFlag {
        case restore, test
    }

    static let configuration = CommandConfiguration(
        commandName: "remove-isolation", abstract: "As an isolator: take an isolation away.",
        discussion: "Example:\n  permitctl permit remove-isolation HOT-20261124-001 v-12 --restore")

    @OptionGroup var point: IsolationOption
    @Flag(help: "For good, or for a test that was sanctioned.")
    var purpose: Purpose
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let purpose: JSONObject = ["purpose": .string(purpose.rawValue)]
        desk.show(try await desk.ask("permit.removeIsolation", try await point.args(at: desk).merging(purpose)))
    }
}

/// `permit sanction-test`.
struct SanctionTestCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sanction-test", abstract: "Sign that an isolation may be taken away for a test.",
        discussion: "Example:\n  permitctl permit sanction-test HOT-20261124-001 v-12 --until +30m")

    @OptionGroup var point: IsolationOption
    @Option(help: "Until when: +30m, or 2026-11-24T08:00:00+08:00.")
    var until: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let until: JSONObject = ["until": .moment(try WrittenMoment.read(until, now: SystemClock().now()))]
        desk.show(try await desk.ask("permit.sanctionTest", try await point.args(at: desk).merging(until)))
    }
}
