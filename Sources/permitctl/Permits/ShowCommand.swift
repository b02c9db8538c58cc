import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitServer
import PermitWire

/// `permit show`.
struct ShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A permit as the form that people know (作业票), to read or to print.",
        discussion: """
            Examples:
              permitctl permit show HOT-20261124-001
              permitctl permit show HOT-20261124-001 --lang zh --width 100 > permit.txt
            """)

    @OptionGroup var about: PermitOption
    @Option(help: "The widest line in columns, 40 to 400; East Asian characters take two.")
    var width = 80
    @OptionGroup var connection: Connection

    func validate() throws {
        guard (FormPage.narrowest...400).contains(width) else { throw ValidationError("--width wants 40 to 400") }
    }

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask("permit.get", ["permit": .string(about.permit)])
        if desk.isJSON { return desk.show(answer) }
        let source = try await FormSource(answer, at: desk)
        PermitForm.lines(source, width: width).forEach(Output.say)
    }
}

extension FormSource {
    /// Asks for everything else that the form of a permit takes. What the reader may not see is left out of it.
    init(_ answer: Answer, at desk: Desk) async throws {
        var answer = answer
        let args: JSONObject = ["permit": answer.content["permit"] ?? .null]
        var readiness = try await desk.ask("permit.readiness", args)
        // The two must speak of one revision: what happened in between is asked for anew.
        for _ in 0..<3 where readiness.content["revision"] != answer.content["revision"] {
            answer = try await desk.ask("permit.get", args)
            readiness = try await desk.ask("permit.readiness", args)
        }
        let permit = answer.content
        let history = try await desk.list("permit.history", args)
        let form = try await desk.answer(
            "rules.form", ["kind": permit["kind"] ?? .null, "area": permit["area"] ?? .null])
        let area = try await desk.answer("register.get", ["type": "area", "id": permit["area"] ?? .null])
        let status = try await desk.ask("daemon.status")
        let zone = (status.content["timezone"]?.string).flatMap { TimeZoneTable(iana: $0) }
        let moment = answer.reply["at"]?.string.flatMap { Instant($0) }
        self.init(
            permit: permit, readiness: readiness.content,
            events: history.content.objects("items").compactMap { $0["event"]?.object },
            rules: form.isOK && form.content["pack"] == permit["pack"] ? form.content : [:],
            areaName: area.isOK ? area.content["name"]?.string : nil,
            clock: FormClock(zone: zone ?? Self.localZone, now: moment ?? SystemClock().now()),
            language: desk.language)
        people = try await Self.people(peopleNamed, at: desk)
    }

    /// The register's entries of people, by id. The first of them is in the register: where that one is not shown, none
    /// is.
    private static func people(_ ids: [String], at desk: Desk) async throws -> [String: JSONObject] {
        var people: [String: JSONObject] = [:]
        for id in ids {
            let answer = try await desk.answer("register.get", ["type": "person", "id": .string(id)])
            if answer.isOK { people[id] = answer.content } else if people.isEmpty { break }
        }
        return people
    }

    /// This machine's own clock, where the installation's zone is not known here.
    private static var localZone: TimeZoneTable {
        let zone = TimeZone.current
        return TimeZoneTable(iana: zone.identifier)
            ?? TimeZoneTable(name: zone.identifier, earliestOffsetSeconds: zone.secondsFromGMT(), stretches: [])
    }
}
