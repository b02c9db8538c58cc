import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitServer

/// `permit request` and `permit amend`: the whole content, from a file.
struct Asking<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Row.row.verb, abstract: Row.row.abstract,
            discussion: """
                Example:
                  \(Row.row.example)

                \(contentExample)
                """)
    }

    @Argument(
        help: "The content in YAML or JSON; - for standard input.", completion: .file(extensions: ["yaml", "json"]))
    var file: String
    @Option(help: "The permit's id or number, where the file has none; a request without one gets a new id.")
    var permit: String?
    @Option(help: "When work may begin, instead of the file's: now, +30m, or 2026-11-24T08:00:00+08:00.")
    var from: String?
    @Option(help: "When it must have ended, instead of the file's.")
    var until: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args = try ArgumentsFile.object(file)
        let now = SystemClock().now()
        if let from { args["from"] = .moment(try WrittenMoment.read(from, now: now)) }
        if let until { args["until"] = .moment(try WrittenMoment.read(until, now: now)) }
        if let permit { args["permit"] = try await desk.permitID(permit) }
        let isNew = args["permit"] == nil
        if isNew {
            guard Row.row.operation == Request.row.operation else {
                throw UsageFault("which permit? Give --permit, or a permit in the file")
            }
            args["permit"] = .string(UUID().uuidString.lowercased())
        }
        do {
            desk.show(try await desk.ask(Row.row.operation, args))
        } catch let fault as ClientFault where isNew {
            let id = args["permit"]?.string ?? ""
            Output.complain("It may have been taken: before asking again, look for permit \(id)")
            throw fault
        }
    }
}

private let contentExample = """
    # welding.yaml
    kind: hot
    area: harbour/boiler
    work: weld the handrail of stair 2
    method: arc welding
    from: 2026-11-24T08:00:00Z          # or --from, --until
    until: 2026-11-24T12:00:00Z
    facts:                              # permitctl rules form hot
      occupied: false
      flammableArea: false
      enclosedVessel: false
      contractor: true
    leader: p-li
    supervisor: p-sun
    crew: [{person: p-wang, trade: welder}]
    analysis:
      - {step: welding, hazard: sparks, control: blanket and extinguisher}
    """
