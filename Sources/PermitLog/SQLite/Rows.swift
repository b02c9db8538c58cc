import FoundationEssentials
import GRDB

extension Row {
    /// The columns `event(_:)` takes, in its order.
    static let eventColumns = "sequence, topic, subject, body"
    /// The columns `request(_:)` takes, in its order.
    static let requestColumns = "key, id, body, signature, signer, reply, first, last"

    /// An event from `eventColumns`, nil if a value is not what the schema says.
    func event() throws -> StoredEvent? {
        guard let sequence = number(0), let topic = try text(1), let subject = try text(2), let body = try bytes(3)
        else { return nil }
        return StoredEvent(sequence: sequence, topic: topic, subject: subject, body: body)
    }

    /// A request from `requestColumns`, nil if a value is not what the schema says.
    func request() throws -> RecordedRequest? {
        guard let key = try text(0), let id = try text(1), let body = try bytes(2), let reply = try bytes(5)
        else { return nil }
        return RecordedRequest(
            key: key,
            id: id,
            body: body,
            signature: try bytes(3),
            signer: try text(4),
            reply: reply,
            firstSequence: number(6),
            lastSequence: number(7)
        )
    }

    func bytes(_ column: Int) throws -> [UInt8]? {
        try withUnsafeData(atIndex: column) { data in data.map { $0.withUnsafeBytes { [UInt8]($0) } } }
    }

    /// The text byte for byte: read as a C string it would end at a zero byte slipped in, and a hash would not see it.
    func text(_ column: Int) throws -> String? {
        try bytes(column).flatMap { String(validating: $0, as: UTF8.self) }
    }

    func number(_ column: Int) -> UInt64? {
        Int64.fromDatabaseValue(self[column]).flatMap { UInt64(exactly: $0) }
    }
}
