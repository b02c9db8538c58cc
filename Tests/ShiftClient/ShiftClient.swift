import ArgumentParser

/// Devices of a shift, for tests over a bad network: each subcommand is one process that can be killed at any moment.
@main
struct ShiftClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shift-client",
        abstract: "Devices of a shift, for tests over a bad network.",
        subcommands: [
            TabletCommand.self, ActCommand.self, SendCommand.self, ConsoleCommand.self, SleeperCommand.self,
        ]
    )
}
