import Crypto
public import PermitCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What people and devices sign, and how signatures are checked: Ed25519 over a domain, the instance and the body.
public enum Signing {
    /// The bytes that a request's signature is made over.
    public static func requestBytes(instance: String, body: [UInt8]) -> [UInt8] {
        Array("permitd-v1\n\(instance)\n".utf8) + body
    }

    /// The bytes that prove possession of a signing key when it is enrolled.
    public static func enrolmentBytes(instance: String, person: PersonID) -> [UInt8] {
        Array("permitd-enroll-v1\n\(instance)\n\(person)".utf8)
    }

    /// Whether `signature` over `bytes` is by the key given in base64.
    public static func isValid(_ signature: [UInt8], over bytes: [UInt8], by key: String) -> Bool {
        guard let raw = Data(base64Encoded: key),
            let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return publicKey.isValidSignature(signature, for: bytes)
    }

    /// Whether the proof of an enrolment, in base64, holds.
    public static func isProven(_ proof: String, key: SigningKey, instance: String) -> Bool {
        guard let signature = Data(base64Encoded: proof), let raw = Data(base64Encoded: key.signing),
            !isOfSmallOrder(Array(raw))
        else { return false }
        return isValid(
            Array(signature), over: enrolmentBytes(instance: instance, person: key.person), by: key.signing)
    }

    /// Whether a public key is one of the few points of small order, under which one signature fits every text.
    static func isOfSmallOrder(_ key: [UInt8]) -> Bool {
        guard key.count == 32 else { return false }
        // The sign of x, in the highest bit, tells points of small order apart from none.
        return pointsOfSmallOrder.contains(key.dropLast() + [key[31] & 0x7F])
    }

    private static let pointsOfSmallOrder: Set<[UInt8]> = {
        let zeros = [UInt8](repeating: 0x00, count: 31)
        let ones = [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        let ofOrderEight: [[UInt8]] = [
            [
                0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
                0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
            ],
            [
                0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
                0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
            ],
        ]
        return Set([[0x00] + zeros, [0x01] + zeros, [0xEC] + ones, [0xED] + ones, [0xEE] + ones] + ofOrderEight)
    }()

    /// SHA-256 of a text in lower-case hex.
    public static func digest(_ text: String) -> String {
        hex(SHA256.hash(data: Array(text.utf8)))
    }

    /// Bytes in lower-case hex.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The bytes of a base64 text; nil for what is none.
    public static func bytes(base64 text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }

    /// Bytes in base64.
    public static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

/// A person's Ed25519 key, which stays where it is made.
public struct PersonSigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// Makes a new key.
    public init() {
        key = Curve25519.Signing.PrivateKey()
    }

    /// Reads PKCS#8 PEM; nil for anything else.
    public init?(pem: String) {
        // PKCS#8 of Ed25519 (RFC 8410) is a fixed prefix of 16 bytes and the 32 bytes of the key.
        let lines = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        guard let der = Data(base64Encoded: lines.joined()), der.count == 48, Array(der.prefix(16)) == Self.prefix,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
        else { return nil }
        self.key = key
    }

    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// The key as PKCS#8 PEM.
    public var pem: String {
        let der = Data(Self.prefix + Array(key.rawRepresentation))
        return "-----BEGIN PRIVATE KEY-----\n\(der.base64EncodedString())\n-----END PRIVATE KEY-----\n"
    }

    /// The public key as SubjectPublicKeyInfo PEM.
    public var publicPEM: String {
        let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        let der = Data(prefix + Array(key.publicKey.rawRepresentation))
        return "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
    }

    /// The public key in base64, as `key.enroll` takes it.
    public var publicBase64: String { key.publicKey.rawRepresentation.base64EncodedString() }

    /// Signs bytes.
    public func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}
