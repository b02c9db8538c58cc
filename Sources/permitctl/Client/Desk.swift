import Foundation
import PermitClient
import PermitCore
import PermitServer
import PermitWire
import ZeroMQ

/// Where a verb asks and answers: one daemon, one person, one way of printing.
final class Desk: Sendable {
    let language: Language
    let isJSON: Bool
    private let actor: PersonID?
    private let timeoutMilliseconds: Int
    private let client: Client
    private let context: Context
    private let identity: Client.Identity
    /// Where the daemon publishes every event; nil if that is not known.
    private let events: String?

    init(_ connection: Connection) throws {
        language = try connection.language()
        isJSON = connection.isJSON
        actor = try connection.person()
        timeoutMilliseconds = try connection.timeoutMilliseconds()
        let access = try Access(connection)
        context = try Context()
        events = access.events
        identity = Client.Identity(
            serverKey: access.serverKey, keys: access.keys, instance: access.instance, signer: access.signing)
        client = try Client(context, endpoint: access.endpoint, identity, now: { SystemClock().now() })
    }

    /// A client for reads only, which are not signed.
    var reader: Client { client }

    /// Where events come from: the endpoint that is given or known, or else the log.
    func source(events given: String?) -> Following.Source {
        (given ?? events).map { .socket(context, $0, identity) } ?? .reads
    }

    /// Asks for one operation; a refusal is thrown.
    func ask(_ operation: String, _ args: JSONObject = [:], expecting revision: Int? = nil) async throws -> Answer {
        let answer = try await answer(operation, args, expecting: revision)
        guard answer.isOK else { throw RefusedAnswer(answer: answer, language: language) }
        return answer
    }

    /// Asks for one operation.
    func answer(_ operation: String, _ args: JSONObject, expecting revision: Int? = nil) async throws -> Answer {
        var options = Client.Options()
        options.actor = actor
        options.expect = revision
        options.language = language
        options.timeoutMilliseconds = timeoutMilliseconds
        options.connectionMilliseconds = timeoutMilliseconds
        // The key tells who reads; on a device that several share, only a signature tells who it is.
        options.signs = actor != nil || Operation(rawValue: operation)?.isRead != true
        return try await client.call(operation, args, options)
    }

    /// A permit, by its id or its number.
    func permit(_ reference: String) async throws -> JSONObject {
        try await ask("permit.get", ["permit": .string(reference)]).content
    }

    /// A permit's id; a number is looked up.
    func permitID(_ reference: String) async throws -> JSONValue {
        let id = reference.lowercased()
        guard !isLowerCaseUUID(id) else { return .string(id) }
        return try await permit(reference)["permit"] ?? .string(reference)
    }

    /// All items of a list, page by page: the last answer, with the items of every page.
    func list(_ operation: String, _ args: JSONObject) async throws -> Answer {
        var items: [JSONValue] = []
        var args = args
        args["limit"] = 1_000
        while true {
            let answer = try await ask(operation, args)
            items += answer.content["items"]?.array ?? []
            guard let next = answer.content["next"]?.string else { return answer.replacing(items: items) }
            args["after"] = .string(next)
        }
    }

    /// A sentence in the desk's language.
    func text(_ english: String, _ chinese: String) -> String {
        Message(english, chinese).text(in: language)
    }
}

extension Answer {
    /// The answer to a list with the items of all its pages.
    fileprivate func replacing(items: [JSONValue]) -> Answer {
        let content = content.merging(["items": .array(items), "next": .null])
        return Answer(content: content, of: self)
    }
}
