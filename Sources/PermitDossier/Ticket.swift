public import PermitCore
public import PermitProof
import PermitWire

/// What a code at the work site tells: who authorised what, where, until when, and as of when that was known. A compact
/// JWS (RFC 7515), EdDSA by the log's key.
///
/// It is no proof that work is allowed now: a permit may be suspended a second later. Whoever reads it says as of when.
public struct Ticket: Hashable, Sendable {
    /// The claims. `iss` is the log, `sub` the permit, `iat` the daemon's time when it was true, `nbf` and `exp` the
    /// window; times are in seconds since 1970.
    public let claims: JSONObject

    /// Tells of a permit as it is.
    /// - Parameters:
    ///   - permit: the permit as `permit.get` answers it.
    ///   - sequence: the position at which that is true.
    public init(_ permit: JSONObject, origin: String, asOf now: Instant, sequence: UInt64) {
        func seconds(_ name: String) -> JSONValue {
            let moment = permit[name]?.string.flatMap { Instant($0) }
            return moment.map { .count(Int($0.milliseconds / 1_000)) } ?? .null
        }
        let approvals = (permit["approvals"]?.array ?? []).compactMap(\.object).filter { $0["signedBy"] != .null }
        claims = [
            "iss": .string(origin), "sub": permit["permit"] ?? .null, "iat": .count(Int(now.milliseconds / 1_000)),
            "nbf": seconds("from"), "exp": seconds("until"), "seq": .sequence(sequence),
            "num": permit["number"] ?? .null, "kind": permit["kind"] ?? .null,
            "grade": permit["effectiveGrade"] ?? .null, "area": permit["area"] ?? .null,
            "state": permit["state"] ?? .null, "leader": permit["leader"] ?? .null,
            "supervisor": permit["supervisor"] ?? .null,
            "approved": .array(
                approvals.map { ["post": $0["post"] ?? .null, "by": $0["signedBy"] ?? .null] }),
        ]
    }

    /// The ticket as a compact token.
    public func token(signedBy key: LogPrivateKey) throws -> String {
        let header: JSONValue = ["alg": "EdDSA", "typ": "JWT", "kid": .string(Signing.hex(key.publicKey.id))]
        let signed = Self.base64url(header.utf8) + "." + Self.base64url(JSONValue.object(claims).utf8)
        return signed + "." + Self.base64url(try key.sign(Array(signed.utf8)))
    }

    private static func base64url(_ bytes: [UInt8]) -> String {
        String(
            Signing.base64(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
