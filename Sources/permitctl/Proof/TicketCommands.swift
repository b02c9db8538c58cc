import ArgumentParser
import Foundation
import JWTKit
import PermitClient
import PermitCore
import PermitProof
import PermitWire

/// `permit ticket`.
struct PermitTicketCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "A signed token for a code at the work site: who authorised what, as of now.",
        discussion: """
            Make a QR code of it and hang it at the work. Whoever scans it learns who
            authorised what, where and until when, as of the moment it was made.

            Example:
              permitctl permit ticket HOT-20261124-001
            """)

    @OptionGroup var about: PermitOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask("permit.ticket", ["permit": .string(about.permit)])
        if desk.isJSON { return desk.show(answer) }
        Output.say(answer.content["ticket"]?.string ?? "")
    }
}

/// `permitctl ticket`.
struct TicketCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Tickets at work sites.", subcommands: [TicketVerifyCommand.self])
}

/// `ticket verify`.
struct TicketVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a ticket's signature with the log's public key; no daemon is asked.",
        discussion: """
            A ticket tells what was known when it was made. Whether work is allowed
            now only the daemon knows: permitctl permit why NUMBER.

            Example:
              permitctl ticket verify eyJhbGciOi… --log-key log.pub
            """)

    @Argument(help: "The ticket; - for standard input.")
    var ticket: String

    @Option(help: ArgumentHelp("The log's public key, log.pub.", valueName: "file"), completion: .file())
    var logKey: String

    @Option(help: "The language: en or zh.", completion: .list(Language.allCases.map(\.rawValue)))
    var lang = Language.english.rawValue

    @Flag(help: "Print the claims as JSON, on one line.")
    var json = false

    func run() async throws {
        guard let language = Language(rawValue: lang) else { throw complain("--lang wants en or zh", 64) }
        guard let pem = InputFile.bytes(logKey).map({ String(decoding: $0, as: UTF8.self) }),
            let key = LogPublicKey(name: "log", pem: pem)
        else { throw complain("\(logKey): is no public Ed25519 key in PEM", 64) }
        let text = ticket == "-" ? String(decoding: FileHandle.standardInput.availableData, as: UTF8.self) : ticket
        let keys = JWTKeyCollection()
        await keys.add(eddsa: try EdDSA.PublicKey(x: base64url(key.raw), curve: .ed25519))
        let claims: TicketClaims
        do {
            claims = try await keys.verify(text.trimmingCharacters(in: .whitespacesAndNewlines), as: TicketClaims.self)
        } catch {
            let said = Message("not signed by the log's key, or no ticket", "签名与日志密钥不符，或不是票证")
            throw complain(said.text(in: language), 1)
        }
        if json { return Output.say(claims.json.text) }
        claims.lines(language).forEach(Output.say)
    }

    private func complain(_ text: String, _ code: Int32) -> ExitCode {
        Output.complain(text)
        return ExitCode(code)
    }

    private func base64url(_ bytes: [UInt8]) -> String {
        Signing.base64(bytes).replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}

/// What a ticket says. Nothing in it expires by itself: a ticket never says that it is valid.
private struct TicketClaims: JWTPayload {
    struct Approval: Codable {
        let post: String?
        let by: String?
    }

    let iss, sub, num, kind, area, state: String
    let grade, leader, supervisor: String?
    let iat, seq: Int
    let nbf, exp: Int?
    let approved: [Approval]

    func verify(using algorithm: some JWTAlgorithm) async throws {}

    func lines(_ language: Language) -> [String] {
        func text(_ english: String, _ chinese: String) -> String { Message(english, chinese).text(in: language) }
        let by = approved.map { "\($0.post ?? "") \($0.by ?? "")" }.joined(separator: ", ")
        return [
            text("\(num): \(kind), grade \(grade ?? "-"), in \(area)", "\(num)：\(kind)，\(grade ?? "-") 级，\(area)"),
            text("window \(time(nbf)) to \(time(exp))", "时间 \(time(nbf)) 至 \(time(exp))"),
            text(
                "leader \(leader ?? "-"), supervisor \(supervisor ?? "-")",
                "作业负责人 \(leader ?? "-")，监护人 \(supervisor ?? "-")"),
            text("approved by \(by)", "审批 \(by)"),
            text(
                "signed by \(iss); last known at \(time(iat)): \(PlainText.state(state, language))",
                "由 \(iss) 签名；最后获知于 \(time(iat))：\(PlainText.state(state, language))"),
        ]
    }

    var json: JSONValue {
        [
            "iss": .string(iss), "sub": .string(sub), "num": .string(num), "kind": .string(kind),
            "area": .string(area), "state": .string(state), "grade": .text(grade), "leader": .text(leader),
            "supervisor": .text(supervisor), "iat": .count(iat), "seq": .count(seq),
            "nbf": nbf.map { .count($0) } ?? .null, "exp": exp.map { .count($0) } ?? .null,
            "approved": .array(approved.map { ["post": .text($0.post), "by": .text($0.by)] }),
        ]
    }

    private func time(_ seconds: Int?) -> String {
        guard let seconds, let milliseconds = Int64(exactly: seconds)?.multipliedReportingOverflow(by: 1_000),
            !milliseconds.overflow
        else { return "-" }
        return Instant(milliseconds: milliseconds.partialValue).description
    }
}
