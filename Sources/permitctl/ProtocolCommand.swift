import ArgumentParser
import PermitWire

/// `permitctl protocol`: needs no daemon.
struct ProtocolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protocol", abstract: "The protocol for programs, as this version speaks it.",
        subcommands: [ProtocolSchemaCommand.self, ProtocolAsyncAPICommand.self])
}

/// `protocol schema`.
struct ProtocolSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "JSON Schema of every request, reply and event.",
        discussion: "Example:\n  permitctl protocol schema > \(ProtocolDocument.schemaName)")

    func run() { print(ProtocolDocument.schema, terminator: "") }
}

/// `protocol asyncapi`.
struct ProtocolAsyncAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asyncapi", abstract: "AsyncAPI 3, which refers to the schema beside it.",
        discussion: "Example:\n  permitctl protocol asyncapi > \(ProtocolDocument.asyncAPIName)")

    func run() { print(ProtocolDocument.asyncAPI, terminator: "") }
}
