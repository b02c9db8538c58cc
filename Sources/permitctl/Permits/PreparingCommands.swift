import ArgumentParser
import PermitCore
import PermitServer

/// How a check or a restoration came out; done if neither is said.
enum OutcomeFlag: String, EnumerableFlag {
    case failed, notApplicable
}

/// `permit check`.
struct CheckCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Confirm a check; a failed one suspends the work.",
        discussion: """
            Example:
              permitctl permit check HOT-20261124-001 commandNamed --evidence a.jpg b.jpg
            """)

    @OptionGroup var about: PermitOption
    @Argument(help: "The check, as `permitctl permit why` names it.")
    var check: String
    @Flag(help: "It failed, or does not apply here; say why with --reason.")
    var outcome: OutcomeFlag?
    @Option(help: "Why it failed or does not apply.")
    var reason: String?
    @OptionGroup var proof: EvidenceOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let evidence = try proof.read()
        var args: JSONObject = [
            "permit": try await desk.permitID(about.permit), "check": .string(check),
            "outcome": .string(outcome?.rawValue ?? "done"),
        ]
        if let reason { args["reason"] = .string(reason) }
        desk.show(try await desk.ask("permit.check", args.merging(evidence)))
    }
}

/// `permit condition`.
struct ConditionCommand: Verb {
    enum Fitness: String, EnumerableFlag {
        case fit, unfit
    }

    static let configuration = CommandConfiguration(
        commandName: "condition", abstract: "Say whether a worker is fit for this work now.",
        discussion: "Example:\n  permitctl permit condition HOT-20261124-001 p-wang --fit")

    @OptionGroup var about: PermitOption
    @Argument(help: "The worker's person id.")
    var person: String
    @Flag(help: "What you found.")
    var fitness: Fitness
    @Option(help: "Kept with the request, not published.")
    var remarks: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = [
            "permit": try await desk.permitID(about.permit), "person": .string(person), "fit": .bool(fitness == .fit),
        ]
        if let remarks { args["remarks"] = .string(remarks) }
        desk.show(try await desk.ask("permit.condition", args))
    }
}

/// `permit gas-test`.
struct GasTestCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "gas-test", abstract: "Enter what a gas detector shows; a bad value suspends the work.",
        discussion: """
            A reading is GAS=VALUE UNIT; units are %vol, %LEL, ppm and mg/m3.
            Where the rules' limit is in the other of %vol and %LEL, add the gas's
            own lower explosive limit in %vol behind an @.

            Example:
              permitctl permit gas-test HOT-20261124-001 --point work \\
                --instrument gm-7 oxygen=20.9%vol co=12ppm methane=9%LEL@5
            """)

    @OptionGroup var about: PermitOption
    @Option(help: "Where the sample was taken, as the rules name the point.")
    var point: String
    @Option(help: "The instrument's id.")
    var instrument: String
    @Option(help: "When, as --sampled-at=-5m or 2026-11-24T08:00:00+08:00; now if left out.")
    var sampledAt: String?
    @Option(
        help: "Why it was tested: test if left out, periodic, continuous or alarm.",
        completion: .list(GasTestArguments.Mode.allCases.map(\.rawValue)))
    var mode: String?
    @Argument(help: "What it shows.", transform: WrittenReading.read)
    var reading: [JSONValue]
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let now = SystemClock().now()
        var args: JSONObject = [
            "permit": try await desk.permitID(about.permit), "point": .string(point),
            "sampledAt": .moment(try sampledAt.map { try WrittenMoment.read($0, now: now) } ?? now),
            "instrument": .string(instrument), "readings": .array(reading),
        ]
        if let mode { args["mode"] = .string(mode) }
        desk.show(try await desk.ask("permit.gasTest", args))
    }
}

/// `permit brief`.
struct BriefCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "brief", abstract: "Sign that you briefed people on the work, its dangers and its measures.",
        discussion: "Example:\n  permitctl permit brief HOT-20261124-001 p-wang p-zhao")

    @OptionGroup var about: PermitOption
    @Argument(help: "The people briefed.")
    var person: [String]
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let permit = try await desk.permitID(about.permit)
        desk.show(try await desk.ask("permit.brief", ["permit": permit, "briefed": .strings(person)]))
    }
}
