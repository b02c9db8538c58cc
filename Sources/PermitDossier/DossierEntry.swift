public import PermitCore
import PermitWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One event of a dossier, with what proves it.
public struct DossierEntry: Hashable, Sendable {
    /// Why an event is in a dossier.
    public enum Part: String, Sendable, CaseIterable {
        /// It is about the permit.
        case permit
        /// It says who the people on the permit were, what they could and might do, and by which keys they signed.
        case register
        /// It put the rules in force by which the permit was judged.
        case packs
        /// It changed the key that signs the log.
        case logKey
        /// It says that the log has lost events, and who went on without them.
        case loss
    }

    /// A request as it came in.
    public struct Request: Hashable, Sendable {
        /// The body's exact bytes.
        public let body: [UInt8]
        /// The signature over them, and whose it is.
        public let signature: [UInt8]?
        /// The person whose signature it is.
        public let signer: String?

        /// Names a request.
        public init(body: [UInt8], signature: [UInt8]?, signer: String?) {
            self.body = body
            self.signature = signature
            self.signer = signer
        }
    }

    /// The event's place in the log.
    public let sequence: UInt64
    /// Why it is here.
    public let part: Part
    /// The event's exact text, as it is stored.
    public let event: String
    /// The audit path from the event to the checkpoint's root.
    public let inclusion: [[UInt8]]
    /// The request that made it, with the first of its events.
    public let request: Request?

    /// Names an entry.
    public init(sequence: UInt64, part: Part, event: String, inclusion: [[UInt8]], request: Request?) {
        self.sequence = sequence
        self.part = part
        self.event = event
        self.inclusion = inclusion
        self.request = request
    }

    /// Reads an entry; nil for what is none, or holds what nothing vouches for.
    public init?(_ object: JSONObject) {
        guard Set(object.members.map(\.name)).subtracting(["request"]) == ["seq", "part", "event", "inclusion"],
            let sequence = object["seq"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let part = object["part"]?.string.flatMap({ Part(rawValue: $0) }), let event = object["event"]?.string,
            let path = object["inclusion"]?.array?.map({ $0.string.flatMap(Self.bytes) }), !path.contains(nil)
        else { return nil }
        var request: Request?
        if let written = object["request"]?.object {
            guard Set(written.members.map(\.name)) == ["body", "signature", "signer"],
                written["signature"] == .null || written["signature"]?.string.flatMap(Self.bytes) != nil,
                let body = written["body"]?.string.flatMap(Self.bytes)
            else {
                return nil
            }
            request = Request(
                body: body, signature: written["signature"]?.string.flatMap(Self.bytes),
                signer: written["signer"]?.string)
        }
        self.init(
            sequence: sequence, part: part, event: event, inclusion: path.compactMap(\.self), request: request)
    }

    /// The entry as a dossier holds it.
    public var json: JSONObject {
        var object: JSONObject = [
            "seq": .sequence(sequence), "part": .string(part.rawValue), "event": .string(event),
            "inclusion": .strings(inclusion.map(Signing.base64)),
        ]
        if let request {
            object["request"] = [
                "body": .string(Signing.base64(request.body)),
                "signature": .text(request.signature.map(Signing.base64)), "signer": .text(request.signer),
            ]
        }
        return object
    }

    /// The bytes of a base64 text, in the one spelling that an encoder writes.
    private static func bytes(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).flatMap { $0.base64EncodedString() == text ? Array($0) : nil }
    }
}
