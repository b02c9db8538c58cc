import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitDossier

/// `permit dossier`.
struct DossierCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "dossier", abstract: "Write everything about a permit into one file that proves itself.",
        discussion: """
            For an auditor. The file holds every event, request and signature, who
            had which key, and the proofs that all of it is in the log and nothing is
            left out; permitctl verify needs no daemon to check it.

            Example:
              permitctl permit dossier HOT-20261124-001 --out HOT-20261124-001.dossier
              permitctl verify HOT-20261124-001.dossier --log-key log.pub
            """)

    @OptionGroup var about: PermitOption
    @Option(help: ArgumentHelp("The file to write; must not be there yet.", valueName: "file"), completion: .file())
    var out: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        guard !FileManager.default.fileExists(atPath: out) else { throw UsageFault("\(out): is there already") }
        var args: JSONObject = ["permit": .string(about.permit)]
        var entries: [DossierEntry] = []
        while true {
            let answer = try await desk.ask("permit.dossier", args).content
            entries += try (answer["entries"]?.array ?? []).map { entry in
                guard let read = entry.object.flatMap(DossierEntry.init) else {
                    throw ClientFault.badReply("permit.dossier answers what is no entry")
                }
                return read
            }
            guard let next = answer["next"]?.string else {
                try write(try Self.dossier(answer, entries), desk)
                return
            }
            Output.complain("\(entries.count) events")
            args["after"] = .string(next)
        }
    }

    private static func dossier(_ answer: JSONObject, _ entries: [DossierEntry]) throws -> Dossier {
        guard let instance = answer["instance"]?.string, let permit = answer["permit"]?.string,
            let number = answer["number"]?.string, let checkpoint = answer["checkpoint"]?.string,
            let manifest = answer["manifest"]?.string
        else { throw ClientFault.badReply("permit.dossier lacks its fields") }
        return Dossier(
            instance: instance, permit: permit, number: number, checkpoint: checkpoint, manifest: manifest,
            entries: entries)
    }

    private func write(_ dossier: Dossier, _ desk: Desk) throws {
        do {
            try Data(dossier.bytes).write(to: URL(fileURLWithPath: out), options: .withoutOverwriting)
        } catch {
            throw UsageFault("\(out): can't be written")
        }
        let count = dossier.entries.count
        if desk.isJSON {
            let result: JSONObject = [
                "file": .string(out), "number": .string(dossier.number), "entries": .count(count),
            ]
            return Output.say(JSONValue.object(result).text)
        }
        Output.say(desk.text("\(out): \(dossier.number), \(count) events", "\(out)：\(dossier.number)，\(count) 条事件"))
    }
}
