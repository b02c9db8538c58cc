import ArgumentParser
import PermitCore
import PermitInstallation

/// `permitd init DIR`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new installation: configuration, keys, rule packs, an empty state.",
        discussion: "Refuses a directory that has one. Keep DIR/keys safe: whoever has it can act as the daemon."
    )

    @Argument(help: "The directory to make it in.")
    var directory: String

    @Option(help: "The first administrator's person id.")
    var admin = "p-admin"

    func validate() throws {
        guard isPlainID(admin), admin != Event.Origin.systemName else {
            throw ValidationError("--admin wants 1 to 64 of A-Z a-z 0-9 . _ - and is not \(Event.Origin.systemName)")
        }
    }

    func run() throws {
        let installation = NewInstallation(directory: directory, administrator: PersonID(admin))
        do {
            try installation.make()
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.cannotCreate
        }
        print(
            """
            Made an installation in \(directory); its first administrator is \(admin).

            Next:
              1. Look through \(installation.configuration): endpoints, time zone, packs.
              2. permitd check --config \(installation.configuration)
              3. permitd serve --config \(installation.configuration)
              4. permitctl status --config \(installation.configuration)
              5. Enter areas, people and grants: permitctl import FILE --config \(installation.configuration)
              6. Move \(directory)/keys/admin.key and admin.sign to the administrator's own device.
            """)
    }
}
