import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitInstallation
import ZeroMQ

/// What verbs print, and the exit codes they end with.
enum Output {
    /// Runs a verb and turns what goes wrong into sentences and an exit code.
    static func run(whole: Bool, _ verb: () throws -> Void) throws {
        do {
            try verb()
        } catch let refused as RefusedAnswer {
            show(refused.answer, whole: whole)
            throw ExitCode(1)
        } catch let fault as UsageFault {
            fault.lines.forEach(complain)
            throw ExitCode(64)
        } catch let fault as NoDaemon {
            complain(fault.reason)
            throw ExitCode(69)
        } catch let fault as ClientFault {
            complain(fault.description)
            if case .noAnswer = fault { complain("Is the daemon running there, and is this key enrolled?") }
            throw ExitCode(69)
        } catch let fault as InstallationFault {
            complain(fault.description)
            throw ExitCode(78)
        } catch let error as ZeroMQError {
            complain(error.description)
            throw ExitCode(78)
        }
    }

    /// Prints a line.
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Prints a line to standard error.
    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Prints an answer as JSON: the whole reply, or its result, or why it was refused.
    static func show(_ answer: Answer, whole: Bool) {
        if whole { return say(JSONValue.object(answer.reply).text) }
        guard !answer.isOK else { return say(JSONValue.object(answer.content).text) }
        refusal(answer.content).forEach(complain)
    }

    /// A refusal with everything that is still unmet, or every field that is wrong.
    static func refusal(_ error: JSONObject) -> [String] {
        var lines = ["\(error["code"]?.string ?? ""): \(error["message"]?.string ?? "")"]
        for condition in error["unmet"]?.array?.compactMap(\.object) ?? [] {
            lines.append("  [ ] \(condition["gate"]?.string ?? ""): \(condition["message"]?.string ?? "")")
        }
        for field in error["fields"]?.array?.compactMap(\.object) ?? [] {
            lines.append("  \(field["path"]?.string ?? ""): \(field["message"]?.string ?? "")")
        }
        return lines
    }
}
