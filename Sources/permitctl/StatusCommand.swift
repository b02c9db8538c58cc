import ArgumentParser
import Foundation
import PermitClient
import PermitCore

/// `permitctl status`.
struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How the daemon stands: alarms, version, position, time, limits.",
        discussion: """
            Examples:
              permitctl status --timeout 2
              permitctl status --check                  # for monitoring: 0 well, 1 warnings, 2 errors, 3 not known
              permitctl status --format prometheus      # every number, for a collector

            Alarms that tell of the daemon's limits, their figures and the numbers are for keys that may see everything.
            """)

    /// What is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// Lines for people.
        case text
        /// The text form of Prometheus.
        case prometheus
    }

    @OptionGroup var connection: Connection

    @Option(help: "What to print: text, or prometheus for the daemon's numbers.")
    var format: Format = .text

    @Flag(help: "Print one line and end with 0, 1, 2 or 3, as monitoring wants it.")
    var check = false

    func validate() throws {
        if check, format == .prometheus { throw ValidationError("give either --check or --format prometheus") }
    }

    func run() async throws {
        guard check else {
            return try await Output.run(whole: connection.isJSON) { try await perform(at: Desk(connection)) }
        }
        throw ExitCode(await checked().rawValue)
    }

    func perform(at desk: Desk) async throws {
        switch format {
        case .prometheus:
            let answer = try await desk.ask("daemon.status", ["metrics": true])
            if desk.isJSON { return desk.show(answer) }
            Output.say(String((answer.content["metrics"]?.string ?? "").dropLast()))
        case .text:
            let answer = try await desk.ask("daemon.status")
            if !desk.isJSON { AlarmLines(answer.content).all(desk.language).forEach(Output.say) }
            desk.show(desk.isJSON ? answer : answer.without("alarms"))
        }
    }

    /// Asks, prints one line and tells how bad it is. A daemon that doesn't answer is as bad as it gets.
    private func checked() async -> AlarmLines.Grade {
        do {
            let desk = try Desk(connection)
            let alarms = AlarmLines(try await desk.ask("daemon.status").content)
            Output.say(alarms.summary(desk.language))
            return alarms.grade
        } catch let fault as ClientFault {
            Output.say("CRITICAL: \(fault)")
            return .critical
        } catch let fault as NoDaemon {
            Output.say("CRITICAL: \(fault.reason)")
            return .critical
        } catch let refused as RefusedAnswer {
            Output.say("UNKNOWN: \(Output.refusal(refused.answer.content, refused.language)[0])")
        } catch let fault as UsageFault {
            Output.say("UNKNOWN: \(fault.lines.joined(separator: "; "))")
        } catch {
            Output.say("UNKNOWN: \(error)")
        }
        return .unknown
    }
}

extension Answer {
    fileprivate func without(_ name: String) -> Answer { Answer(content: content.without(name), of: self) }
}
