import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitInstallation
import PermitWire

/// `permitctl call`.
struct CallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Ask for any operation; arguments are a JSON object.")

    @Argument(help: "The operation, such as daemon.status.")
    var operation: String

    @Option(help: "A file of JSON, - for standard input, or the object itself.")
    var args: String = "{}"

    @Option(help: "The permit's revision that you saw.")
    var expect: Int?

    @OptionGroup var connection: Connection

    func run() throws {
        try Output.run {
            let answer = try connection.client().call(
                operation, try arguments(), connection.options(expecting: expect))
            Output.show(answer, whole: connection.json)
            if !answer.isOK { throw Output.refused }
        }
    }

    private func arguments() throws -> JSONObject {
        let bytes: [UInt8]
        if args.hasPrefix("{") {
            bytes = Array(args.utf8)
        } else if args == "-" {
            bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
        } else if let data = FileManager.default.contents(atPath: args) {
            bytes = Array(data)
        } else {
            throw InstallationFault("\(args): can't be read")
        }
        guard let object = try? JSONParser.parse(bytes).object else {
            throw InstallationFault("--args: not a JSON object")
        }
        return object
    }
}
