import ArgumentParser
import Foundation
import PermitCore

/// `permitctl call`.
struct CallCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Ask for any operation; arguments are a JSON object.",
        discussion: """
            Example:
              permitctl call credential.verify --args '{"credential": "c-1", "method": "office web page"}'
            """)

    @Argument(help: "The operation, such as daemon.status.", completion: .list(Operation.allCases.map(\.rawValue)))
    var operation: String

    @Option(help: "A file of JSON, - for standard input, or the object itself.", completion: .file())
    var args: String = "{}"

    @Option(help: "The permit's revision that you saw.")
    var expect: Int?

    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask(operation, try arguments(), expecting: expect)
        Output.show(answer, whole: desk.isJSON)
    }

    private func arguments() throws -> JSONObject {
        let text = args.hasPrefix("{") ? args : try InputFile.text(args)
        guard let object = try? JSONParser.parse(Array(text.utf8)).object else {
            throw UsageFault("--args: not a JSON object")
        }
        return object
    }
}
