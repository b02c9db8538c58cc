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
        abstract: "Read configuration, packs and log, change nothing, and name every fault with file and line."
    )

    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(
        help: ArgumentHelp(
            "Checkpoints from elsewhere to compare the log with, such as journalctl's lines; - for standard input.",
            valueName: "file"))
    var checkpoints: String?

    func run() throws {
        var faults: [(text: String, code: ExitCode)] = []
        do {
            let installation = try Installation(configuration: config)
            faults += installation.keyFaults().map { ($0, SystemExit.badConfiguration) }
            do {
                let settings = try installation.settings()
                for pack in settings.house.packs {
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
            do {
                var anchors = installation.anchorDirectories.map(Anchor.directory)
                if let checkpoints { anchors.append(try CheckpointsFile.anchor(checkpoints)) }
                let head = try Daemon.check(
                    stateDirectory: installation.stateDirectory, anchors: anchors,
                    signedBy: try installation.logPublicKey())
                print(
                    head.map { "log: \($0) events, chain verified, in agreement with its anchors" } ?? "log: none yet")
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
}
