public import PermitCore

/// An answer of the daemon.
public struct Answer: Sendable {
    /// Whether something happened, or was read.
    public let isOK: Bool
    /// The position at which the answer is true.
    public let sequence: UInt64
    /// What was answered: the result, or the error.
    public let content: JSONObject
    /// The whole reply.
    public let reply: JSONObject

    /// An answer with the content of several: what the pages of a list add up to.
    public init(content: JSONObject, of answer: Answer) {
        isOK = answer.isOK
        sequence = answer.sequence
        self.content = content
        reply = answer.reply.merging([answer.isOK ? "result" : "error": .object(content)])
    }

    /// Reads a reply.
    /// - Throws: ``ClientFault/badReply(_:)``.
    public init(_ reply: JSONObject) throws(ClientFault) {
        guard let isOK = reply["ok"]?.bool, let sequence = reply["seq"]?.integer,
            let content = reply[isOK ? "result" : "error"]?.object
        else { throw ClientFault.badReply("the reply lacks its fields") }
        self.isOK = isOK
        self.sequence = UInt64(clamping: sequence)
        self.content = content
        self.reply = reply
    }

    /// The code of a refusal; nil if it is none.
    public var code: String? { isOK ? nil : content["code"]?.string }

    /// Why it was refused; nil if it was not.
    public var refusal: Refused? { isOK ? nil : Refused(content) }
}

/// A refusal as a client reads it: nothing changed, and why.
public struct Refused: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code; nil for one that this client doesn't know, which is a plain refusal.
    public let code: RefusalCode?
    /// The code as it was written.
    public let codeText: String
    /// The reason, in the language that was asked for.
    public let message: String
    /// Everything that is still unmet.
    public let unmet: [Condition]
    /// Every field that is wrong: where, and what is wanted.
    public let fields: [Field]
    /// All of it.
    public let content: JSONObject

    /// A condition that a gate still wants.
    public struct Condition: Hashable, Sendable {
        /// The gate and the condition's code, which may be newer than this client.
        public let gate, code: String
        /// What it is about, if it is about one thing.
        public let subject: String?
        /// What is wanted, in the language that was asked for.
        public let message: String
    }

    /// A field that is wrong.
    public struct Field: Hashable, Sendable {
        /// A JSON pointer, such as `/args/until`.
        public let path: String
        /// What is wanted.
        public let message: String
    }

    /// Reads the error of a reply.
    public init(_ error: JSONObject) {
        content = error
        codeText = error["code"]?.string ?? ""
        code = RefusalCode(rawValue: codeText)
        message = error["message"]?.string ?? ""
        unmet = (error["unmet"]?.array ?? []).compactMap(\.object).map {
            Condition(
                gate: $0["gate"]?.string ?? "", code: $0["code"]?.string ?? "", subject: $0["subject"]?.string,
                message: $0["message"]?.string ?? "")
        }
        fields = (error["fields"]?.array ?? []).compactMap(\.object).map {
            Field(path: $0["path"]?.string ?? "", message: $0["message"]?.string ?? "")
        }
    }

    /// How long the daemon wants to be left alone, in milliseconds, where it is busy.
    public var retryAfterMilliseconds: Int? { content["retryAfterMs"]?.integer.map { max(0, min(60_000, Int($0))) } }

    /// The refusal in one line.
    public var description: String { ([codeText + ": " + message] + unmet.map(\.message)).joined(separator: "; ") }
}

/// Why there is no answer.
public enum ClientFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// There was no connection, so nothing was sent and nothing happened.
    case offline(String)
    /// The daemon did not answer in time. The act may or may not have happened: the same id tells.
    case noAnswer(String)
    /// The reply was not one of this protocol's.
    case badReply(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .offline(let text), .noAnswer(let text), .badReply(let text): text
        }
    }
}
