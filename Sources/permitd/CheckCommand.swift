import ArgumentParser
import PermitCore
import PermitInstallation
import PermitPacks
import PermitProof
import PermitServer

/// `permitd check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read configuration, packs and log, change nothing, and name every fault with file and line.",
        discussion: """
            With --backup it reads a backup instead: every file against the manifest, the
            log from end to end, its checkpoint. With --config too, the checkpoint must be
            signed by this installation's key; else by the key that the backup brings.

            Examples:
              permitd check --config /etc/permitd/permitd.yaml
              permitd check --backup /var/backups/permitd/permitd-20261124T020000.000Z-417
            """)

    @Option(help: "The installation's permitd.yaml.")
    var config: String?

    @Option(help: ArgumentHelp("A backup to verify.", valueName: "dir"))
    var backup: String?

    @Option(
        help: ArgumentHelp(
            "Checkpoints from elsewhere to compare the log with, such as journalctl's lines; - for standard input.",
            valueName: "file"))
    var checkpoints: String?

    func validate() throws {
        guard config != nil || backup != nil else { throw ValidationError("give --config, --backup or both") }
        guard backup == nil || checkpoints == nil else {
            throw ValidationError("--checkpoints goes with an installation, not with --backup")
        }
    }

    func run() throws {
        if let backup {
            try check(backup: backup)
        } else if let config {
            try check(config)
        }
    }

    private func check(backup path: String) throws {
        do {
            let backup = try Backup(path)
            let keys = try config.map { try Installation(configuration: $0).logPublicKeys() } ?? []
            let reading = try backup.verify(trusting: keys, progress: ProgressLine.verified())
            print(
                """
                backup \(backup.name): \(reading.head) events up to \(reading.latest), made \(backup.manifest.made), \
                \(backup.manifest.files.count) files; chain verified, in agreement with its checkpoint
                ok
                """)
        } catch {
            Console.error("permitd: \(error)")
            throw SystemExit.code(for: error)
        }
    }

    private func check(_ config: String) throws {
        var faults: [(text: String, code: ExitCode)] = []
        do {
            let installation = try Installation(configuration: config)
            faults += installation.keyFaults().map { ($0, SystemExit.badConfiguration) }
            faults += packFaults(installation)
            do {
                var anchors = installation.anchorDirectories.map(Anchor.directory)
                if let checkpoints { anchors.append(try CheckpointsFile.anchor(checkpoints)) }
                let reading = try Daemon.check(
                    stateDirectory: installation.stateDirectory, anchors: anchors,
                    signedBy: [try installation.logPublicKey()])
                print(
                    reading.map { "log: \($0.head) events, chain verified, in agreement with its anchors" }
                        ?? "log: none yet")
            } catch {
                faults.append(("\(error)", SystemExit.code(for: error)))
            }
        } catch {
            faults.append(("\(error)", SystemExit.code(for: error)))
        }
        for fault in faults { Console.error(fault.text) }
        if let first = faults.first { throw first.code }
        print("ok")
    }

    /// Tells of each pack and its proof; what is at fault with them.
    private func packFaults(_ installation: Installation) -> [(text: String, code: ExitCode)] {
        var faults: [(text: String, code: ExitCode)] = []
        do {
            for pack in try installation.settings().house.packs {
                let kinds = pack.pack.kinds.map(\.kind).joined(separator: ", ")
                print("pack \(pack.reference.pack) \(pack.reference.edition): \(kinds)")
                let proof = PackProof(pack)
                print("  proof: \(proof.states) states, \(proof.steps) steps, \(proof.findings.count) findings")
                for finding in proof.findings {
                    faults.append(("pack \(pack.reference.pack): \(finding)", SystemExit.badConfiguration))
                }
                for grade in proof.unreached {
                    print("  not looked at, as no facts were found that lead to it: \(grade)")
                }
            }
        } catch {
            faults.append(("\(error)", SystemExit.code(for: error)))
        }
        return faults
    }
}
