import ArgumentParser
import PermitInstallation
import PermitProof
import PermitServer
import PermitWire
import ZeroMQ

/// `permitd rotate`.
struct RotateCommand: ParsableCommand {
    /// Which of the daemon's keys.
    enum Key: String, ExpressibleByArgument, CaseIterable {
        case log, server

        var kind: DaemonKeys.Kind {
            switch self {
            case .log: .log
            case .server: .server
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Put a new key in the place of one of the daemon's own, with the daemon stopped.",
        discussion: """
            log     signs checkpoints, receipts and tickets. The former key signs for the
                    new one, so whoever holds the former log.pub can go on with it. After
                    a theft, give people the new log.pub by hand.
            server  is what clients know the daemon by. Every client needs the new
                    server.pub before it can connect again.

            The old files are kept beside the new ones. It is an event in the log.
            Interrupted, the daemon does not start until the same command has finished it.

            Example:
              systemctl stop permitd
              sudo -u permitd permitd rotate log --config /etc/permitd/permitd.yaml
            """)

    @Argument(help: "Which key: log or server.")
    var key: Key

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    func run() throws {
        do {
            try rotate()
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func rotate() throws {
        let installation = try Installation(configuration: config)
        let directory = installation.keysDirectory
        let name = Checkpoint.origin(instance: try installation.instance())
        if key.kind.isUnfinished(in: directory), try finish(installation, name) { return }
        let options = Daemon.Options(
            settings: try installation.settings(), stateDirectory: installation.stateDirectory,
            context: try Context(), logger: JournalLog.logger(level: installation.logLevel))
        let new: DaemonKeys =
            switch key {
            case .log: .log(name: name, private: PersonSigningKey())
            case .server: .server(try CurveKeyPair.generate())
            }
        // The files are on disk before the log says that they count.
        try new.stage(in: directory)
        do {
            try record(new, installation, options)
        } catch {
            key.kind.discard(in: directory)
            throw error
        }
        try key.kind.install(in: directory)
        print("\(directory): a new \(key) key. \(next)")
    }

    private var next: String {
        switch key {
        case .log: "Start the daemon again, and give auditors the new log.pub."
        case .server: "Start the daemon again, and give every client the new server.pub."
        }
    }

    /// Goes on with a rotation that was interrupted: the log says whether its key counts. False where it does not; then
    /// nothing is left of it.
    private func finish(_ installation: Installation, _ name: String) throws -> Bool {
        let directory = installation.keysDirectory
        let recorded = try Daemon.newestKeys(stateDirectory: installation.stateDirectory)
        // Without a public one the private one is in use, or no key was recorded yet.
        let staged = key.kind.staged(in: directory, name: name)
        guard let staged, staged == (key == .log ? recorded.log : recorded.server) else {
            key.kind.discard(in: directory)
            return false
        }
        try key.kind.install(in: directory)
        print("\(directory): the rotation of the \(key) key that was interrupted is done. \(next)")
        return true
    }

    private func record(_ new: DaemonKeys, _ installation: Installation, _ options: Daemon.Options) throws {
        switch new {
        case .log(let name, let key):
            guard let next = LogPublicKey(name: name, pem: key.publicPEM) else { return }
            try Daemon.rotate(logKey: try installation.logKey(), to: next, options)
        case .server(let keys):
            try Daemon.rotate(serverKeyTo: keys.publicKey, options)
        }
    }
}
