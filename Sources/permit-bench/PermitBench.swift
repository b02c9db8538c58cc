import ArgumentParser

/// The benchmark: how fast permitd is, beside what the machine and libzmq can do at all.
@main
struct PermitBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit-bench",
        abstract: "Measure permitd beside a raw echo over CURVE, on this machine, in one run.",
        discussion: """
            It makes an installation of its own in a temporary directory, starts the permitd beside it on loopback and
            clients as processes of their own, with keys, signatures and the shipped rules. Everything stops by itself.

              permit-bench run --short                 # a few minutes
              permit-bench run --workload a,i --json figures.json
              permit-bench run --large                 # fills with 100,000 permits and 1,000,000 events; takes long
              permit-bench run --list                  # the workloads
            """,
        subcommands: [
            RunCommand.self, EchoCommand.self, LoadCommand.self, PublishCommand.self, SubscribeCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}
