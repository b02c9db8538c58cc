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

    /// The code of a refusal; nil if it is none.
    public var code: String? { isOK ? nil : content["code"]?.string }
}

/// Why there is no answer.
public enum ClientFault: Error, Sendable, CustomStringConvertible {
    /// The daemon did not answer in time. The act may or may not have happened: the same id tells.
    case noAnswer(String)
    /// The reply was not one of this protocol's.
    case badReply(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .noAnswer(let text), .badReply(let text): text
        }
    }
}

extension Answer {
    init(_ reply: JSONObject) throws(ClientFault) {
        guard let isOK = reply["ok"]?.bool, let sequence = reply["seq"]?.integer,
            let content = reply[isOK ? "result" : "error"]?.object
        else { throw ClientFault.badReply("the reply lacks its fields") }
        self.isOK = isOK
        self.sequence = UInt64(clamping: sequence)
        self.content = content
        self.reply = reply
    }
}
