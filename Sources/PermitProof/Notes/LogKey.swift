import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The public half of the log's key: what checks checkpoints and receipts.
public struct LogPublicKey: Hashable, Sendable {
    /// The key's name in signed notes, `permitd/<instance>`.
    public let name: String
    /// The raw Ed25519 key, 32 bytes.
    public let raw: [UInt8]

    /// A key by its bytes; nil for what is none.
    public init?(name: String, raw: [UInt8]) {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: raw)) != nil else { return nil }
        self.name = name
        self.raw = raw
    }

    /// A key as `log.pub` has it: SubjectPublicKeyInfo in PEM.
    public init?(name: String, pem: String) {
        guard let der = PEM.bytes(of: pem, label: "PUBLIC KEY"), der.count == 44, der.starts(with: PEM.publicPrefix)
        else { return nil }
        self.init(name: name, raw: Array(der.suffix(32)))
    }

    /// A key as the C2SP tools write it: `<name>+<id in hex>+<base64 of the algorithm and the key>`.
    public init?(verifierText text: String) {
        // The base64 at the end may hold a plus sign, the name may not.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let key = Data(base64Encoded: parts[2]), key.count == 33, key.first == Self.algorithm
        else { return nil }
        self.init(name: parts[0], raw: Array(key.dropFirst()))
        guard hexID == parts[1] else { return nil }
    }

    /// The key as the C2SP tools read it.
    public var verifierText: String {
        "\(name)+\(hexID)+\(Data([Self.algorithm] + raw).base64EncodedString())"
    }

    /// The four bytes that tell keys of one name apart.
    public var id: [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, Self.algorithm] + raw).prefix(4))
    }

    private var hexID: String { id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// Whether a signature over bytes is by this key.
    public func isValid(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }

    /// Ed25519 in the C2SP signed-note format.
    private static let algorithm: UInt8 = 0x01
}

/// The log's key: `log.sign`.
public struct LogPrivateKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// The public half.
    public let publicKey: LogPublicKey

    /// A key as `log.sign` has it: PKCS#8 in PEM; nil for what is none.
    public init?(name: String, pem: String) {
        guard let der = PEM.bytes(of: pem, label: "PRIVATE KEY"), der.count == 48, der.starts(with: PEM.privatePrefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32)),
            let publicKey = LogPublicKey(name: name, raw: Array(key.publicKey.rawRepresentation))
        else { return nil }
        self.key = key
        self.publicKey = publicKey
    }

    /// Signs bytes.
    public func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}

/// PEM of Ed25519 keys (RFC 8410), whose DER is a fixed prefix and the key's 32 bytes.
enum PEM {
    static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    static func bytes(of pem: String, label: String) -> [UInt8]? {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN \(label)-----", lines.last == "-----END \(label)-----" else { return nil }
        return Data(base64Encoded: lines.dropFirst().dropLast().joined()).map { Array($0) }
    }
}
