import ArgumentParser
import PermitServer

/// The operator's and the field's command line.
@main
struct Permitctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permitctl",
        abstract: "Ask a permitd: any operation, and its events live.",
        discussion: """
            Example: permitctl call permit.readiness --args '{"permit": "HOT-20261124-001"}' --config permitd.yaml

            Exit codes: 0 ok, 1 refused, 64 wrong usage, 69 no answer, 78 bad configuration.
            """,
        version: Daemon.version,
        subcommands: [CallCommand.self, WatchCommand.self]
    )
}
