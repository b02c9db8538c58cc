import Crypto
import ZeroMQ

/// Everything that is made by chance elsewhere, from one number: keys and ids are the same again in another run, so
/// that a filled site can be used by a later one.
struct Seeds {
    let seed: UInt64

    /// 32 bytes for a name.
    func bytes(_ name: String) -> [UInt8] { Array(SHA256.hash(data: Array("permit-bench \(seed) \(name)".utf8))) }

    /// The id of a permit, in the shape of a UUID.
    func permit(_ name: String) -> String {
        let digits = bytes("permit \(name)").prefix(16).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let parts = [8, 4, 4, 4, 12].reduce(into: (texts: [String](), rest: digits[...])) { parts, count in
            parts.texts.append(String(parts.rest.prefix(count)))
            parts.rest = parts.rest.dropFirst(count)
        }
        return parts.texts.joined(separator: "-")
    }

    /// The CURVE keys of a device or a person.
    func curve(_ name: String) throws -> CurveKeyPair {
        guard let secret = CurveKey(bytes: bytes("curve \(name)")) else { throw BenchFault("no key of \(name)") }
        return try CurveKeyPair(secretKey: secret)
    }

    /// The signing key of a person.
    func signing(_ person: String) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: bytes("signing \(person)"))
    }
}
