import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitInstallation
import ZeroMQ

/// What verbs print, and the exit codes they end with.
enum Output {
    /// Runs a verb and turns what goes wrong into sentences and an exit code.
    static func run(whole: Bool, _ verb: () async throws -> Void) async throws {
        do {
            try await verb()
        } catch let refused as RefusedAnswer {
            if whole {
                show(refused.answer, whole: true)
            } else {
                refusal(refused.answer.content, refused.language).forEach(complain)
            }
            throw ExitCode(1)
        } catch let refused as Refused {
            // What was asked on the way to the verb's own question.
            if whole {
                say(JSONValue.object(["ok": false, "error": .object(refused.content)]).text)
            } else {
                refusal(refused.content, .english).forEach(complain)
            }
            throw ExitCode(1)
        } catch let fault as UsageFault {
            fault.lines.forEach(complain)
            throw ExitCode(64)
        } catch let fault as NoDaemon {
            complain(fault.reason)
            throw ExitCode(69)
        } catch let fault as ClientFault {
            complain(fault.description)
            if case .badReply = fault {} else { complain("Is the daemon running there, and is this key enrolled?") }
            throw ExitCode(69)
        } catch let fault as InstallationFault {
            complain(fault.description)
            throw ExitCode(78)
        } catch let error as ZeroMQError {
            complain(error.description)
            throw ExitCode(78)
        }
    }

    /// Prints a line. What can't be printed ends the program (74, EX_IOERR): half an answer must not look like one.
    static func say(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
        } catch {
            complain("standard output can't be written: \(error)")
            Foundation.exit(74)
        }
    }

    /// Prints a line to standard error.
    static func complain(_ text: String) {
        // There is nobody left to tell where this fails.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Prints an answer as JSON: the whole reply, or its result.
    static func show(_ answer: Answer, whole: Bool) {
        say(JSONValue.object(whole ? answer.reply : answer.content).text)
    }

    /// A refusal with everything that is still unmet, or every field that is wrong.
    static func refusal(_ error: JSONObject, _ language: Language) -> [String] {
        var lines = ["\(error["code"]?.string ?? ""): \(error["message"]?.string ?? "")"]
        for condition in error["unmet"]?.array?.compactMap(\.object) ?? [] {
            let gate = PlainText.gate(condition["gate"]?.string ?? "", language)
            lines.append("  [ ] \(gate): \(condition["message"]?.string ?? "")")
        }
        for field in error["fields"]?.array?.compactMap(\.object) ?? [] {
            lines.append("  \(field["path"]?.string ?? ""): \(field["message"]?.string ?? "")")
        }
        return lines
    }
}
