public import PermitCore

/// A request as it leaves, to the byte: sent again, it takes effect once.
public struct PreparedRequest: Hashable, Sendable {
    /// The request's id.
    public let id: String
    /// The operation's name on the wire.
    public let operation: String
    /// The body's exact bytes.
    public let body: [UInt8]
    /// The signature over them, where it was signed.
    public let signature: [UInt8]?

    /// A request that was kept.
    public init(id: String, operation: String, body: [UInt8], signature: [UInt8]?) {
        self.id = id
        self.operation = operation
        self.body = body
        self.signature = signature
    }

    /// The frames to send.
    public var frames: [[UInt8]] { [body] + (signature.map { [$0] } ?? []) }

    /// The arguments; empty where the body can't be read.
    public var args: JSONObject { (try? JSONParser.parse(body).object)?["args"]?.object ?? [:] }
}
