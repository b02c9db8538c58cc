import ArgumentParser
import Foundation
import PermitCore

/// How every verb connects, and as whom: an installation's configuration, or an endpoint and keys.
///
/// What is not given on the command line comes from the environment, `PERMITCTL_` and the option's name.
struct Connection: ParsableArguments {
    @Option(
        help: ArgumentHelp("The installation's permitd.yaml. (env PERMITCTL_CONFIG)", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Where the daemon takes requests, such as tcp://10.0.0.5:5570. (env PERMITCTL_CONNECT)",
            valueName: "endpoint"))
    var connect: String?

    @Option(
        help: ArgumentHelp(
            "With --connect: the daemon's public certificate, server.pub. (env PERMITCTL_SERVER_KEY)",
            valueName: "file"),
        completion: .file())
    var serverKey: String?

    @Option(
        help: ArgumentHelp(
            "Your CURVE certificate with its secret; with --config, in the administrator's place. (env PERMITCTL_KEY)",
            valueName: "file"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Your Ed25519 key (PKCS#8 PEM), which signs what you do. (env PERMITCTL_SIGN)", valueName: "file"),
        completion: .file())
    var sign: String?

    @Option(
        help: ArgumentHelp(
            "The installation's UUID, which signatures name; asked for if left out. (env PERMITCTL_INSTANCE)",
            valueName: "uuid"))
    var instance: String?

    @Option(
        help: ArgumentHelp(
            "The person acting; left out, the person the key is bound to. (env PERMITCTL_ACTOR)",
            valueName: "person"))
    var actor: String?

    @Option(
        help: "The language of messages: en or zh. (env PERMITCTL_LANG)",
        completion: .list(Language.allCases.map(\.rawValue)))
    var lang: String?

    @Option(help: "How long to wait for an answer, in seconds; 10 if left out. (env PERMITCTL_TIMEOUT)")
    var timeout: Int?

    @Flag(help: "Print what was answered as JSON, on one line. (env PERMITCTL_JSON=1)")
    var json = false

    func validate() throws {
        if config != nil, connect != nil || serverKey != nil {
            throw ValidationError("give either --config or --connect with --server-key and --key")
        }
    }

    /// Whether answers are printed as JSON.
    var isJSON: Bool { json || Self.environment("JSON") == "1" }

    /// The language of messages.
    func language() throws -> Language {
        let text = lang ?? Self.environment("LANG") ?? Language.english.rawValue
        guard let language = Language(rawValue: text) else { throw UsageFault("--lang wants en or zh, not \(text)") }
        return language
    }

    /// How long to wait for an answer, in milliseconds.
    func timeoutMilliseconds() throws -> Int {
        guard let seconds = timeout ?? Int(Self.environment("TIMEOUT") ?? "10"), (1...3_600).contains(seconds) else {
            throw UsageFault("--timeout wants 1 to 3600 seconds")
        }
        return seconds * 1_000
    }

    /// The person acting.
    func person() throws -> PersonID? {
        guard let text = actor ?? Self.environment("ACTOR") else { return nil }
        guard isPlainID(text) else { throw UsageFault("--actor wants 1 to 64 of A-Z a-z 0-9 . _ -") }
        return PersonID(text)
    }

    /// What is set for an option in the environment; an empty text is none.
    static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment["PERMITCTL_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
