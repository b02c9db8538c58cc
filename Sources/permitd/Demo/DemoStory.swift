import Foundation
import PermitClient
import PermitCore

/// The shift, told act by act. Every act has an outcome that the story expects; another ends it.
final class DemoStory {
    let stage: DemoStage
    let permit = UUID().uuidString.lowercased()
    var digest = ""

    init(_ stage: DemoStage) {
        self.stage = stage
    }

    func tell() async throws {
        print("permitd demo: hot work in the kitchen of Harbour Home, one shift from request to closure")
        try await DemoCast.enter(into: stage)
        print("  \(DemoCast.people.count) people, their grants, certificates and signing keys are in the register")
        try await stage.showConsole()
        try await request()
        try await approve()
        try await prepare()
        try await start()
        try await lapse()
        try await alarm()
        try await finish()
        print("\nThe permit is closed. The console saw \(stage.eventsSeen) events, in order and without a hole.")
    }

    /// Tells a line of the story.
    func say(_ text: String) { print("\n\(text)") }

    /// An act that goes through.
    @discardableResult
    func does(_ person: String?, _ operation: String, _ args: JSONObject = [:], _ text: String) async throws
        -> JSONObject
    {
        let answer = try await act(person, operation, args)
        guard answer.isOK else {
            throw DemoFault(description: "\(text): refused, \(JSONValue.object(answer.content).text)")
        }
        print("  ✓ \(text)")
        return answer.content
    }

    /// An act that is refused, and for what.
    func isRefused(
        _ person: String?, _ operation: String, _ args: JSONObject = [:], with code: String, for unmet: String? = nil,
        _ text: String
    ) async throws {
        let answer = try await act(person, operation, args)
        let codes = (answer.content["unmet"]?.array ?? []).compactMap { $0.object?["code"]?.string }
        guard answer.code == code, unmet.map(codes.contains) ?? true else {
            throw DemoFault(
                description: "\(text): expected \(code) \(unmet ?? ""), got \(JSONValue.object(answer.content).text)")
        }
        print("  ✗ \(text)")
        print("      \(code): \(answer.content["message"]?.string ?? "")")
        for condition in answer.content["unmet"]?.array ?? [] {
            let gate = condition.object?["gate"]?.string ?? ""
            print("      - [\(gate)] \(condition.object?["message"]?.string ?? "")")
        }
    }

    /// The state that the permit must now be in.
    func expectState(_ state: String) async throws {
        let found = try await look()["state"]?.string
        guard found == state else {
            throw DemoFault(description: "expected the permit to be \(state), it is \(found ?? "gone")")
        }
    }

    func passes(_ span: Span, _ text: String) async throws {
        say("— \(text) —")
        try await stage.advance(by: span)
    }

    private func look() async throws -> JSONObject {
        try await stage.act("p-li", "permit.get", ["permit": .string(permit)]).content
    }

    private func act(_ person: String?, _ operation: String, _ args: JSONObject) async throws -> Answer {
        var args = args
        if operation.hasPrefix("permit."), args["permit"] == nil { args["permit"] = .string(permit) }
        let needsRevision = ["permit.start", "permit.resume", "permit.close"].contains(operation)
        let revision = needsRevision ? try await look()["revision"]?.integer : nil
        return try await stage.act(person, operation, args, expect: revision)
    }
}
