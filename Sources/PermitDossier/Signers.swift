import PermitCore
import PermitWire

/// Who had which signing key when, as far as the dossier's own proven events tell.
struct Signers {
    private struct Key {
        let person: String
        let signing: String
        let from: UInt64
        var until: UInt64 = .max
    }

    private var keys: [Key] = []
    private var proofs: [String: String] = [:]

    /// Takes in an event of the register.
    mutating func take(_ event: Event) {
        guard let signing = event.args["signing"]?.string else { return }
        if event.type == .keyEnrolled, let person = event.args["person"]?.string {
            keys.append(Key(person: person, signing: signing, from: event.sequence))
        } else if event.type == .keyRevoked {
            for index in keys.indices where keys[index].signing == signing { keys[index].until = event.sequence }
        }
    }

    /// Whether a signature is by a key that a person had just before an event.
    func hasKey(of person: String, before sequence: UInt64, _ signature: [UInt8], over bytes: [UInt8]) -> Bool {
        keys.contains { key in
            // What a key enrols or revokes itself with is signed while it is good.
            key.person == person && key.from < sequence && sequence <= key.until
                && Signing.isValid(signature, over: bytes, by: key.signing)
        }
    }

    /// Remembers by what a request is proven.
    mutating func note(_ request: String?, _ proof: String) {
        if let request { proofs[request] = proof }
    }

    /// By what a request is proven.
    func proof(of request: String) -> String { proofs[request] ?? "not proven" }
}
