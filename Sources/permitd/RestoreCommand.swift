import ArgumentParser
import PermitInstallation

/// `permitd restore BACKUP`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup's log in place, with the daemon stopped; the log that is there is set aside.",
        discussion: """
            The backup is verified first. The log that is there is renamed, never deleted.
            Interrupted at any moment, the same command finishes it; until then the daemon
            does not start.

            Refused while the log that is there, an anchor or --checkpoints remembers
            events that are not in the backup; it says which. With --give-up-newer it is
            done all the same, and the daemon does not serve until two people have gone on
            without those events: permitd recover --accept-loss.

            On a new machine: first put permitd.yaml and packs from the backup where they
            belong, and into keys/ the backup's keys and, from where you keep them,
            log.sign and server.key.

            Example:
              systemctl stop permitd
              sudo -u permitd permitd restore --config /etc/permitd/permitd.yaml \\
                /var/backups/permitd/permitd-20261124T020000.000Z-417
            """)

    @Argument(help: "The backup: a directory that `permitd backup` made.")
    var backup: String

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(
        help: ArgumentHelp(
            "Checkpoints from elsewhere that the backup must hold, such as the journal's lines; - for standard input.",
            valueName: "file"))
    var checkpoints: String?

    @Flag(help: "Put the backup in place although events are missing from it that something still remembers.")
    var giveUpNewer = false

    func run() throws {
        do {
            try restore()
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func restore() throws {
        let installation = try Installation(configuration: config)
        let backup = try Backup(backup)
        let checkpoints = try checkpoints.map { [try CheckpointsFile.anchor($0)] } ?? []
        let restore = Restore(installation, from: backup, checkpoints: checkpoints, givesUpNewer: giveUpNewer)
        let outcome = try restore.run(progress: ProgressLine.verified())
        print("\(installation.stateDirectory): \(outcome.head) events, from \(backup.name)")
        if let aside = outcome.aside { print("The log that was there is in \(aside); nothing of it was deleted.") }
        if let lost = outcome.lost {
            print(
                """
                Missing: \(lost).
                The daemon does not serve until two people go on without: permitd recover --accept-loss.
                """)
        } else {
            print("Next: permitd check --config \(config), then start the daemon.")
        }
    }
}
