import ArgumentParser
import PermitClient
import PermitCore
import PermitWire

/// What is about to be signed: shown from the very text whose digest is signed.
struct SignedContent {
    let permit: JSONValue
    let digest: String
    private let content: JSONObject

    /// Fetches a permit; a content that doesn't have the digest it is said to have is not signed.
    init(_ reference: String, at desk: Desk) async throws {
        let permit = try await desk.permit(reference)
        guard let text = permit["contentText"]?.string, let digest = permit["contentDigest"]?.string,
            let id = permit["permit"], let content = try? JSONParser.parse(Array(text.utf8)).object
        else { throw ClientFault.badReply("the permit lacks its content") }
        guard Signing.digest(text) == digest else {
            throw ClientFault.badReply("the permit's content does not have the digest that the daemon says it has")
        }
        self.permit = id
        self.digest = digest
        self.content = content
    }

    /// The lines to look at before one signs.
    func lines(at desk: Desk) -> [String] {
        func value(_ name: String) -> String { content[name].map { PlainText.phrase($0, desk.language) } ?? "" }
        func local(_ name: String) -> String { WrittenMoment.local(value(name)) }
        return [
            "\(desk.text("signing", "签署")): \(value("number"))",
            "  \(desk.text("kind", "类别")): \(value("kind"))",
            "  \(desk.text("grade", "级别")): \(value("effectiveGrade"))",
            "  \(desk.text("area", "区域")): \(value("area"))",
            "  \(desk.text("window", "时间")): \(value("from")) – \(value("until"))",
            "  \(desk.text("local time", "本地时间")): \(local("from")) – \(local("until"))",
            "  \(desk.text("work", "作业内容")): \(value("work"))",
            "  \(desk.text("digest", "摘要")): \(digest)",
        ]
    }

    /// Shows it on standard error, so that standard output holds the answer alone.
    func show(at desk: Desk) {
        lines(at: desk).forEach(Output.complain)
    }
}

/// Verbs that sign a permit's content and say no more.
struct SigningVerb<Row: Rowed>: Verb {
    static var configuration: CommandConfiguration { Row.row.configuration }

    @OptionGroup var about: PermitOption
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let content = try await SignedContent(about.permit, at: desk)
        content.show(at: desk)
        let args: JSONObject = ["permit": content.permit, "contentDigest": .string(content.digest)]
        desk.show(try await desk.ask(Row.row.operation, args))
    }
}

/// `permit approve`.
struct ApproveCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "As the approver: allow the work.",
        discussion: "Example:\n  permitctl permit approve HOT-20261124-001 --site-visited")

    @OptionGroup var about: PermitOption
    @Flag(help: "You were at the site yourself.")
    var siteVisited = false
    @Option(help: ArgumentHelp("Who was, where the rules allow that.", valueName: "person"))
    var siteVisitBy: String?
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let content = try await SignedContent(about.permit, at: desk)
        content.show(at: desk)
        var args: JSONObject = [
            "permit": content.permit, "contentDigest": .string(content.digest), "siteVisited": .bool(siteVisited),
        ]
        if let siteVisitBy { args["siteVisitBy"] = .string(siteVisitBy) }
        desk.show(try await desk.ask("permit.approve", args))
    }
}
