public import PermitWire

/// Makes a person's signatures: a key in a file, or one that never leaves its chip.
public protocol PersonSigner: Sendable {
    /// The Ed25519 signature of `bytes`, 64 bytes. May ask the person, and may be refused.
    func signature(of bytes: [UInt8]) async throws -> [UInt8]
}

extension PersonSigningKey: PersonSigner {
    /// The signature by a key that this process holds.
    public func signature(of bytes: [UInt8]) async throws -> [UInt8] { try sign(bytes) }
}
