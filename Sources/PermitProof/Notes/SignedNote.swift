#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A text with signatures under it, in the C2SP signed-note format: lines of text, an empty line, then for each
/// signature a line `— <key name> <base64 of the key's id and the signature>`.
public struct SignedNote: Hashable, Sendable {
    /// One signature.
    public struct Signature: Hashable, Sendable {
        /// The key's name.
        public let name: String
        /// The key's id, 4 bytes.
        public let id: [UInt8]
        /// The signature itself.
        public let signature: [UInt8]
    }

    /// The signed text, its last line end included.
    public let text: String
    /// Who signed.
    public let signatures: [Signature]

    /// The longest note that is read, in bytes, and the most signatures on one.
    public static let longest = 1_000_000
    static let mostSignatures = 100

    /// Signs a text, which ends with a line end and has no empty line in it.
    public init(signing text: String, by key: LogPrivateKey) throws {
        self.text = text
        let signature = try key.sign(Array(text.utf8))
        signatures = [Signature(name: key.publicKey.name, id: key.publicKey.id, signature: signature)]
    }

    /// Reads a note; nil for what is none. It proves nothing yet: ask ``isSigned(by:)``.
    public init?(_ note: String) {
        let bytes = Array(note.utf8)
        guard bytes.count <= Self.longest, !note.unicodeScalars.contains(where: Self.isForbidden),
            let middle = bytes.indices.dropFirst().last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A })
        else { return nil }
        text = String(decoding: bytes[..<middle], as: UTF8.self)
        let lines = String(decoding: bytes[(middle + 1)...], as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.last?.isEmpty == true, (2...Self.mostSignatures + 1).contains(lines.count) else { return nil }
        var signatures: [Signature] = []
        for line in lines.dropLast() {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, parts[0] == "\u{2014}", !parts[1].isEmpty, !parts[1].contains("+"),
                let bytes = Data(base64Encoded: parts[2]), bytes.count > 4
            else { return nil }
            signatures.append(
                Signature(name: parts[1], id: Array(bytes.prefix(4)), signature: Array(bytes.dropFirst(4))))
        }
        self.signatures = signatures
    }

    /// Whether the key signed the text.
    public func isSigned(by key: LogPublicKey) -> Bool {
        signatures.contains { signature in
            signature.name == key.name && signature.id == key.id
                && key.isValid(signature.signature, over: Array(text.utf8))
        }
    }

    /// The whole note.
    public var note: String {
        text + "\n"
            + signatures.map { "\u{2014} \($0.name) \(Data($0.id + $0.signature).base64EncodedString())\n" }.joined()
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 && scalar != "\n" }
}
