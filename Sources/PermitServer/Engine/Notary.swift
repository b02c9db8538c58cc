import PermitDossier
import PermitLog
import PermitProof

/// Signs checkpoints of the log, each state of it once.
struct Notary {
    private let key: LogPrivateKey
    private var latest: (checkpoint: Checkpoint, note: String)?

    init(_ key: LogPrivateKey) { self.key = key }

    /// The public half of the key.
    var publicKey: LogPublicKey { key.publicKey }

    /// The manifest of a dossier as a signed note.
    func note(of manifest: DossierManifest) throws -> String { try manifest.note(signedBy: key) }

    /// A ticket as a compact token.
    func token(of ticket: Ticket) throws -> String { try ticket.token(signedBy: key) }

    /// Any checkpoint of this log as a signed note.
    func note(of checkpoint: Checkpoint) throws -> String { try checkpoint.note(signedBy: key) }

    /// The checkpoint of a tree as a signed note.
    mutating func checkpoint(of tree: MerkleFrontier) throws(LogFailure) -> String {
        if let latest, latest.checkpoint.size == tree.size { return latest.note }
        let checkpoint = Checkpoint(origin: key.publicKey.name, size: tree.size, root: tree.root)
        do {
            let note = try checkpoint.note(signedBy: key)
            latest = (checkpoint, note)
            return note
        } catch {
            throw .failed("a checkpoint can't be signed: \(error)")
        }
    }
}
