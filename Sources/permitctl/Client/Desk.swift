import Foundation
import PermitClient
import PermitCore
import PermitServer
import PermitWire
import ZeroMQ

/// Where a verb asks and answers: one daemon, one person, one way of printing.
final class Desk {
    let language: Language
    let isJSON: Bool
    private let context: Context
    private let access: Access
    private let actor: PersonID?
    private let timeoutMilliseconds: Int
    private var client: Client
    private var knowsInstance: Bool

    init(_ connection: Connection) throws {
        language = try connection.language()
        isJSON = connection.isJSON
        actor = try connection.person()
        timeoutMilliseconds = try connection.timeoutMilliseconds()
        access = try Access(connection)
        context = try Context()
        knowsInstance = access.instance != nil
        client = Self.client(context, access, instance: access.instance ?? "")
    }

    /// A client for reads only, which are not signed.
    var reader: Client { client }

    /// Asks for one operation; a refusal is thrown.
    func ask(_ operation: String, _ args: JSONObject = [:], expecting revision: Int? = nil) throws -> Answer {
        let answer = try answer(operation, args, expecting: revision)
        guard answer.isOK else { throw RefusedAnswer(answer: answer, language: language) }
        return answer
    }

    /// Asks for one operation; a daemon that is busy is asked again when it wants to be.
    func answer(_ operation: String, _ args: JSONObject, expecting revision: Int? = nil) throws -> Answer {
        var options = Client.Options()
        options.actor = actor
        options.expect = revision
        options.language = language
        options.timeoutMilliseconds = timeoutMilliseconds
        // The key tells who reads; on a device that several share, only a signature tells who it is.
        options.signs = actor != nil || Operation(rawValue: operation)?.isRead != true
        if options.signs { try learnInstance() }
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .milliseconds(timeoutMilliseconds))
        while true {
            let answer = try client.call(operation, args, options)
            guard answer.code == "busy", clock.now < deadline else { return answer }
            Thread.sleep(forTimeInterval: Double(answer.content["retryAfterMs"]?.integer ?? 50) / 1_000)
        }
    }

    /// A permit, by its id or its number.
    func permit(_ reference: String) throws -> JSONObject {
        try ask("permit.get", ["permit": .string(reference)]).content
    }

    /// A permit's id; a number is looked up.
    func permitID(_ reference: String) throws -> JSONValue {
        let id = reference.lowercased()
        guard !isLowerCaseUUID(id) else { return .string(id) }
        return try permit(reference)["permit"] ?? .string(reference)
    }

    /// All items of a list, page by page: the last answer, with the items of every page.
    func list(_ operation: String, _ args: JSONObject) throws -> Answer {
        var items: [JSONValue] = []
        var args = args
        args["limit"] = 1_000
        while true {
            let answer = try ask(operation, args)
            items += answer.content["items"]?.array ?? []
            guard let next = answer.content["next"]?.string else { return answer.replacing(items: items) }
            args["after"] = .string(next)
        }
    }

    /// A sentence in the desk's language.
    func text(_ english: String, _ chinese: String) -> String {
        Message(english, chinese).text(in: language)
    }

    /// Signatures name the installation: one that isn't known is asked for, unsigned, over the same connection.
    private func learnInstance() throws {
        guard !knowsInstance, access.signing != nil else { return }
        var options = Client.Options()
        options.signs = false
        options.timeoutMilliseconds = timeoutMilliseconds
        let answer = try client.call("daemon.status", [:], options)
        guard answer.isOK else { throw RefusedAnswer(answer: answer, language: language) }
        guard let instance = answer.content["instance"]?.string else {
            throw ClientFault.badReply("daemon.status names no instance")
        }
        client = Self.client(context, access, instance: instance)
        knowsInstance = true
    }

    private static func client(_ context: Context, _ access: Access, instance: String) -> Client {
        Client(
            context, endpoint: access.endpoint,
            Client.Identity(
                serverKey: access.serverKey, keys: access.keys, instance: instance, signing: access.signing),
            now: { SystemClock().now() })
    }
}

extension Answer {
    /// The answer to a list with the items of all its pages.
    fileprivate func replacing(items: [JSONValue]) -> Answer {
        let content = content.merging(["items": .array(items), "next": .null])
        return Answer(content: content, of: self)
    }
}
