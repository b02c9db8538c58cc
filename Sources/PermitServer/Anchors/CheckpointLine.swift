import Foundation
import PermitProof

/// A checkpoint on one line, as the daemon logs it: what the journal keeps of it is an anchor.
enum CheckpointLine {
    /// What is logged of a checkpoint, beside the word itself.
    static func metadata(of note: String) -> [(name: String, value: String)] {
        guard let signed = SignedNote(note), let checkpoint = Checkpoint(text: signed.text),
            let signature = signed.signatures.first
        else { return [] }
        return [
            ("root", Data(checkpoint.root).base64EncodedString()),
            ("signature", Data(signature.id + signature.signature).base64EncodedString()),
            ("size", String(checkpoint.size)),
        ]
    }

    /// The note that a line tells; nil for a line that tells none.
    static func note(in line: String, origin: String) -> String? {
        var values: [Substring: Substring] = [:]
        for word in line.split(separator: " ") {
            guard let equals = word.firstIndex(of: "=") else { continue }
            values[word[..<equals]] = word[word.index(after: equals)...].trimmingQuotes
        }
        guard let size = values["size"], let root = values["root"], let signature = values["signature"] else {
            return nil
        }
        return "\(origin)\n\(size)\n\(root)\n\n\u{2014} \(origin) \(signature)\n"
    }
}

extension Substring {
    fileprivate var trimmingQuotes: Substring {
        hasPrefix("\"") && hasSuffix("\"") && count >= 2 ? dropFirst().dropLast() : self
    }
}
