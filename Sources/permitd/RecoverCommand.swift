import ArgumentParser
import Foundation
import PermitCore
import PermitInstallation
import PermitServer
import PermitWire
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

            With --accept-loss it makes nobody administrator, but lets two people go
            on with a log that was rolled back or rewritten.

            Examples:
              systemctl stop permitd
              sudo -u permitd permitd recover --admin p-li \\
                --config /etc/permitd/permitd.yaml
              sudo -u permitd permitd recover --accept-loss \\
                --config /etc/permitd/permitd.yaml \\
                --person p-li=li.sign p-ma=ma.sign --reason "disk broke, copy of Monday"
            """)

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(help: "The person who shall be administrator; may be one who is there already.")
    var admin: String?

    @Flag(
        help: """
            Go on with a log that disagrees with an anchor. Two people are wanted, administrators or auditors of \
            everything, and a reason; the event stays in the log for good.
            """)
    var acceptLoss = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("With --accept-loss: the two people and their signing keys.", valueName: "person=file"))
    var person: [String] = []

    @Option(help: "With --accept-loss: why.")
    var reason: String?

    @Option(
        help: ArgumentHelp(
            "With --accept-loss: checkpoints from elsewhere, such as the journal's lines.", valueName: "file"))
    var checkpoints: String?

    @Flag(help: "Overwrite .old keys that are there from an earlier time.")
    var force = false

    func validate() throws {
        guard (admin != nil) != acceptLoss else { throw ValidationError("give either --admin or --accept-loss") }
        guard admin.map(isPlainID) ?? true else { throw ValidationError("--admin wants 1 to 64 of A-Z a-z 0-9 . _ -") }
    }

    func run() throws {
        do {
            if let admin { try recover(admin) } else { try goOn() }
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func options(_ installation: Installation) throws -> Daemon.Options {
        var settings = try installation.settings()
        if let checkpoints { settings.anchors.append(try CheckpointsFile.anchor(checkpoints)) }
        return Daemon.Options(
            settings: settings, stateDirectory: installation.stateDirectory, context: try Context(),
            logger: JournalLog.logger(level: installation.logLevel))
    }

    private func goOn() throws {
        let people = try person.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, isPlainID(parts[0]) else {
                throw RecoverFault(description: "--person wants PERSON=FILE, not \(text)")
            }
            guard
                let key = FileManager.default.contents(atPath: parts[1])
                    .flatMap({ PersonSigningKey(pem: String(decoding: $0, as: UTF8.self)) })
            else { throw RecoverFault(description: "\(parts[1]): not an Ed25519 key in PKCS#8 PEM") }
            return (person: PersonID(parts[0]), key: key)
        }
        let options = try options(try Installation(configuration: config))
        let loss = try Daemon.acceptLoss(LossStatement(people: people, reason: reason ?? ""), options)
        print(
            """
            \(loss)

            It is recorded for good who went on without, and why; every dossier will show it. Clients join again by
            themselves. Next: start the daemon, and compare what is there with what people remember.
            """)
    }

    private func recover(_ admin: String) throws {
        let installation = try Installation(configuration: config)
        let options = try options(installation)
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

/// What is wrong with what the command was given.
private struct RecoverFault: Error, CustomStringConvertible {
    let description: String
}
