import ArgumentParser
import PermitCore
import PermitInstallation
import PermitServer
import ZeroMQ

/// `permitd recover`.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Make a new administrator, with the daemon stopped, after the keys of the old one were lost.",
        discussion: """
            Makes new admin.key, admin.pub and admin.sign among the installation's
            keys; those that are there are kept as .old. It is an event in the log,
            and it revokes nothing: revoke lost keys afterwards with key.revoke.
            Run it as the user that the daemon runs as, so that both can read the
            files.

            Example:
              systemctl stop permitd
              sudo -u permitd permitd recover --admin p-li \\
                --config /etc/permitd/permitd.yaml
            """)

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(help: "The person who shall be administrator; may be one who is there already.")
    var admin: String

    @Flag(help: "Overwrite .old keys that are there from an earlier time.")
    var force = false

    func validate() throws {
        guard isPlainID(admin) else { throw ValidationError("--admin wants 1 to 64 of A-Z a-z 0-9 . _ -") }
    }

    func run() throws {
        do {
            try recover()
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func recover() throws {
        let installation = try Installation(configuration: config)
        let options = Daemon.Options(
            settings: try installation.settings(), stateDirectory: installation.stateDirectory,
            context: try Context(), logger: JournalLog.logger(level: installation.logLevel))
        let keys = try AdministratorKeys(person: PersonID(admin))
        let directory = installation.keysDirectory
        let grant: GrantID
        // The keys are on disk before the log says that they count: a crash in between costs nothing but a second try.
        do {
            try keys.stage(in: directory, force: force)
            grant = try Daemon.recover(keys.administrator, options)
        } catch {
            keys.discard(in: directory)
            throw error
        }
        try keys.install(in: directory)
        print(
            """
            \(admin) is an administrator now, by the grant \(grant); the keys are in \(directory).

            Next:
              1. Start the daemon again.
              2. Move admin.key and admin.sign to \(admin)'s own device.
              3. Revoke the keys that were lost: permitctl register list key; permitctl call key.revoke
            """)
    }
}
