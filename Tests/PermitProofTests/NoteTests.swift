import PermitProof
import PermitWire
import Testing

/// C2SP signed-note and tlog-checkpoint.
struct NoteTests {
    /// The example that the format's first implementation documents.
    private static let known = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        \u{2014} PeterNeumann \
        x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    private static let knownKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    @Test("A note of another implementation is read, checked and written as it was")
    func known() throws {
        let key = try #require(LogPublicKey(verifierText: Self.knownKey))
        let note = try #require(SignedNote(Self.known))
        #expect(note.isSigned(by: key))
        #expect(note.note == Self.known)
        #expect(key.verifierText == Self.knownKey)
        #expect(note.text.hasSuffix("problem is.\n"))
    }

    @Test("A changed letter, key or signature is none")
    func changed() throws {
        let key = try #require(LogPublicKey(verifierText: Self.knownKey))
        let words = try #require(SignedNote(Self.known.replacing("answer", with: "Answer")))
        #expect(!words.isSigned(by: key))
        let signature = try #require(SignedNote(Self.known.replacing("ZJkuBS", with: "ZJkuBT")))
        #expect(!signature.isSigned(by: key))
        let name = try #require(SignedNote(Self.known.replacing("\u{2014} Peter", with: "\u{2014} Petra")))
        #expect(!name.isSigned(by: key))
        #expect(LogPublicKey(verifierText: Self.knownKey.replacing("c74f", with: "c74e")) == nil)
    }

    @Test(
        "What is no note is not read",
        arguments: [
            "", "\n\n", "text\n", "text\n\n", "text\n\n\u{2014} name AAAA\n", "text\n\n\u{2014} name not-base64\n",
            "text\n\n\u{2014}  AAAAAAAAAAAA\n", "text\n\n- name AAAAAAAAAAAA\n", "text\n\n\u{2014} name AAAAAAAAAAAA",
            "te\u{7}xt\n\n\u{2014} name AAAAAAAAAAAA\n", "text\n\n\u{2014} na+me AAAAAAAAAAAA\n",
            "text\n\n\u{2014} name AAAAAAAAAAAA extra\n", String(repeating: "a", count: 1_000_001),
        ])
    func notNotes(text: String) {
        #expect(SignedNote(text) == nil)
    }

    @Test("A checkpoint is signed, read back, and refused under another key or for another log")
    func checkpoints() throws {
        let key = try Self.key(name: Checkpoint.origin(instance: "i"))
        let checkpoint = Checkpoint(origin: "permitd/i", size: 417, root: Array(repeating: 7, count: 32))
        let note = try checkpoint.note(signedBy: key)
        #expect(note.hasPrefix("permitd/i\n417\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n\n\u{2014} permitd/i "))
        #expect(Checkpoint(note: note, signedBy: key.publicKey) == checkpoint)
        #expect(Checkpoint(note: note, signedBy: try Self.key(name: "permitd/i").publicKey) == nil)
        let other = Checkpoint(origin: "permitd/j", size: 1, root: checkpoint.root)
        #expect(Checkpoint(note: try other.note(signedBy: key), signedBy: key.publicKey) == nil)
    }

    @Test(
        "What is no checkpoint is not read",
        arguments: [
            "", "o\n1\n", "o\n01\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n",
            "o\n-1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n", "o\n1\nBwc=\n", "\n1\nBwcHBwcHBwc=\n",
            "o\n99999999999999999999\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n",
            "o\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
        ])
    func notCheckpoints(text: String) {
        #expect(Checkpoint(text: text) == nil)
    }

    @Test("Keys are read from PEM, and nothing else is")
    func pem() throws {
        let key = try Self.key(name: "n")
        let pair = PersonSigningKey()
        #expect(LogPrivateKey(name: "n", pem: "") == nil)
        #expect(LogPrivateKey(name: "n", pem: pair.publicPEM) == nil)
        #expect(LogPublicKey(name: "n", pem: pair.pem) == nil)
        #expect(LogPublicKey(name: "n", pem: pair.publicPEM) == LogPrivateKey(name: "n", pem: pair.pem)?.publicKey)
        #expect(key.publicKey.raw.count == 32)
        #expect(LogPublicKey(verifierText: key.publicKey.verifierText) == key.publicKey)
    }

    private static func key(name: String) throws -> LogPrivateKey {
        try #require(LogPrivateKey(name: name, pem: PersonSigningKey().pem))
    }
}
