#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the log was at one moment: how many events, and the root of their tree. Its text is a C2SP tlog-checkpoint:
/// the origin, the size, the root in base64, a line each.
public struct Checkpoint: Hashable, Sendable {
    /// The log: `permitd/<instance>`.
    public let origin: String
    /// How many events the log holds; the last one's sequence.
    public let size: UInt64
    /// The root of their tree.
    public let root: MerkleHash

    /// Names a state of a log.
    public init(origin: String, size: UInt64, root: MerkleHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The name of an installation's log, and of the key that signs it.
    public static func origin(instance: String) -> String { "permitd/\(instance)" }

    /// Reads a checkpoint's text; nil for what is none. Further lines, which the format allows, are passed over.
    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.last?.isEmpty == true, !lines[0].isEmpty,
            lines[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), lines[1] == "0" || lines[1].first != "0",
            let size = UInt64(lines[1]), let root = Data(base64Encoded: lines[2]), root.count == 32
        else { return nil }
        self.init(origin: lines[0], size: size, root: Array(root))
    }

    /// Reads a checkpoint that a key has signed; nil for what is none, or is not signed by it, or is of another log.
    public init?(note: String, signedBy key: LogPublicKey) {
        guard let signed = SignedNote(note), signed.isSigned(by: key) else { return nil }
        self.init(text: signed.text)
        guard origin == key.name else { return nil }
    }

    /// The text that is signed.
    public var text: String { "\(origin)\n\(size)\n\(Data(root).base64EncodedString())\n" }

    /// The checkpoint as a signed note.
    public func note(signedBy key: LogPrivateKey) throws -> String { try SignedNote(signing: text, by: key).note }
}
