import PermitCore
public import PermitProof
import PermitWire

/// How the log's key hands its office on: it signs its successor, and an event tells of it.
public enum LogKeySuccession {
    /// The bytes that the former key signs.
    public static func text(instance: String, next: LogPublicKey) -> [UInt8] {
        Array("permitd-log-key-v1\n\(instance)\n\(next.verifierText)\n".utf8)
    }

    /// The key of now and those before it, the newest first, as far as each has signed for the next.
    /// - Parameter events: the bytes of the events that tell of new keys, in their order.
    public static func keys(before key: LogPublicKey, _ events: [[UInt8]]) throws -> [LogPublicKey] {
        let instance = String(key.name.drop { $0 != "/" }.dropFirst())
        var keys = [key]
        for event in events.reversed() {
            let args = try JSONParser.parse(event).object?["data"]?.object?["args"]?.object ?? [:]
            guard let (former, next) = succession(args, instance: instance), next == keys.last else { continue }
            keys.append(former)
        }
        return keys
    }

    /// The former key and the one that it has signed for; nil where it has not.
    static func succession(_ args: JSONObject, instance: String) -> (former: LogPublicKey, next: LogPublicKey)? {
        guard let next = args["log"]?.string.flatMap({ LogPublicKey(verifierText: $0) }),
            let former = args["former"]?.string.flatMap({ LogPublicKey(verifierText: $0) }), former.name == next.name,
            let signature = args["signature"]?.string.flatMap(Signing.bytes(base64:)),
            former.isValid(signature, over: text(instance: instance, next: next))
        else { return nil }
        return (former, next)
    }
}
