import ArgumentParser
import Foundation
import PermitClient
import PermitCore
import PermitInstallation
import PermitServer
import PermitWire
import ZeroMQ

/// How every verb connects, and as whom.
struct Connection: ParsableArguments {
    @Option(help: "The installation's permitd.yaml.")
    var config: String

    @Option(help: "Another CURVE certificate than the administrator's.")
    var key: String?

    @Option(help: "Another signing key (PKCS#8 PEM) than the administrator's.")
    var sign: String?

    @Option(help: "The person acting; left out, the person the key is bound to.")
    var actor: String?

    @Option(help: "The language of messages: en or zh.")
    var lang: String = "en"

    @Flag(help: "Print the whole reply, on one line.")
    var json = false

    @Option(help: "How long to wait for an answer, in seconds.")
    var timeout = 10

    /// A client of the installation's daemon.
    func client() throws -> Client {
        let installation = try Installation(configuration: config)
        let path = "\(installation.stateDirectory)/endpoints.json"
        guard let data = FileManager.default.contents(atPath: path),
            let endpoint = try JSONParser.parse(Array(data)).object?["commands"]?.string
        else { throw ClientFault.noAnswer("\(path) can't be read: the daemon has not been started here") }
        let pem = try sign.map { try text(of: $0) } ?? installation.keyText("admin.sign")
        return Client(
            try Context(), endpoint: endpoint,
            Client.Identity(
                serverKey: try installation.keys("server.key").publicKey, keys: try keys(installation),
                instance: try installation.instance(), signing: PersonSigningKey(pem: pem)),
            now: { SystemClock().now() })
    }

    /// What goes into each request.
    func options(expecting revision: Int? = nil) -> Client.Options {
        var options = Client.Options()
        options.actor = actor.map { PersonID($0) }
        options.expect = revision
        options.language = Language(rawValue: lang) ?? .english
        options.timeoutMilliseconds = max(1, min(timeout, 3_600)) * 1_000
        return options
    }

    private func keys(_ installation: Installation) throws -> CurveKeyPair {
        guard let key else { return try installation.keys("admin.key") }
        guard let keys = try CurveCertificate(parsing: text(of: key)).keys else {
            throw InstallationFault("\(key): has no secret key")
        }
        return keys
    }

    private func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InstallationFault("\(path): can't be read")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// What verbs print, and the exit codes they end with.
enum Output {
    static let refused = ExitCode(1)

    /// Runs a verb and turns what goes wrong into a sentence and an exit code.
    static func run(_ verb: () throws -> Void) throws {
        do {
            try verb()
        } catch let fault as ClientFault {
            say(fault.description, to: .standardError)
            throw ExitCode(69)
        } catch let fault as InstallationFault {
            say(fault.description, to: .standardError)
            throw ExitCode(78)
        }
    }

    /// Prints a line.
    static func say(_ text: String, to handle: FileHandle = .standardOutput) {
        handle.write(Data((text + "\n").utf8))
    }

    /// Prints an answer: its result, or why it was refused, with everything that is still unmet.
    static func show(_ answer: Answer, whole: Bool) {
        if whole { return say(JSONValue.object(answer.reply).text) }
        guard !answer.isOK else { return say(JSONValue.object(answer.content).text) }
        say("\(answer.code ?? ""): \(answer.content["message"]?.string ?? "")", to: .standardError)
        for condition in answer.content["unmet"]?.array?.compactMap(\.object) ?? [] {
            let gate = condition["gate"]?.string ?? ""
            say("  [ ] \(gate): \(condition["message"]?.string ?? "")", to: .standardError)
        }
        for field in answer.content["fields"]?.array?.compactMap(\.object) ?? [] {
            say("  \(field["path"]?.string ?? ""): \(field["message"]?.string ?? "")", to: .standardError)
        }
    }
}
