public import PermitProof

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the log's key vouches for in a dossier: that these events, and no others, are what it holds about a permit at
/// one size of the log. It is a signed note of these lines:
///
/// ```
/// permitd/<instance>
/// dossier <permit> <number>
/// <size of the log>
/// <root in base64>
/// <sequences, separated by commas>
/// ```
public struct DossierManifest: Hashable, Sendable {
    /// The log as it was.
    public let checkpoint: Checkpoint
    /// The permit's id and number.
    public let permit, number: String
    /// The events' sequences, rising.
    public let sequences: [UInt64]

    /// Names what a dossier holds.
    public init(checkpoint: Checkpoint, permit: String, number: String, sequences: [UInt64]) {
        self.checkpoint = checkpoint
        self.permit = permit
        self.number = number
        self.sequences = sequences
    }

    /// Reads a manifest that a key has signed; nil for what is none.
    public init?(note: String, signedBy key: LogPublicKey) {
        guard let signed = SignedNote(note), signed.isSigned(by: key) else { return nil }
        let lines = signed.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let words = lines.count == 6 ? lines[1].split(separator: " ").map(String.init) : []
        guard words.count == 3, words[0] == "dossier", lines[0] == key.name,
            let checkpoint = Checkpoint(text: "\(lines[0])\n\(lines[2])\n\(lines[3])\n")
        else { return nil }
        let sequences = lines[4].split(separator: ",").map { UInt64($0) }
        guard !sequences.contains(nil) else { return nil }
        self.init(
            checkpoint: checkpoint, permit: words[1], number: words[2], sequences: sequences.compactMap(\.self))
    }

    /// The manifest as a signed note.
    public func note(signedBy key: LogPrivateKey) throws -> String {
        let text = """
            \(checkpoint.origin)
            dossier \(permit) \(number)
            \(checkpoint.size)
            \(Data(checkpoint.root).base64EncodedString())
            \(sequences.map(String.init).joined(separator: ","))

            """
        return try SignedNote(signing: text, by: key).note
    }
}
