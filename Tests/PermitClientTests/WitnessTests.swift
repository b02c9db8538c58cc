import PermitProof
import PermitWire
import Testing

@testable import PermitClient

/// A client that remembers what the log was.
struct WitnessTests {
    private let key: LogPrivateKey
    private let stranger: LogPrivateKey
    private let leaves = (0..<20).map { MerkleTree.leaf([UInt8($0)]) }

    init() throws {
        key = try #require(LogPrivateKey(name: "permitd/i", pem: PersonSigningKey().pem))
        stranger = try #require(LogPrivateKey(name: "permitd/i", pem: PersonSigningKey().pem))
    }

    private func note(_ size: Int, by key: LogPrivateKey, other: Bool = false) throws -> String {
        var own = Array(leaves.prefix(size))
        if other { own[0] = MerkleTree.leaf([99]) }
        return try Checkpoint(origin: "permitd/i", size: UInt64(size), root: MerkleTree.root(of: own))
            .note(signedBy: key)
    }

    private func proof(_ old: Int, _ new: Int) throws -> [[UInt8]] {
        try MerkleProver { level, index in
            let start = Int(index) << level
            return MerkleTree.root(of: Array(leaves[start..<start + (1 << level)]))
        }.consistency(from: UInt64(old), to: UInt64(new))
    }

    @Test("A log that only grows is followed; whatever else it does is found out")
    func growing() throws {
        let text = key.publicKey.verifierText
        var witness = LogWitness()
        try witness.take(key: text, checkpoint: note(5, by: key), consistency: [])
        try witness.take(key: text, checkpoint: note(12, by: key), consistency: proof(5, 12))
        #expect(witness.checkpoint?.size == 12)
        let kept = witness
        #expect(throws: WitnessFault.shorter(known: 12, shown: 5)) {
            try witness.take(key: text, checkpoint: note(5, by: key), consistency: [])
        }
        #expect(throws: WitnessFault.changed(size: 12)) {
            try witness.take(key: text, checkpoint: note(15, by: key, other: true), consistency: proof(12, 15))
        }
        #expect(throws: WitnessFault.changed(size: 12)) {
            try witness.take(key: text, checkpoint: note(15, by: key), consistency: proof(5, 15))
        }
        #expect(throws: WitnessFault.unsigned) {
            try witness.take(key: text, checkpoint: note(15, by: stranger), consistency: proof(12, 15))
        }
        let other = stranger.publicKey.verifierText
        #expect(throws: WitnessFault.otherKey(other)) {
            try witness.take(key: other, checkpoint: note(15, by: stranger), consistency: proof(12, 15))
        }
        #expect(witness == kept, "what is refused leaves no trace")
    }

    @Test("A key given by hand is the only one that counts, from the first look on")
    func pinned() throws {
        var witness = LogWitness(key: key.publicKey)
        let other = stranger.publicKey.verifierText
        #expect(throws: WitnessFault.otherKey(other)) {
            try witness.take(key: other, checkpoint: note(5, by: stranger), consistency: [])
        }
    }

    @Test("A receipt of another root at a known size is found out")
    func receipts() throws {
        var witness = LogWitness(key: key.publicKey)
        try witness.take(receipt: note(7, by: key))
        #expect(witness.checkpoint?.size == 7)
        #expect(throws: WitnessFault.changed(size: 7)) { try witness.take(receipt: note(7, by: key, other: true)) }
        #expect(throws: WitnessFault.unsigned) { try witness.take(receipt: note(9, by: stranger)) }
        let read = LogWitness(key: key.publicKey.verifierText, note: witness.note)
        #expect(read == witness)
    }
}
