import ArgumentParser
import Foundation
import PermitCore
import PermitDossier
import PermitLog
import PermitProof
import PermitWire

/// `permitctl verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove a dossier, or a whole log, with the log's public key and no daemon.",
        discussion: """
            A file is a dossier; a directory is a daemon's state, which is read
            without being changed. Checkpoints that were kept elsewhere, such as
            receipts or an anchor, are compared with a whole log.

            Examples:
              permitctl verify HOT-20261124-001.dossier --log-key log.pub
              permitctl verify /srv/permitd/state --log-key log.pub \\
                --checkpoint /mnt/anchor/checkpoint

            Exit codes: 0 proven, 1 something is wrong, 64 wrong usage.
            """)

    @Argument(help: "A dossier, or the state directory of a daemon.", completion: .file())
    var path: String

    @Option(
        help: ArgumentHelp("The log's public key, log.pub, as you got it from the installation.", valueName: "file"),
        completion: .file())
    var logKey: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Signed checkpoints that a whole log must agree with.", valueName: "file"),
        completion: .file())
    var checkpoint: [String] = []

    @Flag(help: "Print what was found as JSON, on one line.")
    var json = false

    func run() throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw refuse("\(path): is not there")
        }
        guard let pem = InputFile.bytes(logKey).map({ String(decoding: $0, as: UTF8.self) }) else {
            throw refuse("\(logKey): can't be read")
        }
        let verdict = isDirectory.boolValue ? try log(pem) : try dossier(pem)
        verdict.print(asJSON: json)
        if !verdict.findings.isEmpty { throw ExitCode(1) }
    }

    private func dossier(_ pem: String) throws -> Verdict {
        guard let data = InputFile.bytes(path) else { throw refuse("\(path): can't be read") }
        let dossier: Dossier
        do {
            dossier = try Dossier(Array(data))
        } catch {
            return Verdict(about: path, findings: ["\(error)"])
        }
        let key = try key(pem, instance: dossier.instance)
        let proof = DossierVerifier(dossier, key: key)
        let size = proof.checkpoint.map { ", as of event \($0.size)" } ?? ""
        return Verdict(
            about: "permit \(dossier.number) of installation \(dossier.instance)\(size)", story: proof.story,
            losses: proof.losses, findings: proof.findings)
    }

    private func log(_ pem: String) throws -> Verdict {
        var tree = MerkleFrontier()
        var roots: [UInt64: MerkleHash] = [0: tree.root]
        var instance = ""
        var losses: [String] = []
        let notes = try checkpoint.map { path in
            guard let data = InputFile.bytes(path) else { throw refuse("\(path): can't be read") }
            return (path: path, note: String(decoding: data, as: UTF8.self))
        }
        let sizes = Set(notes.compactMap { SignedNote($0.note).flatMap { Checkpoint(text: $0.text) }?.size })
        do {
            _ = try SQLiteLog.inspect(directory: path) { verified, total in
                if verified < total { Output.complain("\(verified) of \(total) events") }
            } replay: { stored in
                tree.append(MerkleTree.leaf(stored.body))
                if sizes.contains(tree.size) { roots[tree.size] = tree.root }
                if tree.size == 1 || stored.topic == "register/daemon.recovered" {
                    let body = try JSONParser.parse(stored.body).object
                    if let source = body?["source"]?.string {
                        instance = source.split(separator: "/").last.map(String.init) ?? ""
                    }
                    if body?["data"]?.object?["args"]?.object?["lost"] != nil {
                        losses.append("GAP at event \(stored.sequence): see permitctl call events.read")
                    }
                }
            }
        } catch {
            return Verdict(about: path, findings: ["\(error)"])
        }
        let key = try key(pem, instance: instance)
        var findings: [String] = []
        for (path, note) in notes {
            guard let checkpoint = Checkpoint(note: note, signedBy: key) else {
                findings.append("\(path): is not signed by the log's key")
                continue
            }
            if checkpoint.size > tree.size {
                findings.append(
                    "\(path): vouches for \(checkpoint.size) events, the log holds \(tree.size): it was rolled back")
            } else if roots[checkpoint.size] != checkpoint.root {
                findings.append(
                    "\(path): vouches for other events than the log's first \(checkpoint.size): it was rewritten")
            }
        }
        let about = "the log of installation \(instance): \(tree.size) events, root \(Signing.base64(tree.root))"
        return Verdict(about: about, losses: losses, findings: findings)
    }

    private func key(_ pem: String, instance: String) throws -> LogPublicKey {
        let name = Checkpoint.origin(instance: instance)
        guard let key = LogPublicKey(name: name, pem: pem) ?? LogPublicKey(verifierText: pem.trimmed) else {
            throw refuse("\(logKey): is no public Ed25519 key in PEM, nor in the C2SP form")
        }
        return key
    }

    private func refuse(_ reason: String) -> ExitCode {
        Output.complain(reason)
        return ExitCode(64)
    }
}

/// What was found, for people and for programs.
private struct Verdict {
    let about: String
    var story: [String] = []
    var losses: [String] = []
    let findings: [String]

    func print(asJSON: Bool) {
        if asJSON {
            let object: JSONObject = [
                "ok": .bool(findings.isEmpty), "about": .string(about), "story": .strings(story),
                "losses": .strings(losses), "findings": .strings(findings),
            ]
            return Output.say(JSONValue.object(object).text)
        }
        Output.say(about)
        for line in story { Output.say("  \(line)") }
        for line in losses { Output.say("! \(line)") }
        for line in findings { Output.complain("✗ \(line)") }
        Output.say(findings.isEmpty ? "proven" : "NOT proven: \(findings.count) findings")
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
