import ArgumentParser
import PermitServer

/// The operator's and the field's command line.
@main
struct Permitctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permitctl",
        abstract: "The operator's and the field's command line to a permitd.",
        discussion: """
            On the daemon's own machine:
              permitctl status --config /srv/permitd/permitd.yaml

            On any other, with your own keys:
              permitctl status --connect tcp://10.0.0.5:5570 \\
                --server-key server.pub --key li.key --sign li.sign

            Each option of the connection can be set in the environment instead, once
            for a whole shift:
              export PERMITCTL_CONNECT=tcp://10.0.0.5:5570
              export PERMITCTL_SERVER_KEY=server.pub PERMITCTL_KEY=li.key
              export PERMITCTL_SIGN=li.sign PERMITCTL_LANG=zh
              permitctl permit why HOT-20261124-001

            Completion of commands, options, states and types; for bash, zsh or fish:
              permitctl --generate-completion-script bash > permitctl.bash
              source permitctl.bash

            Exit codes: 0 ok, 1 refused, 64 wrong usage, 69 no answer, 78 bad configuration.
            """,
        version: Daemon.version,
        groupedSubcommands: [
            CommandGroup(
                name: "The work",
                subcommands: [PermitCommand.self, AreaCommand.self, HazardCommand.self, BoardCommand.self]),
            CommandGroup(
                name: "What it rests on",
                subcommands: [RegisterCommand.self, ImportCommand.self, RulesCommand.self, KeyCommand.self]),
            CommandGroup(name: "Proof", subcommands: [VerifyCommand.self, TicketCommand.self]),
            CommandGroup(
                name: "The daemon",
                subcommands: [StatusCommand.self, WatchCommand.self, CallCommand.self, ProtocolCommand.self]),
        ]
    )
}
