internal import CZeroMQ
internal import Glibc

/// One CURVE key, public or secret: 32 bytes. No way of printing it shows them, so that a secret can't reach a log by
/// interpolation or `dump`; ask for ``z85`` where the text is wanted.
public struct CurveKey: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// - Returns: nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// - Returns: nil unless the text is the Z85 form of 32 bytes, 40 characters.
    public init?(z85 text: String) {
        guard let bytes = Z85.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 40 characters of the key. Never log those of a secret key.
    public var z85: String { Z85.encodeGroups(bytes) }
}

extension CurveKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never shows the key.
    public var description: String { "CurveKey" }
    /// Never shows the key.
    public var debugDescription: String { "CurveKey" }
    /// Never shows the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A secret key with the public key that belongs to it.
public struct CurveKeyPair: Sendable, Hashable {
    /// What others may know.
    public let publicKey: CurveKey
    /// What nobody else may know.
    public let secretKey: CurveKey

    /// Takes two keys on trust; ``init(secretKey:)`` makes a pair that is sure to match.
    public init(publicKey: CurveKey, secretKey: CurveKey) {
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// Works out the public key.
    /// - Throws: `ENOTSUP` when libzmq was built without CURVE.
    public init(secretKey: CurveKey) throws(ZeroMQError) {
        var publicText = [CChar](repeating: 0, count: 41)
        guard zmq_curve_public(&publicText, secretKey.z85) == 0 else { throw .last("derive a public key") }
        self.init(publicKey: try Self.key(publicText), secretKey: secretKey)
    }

    /// Makes a new pair from the system's random numbers.
    /// - Throws: `ENOTSUP` when libzmq was built without CURVE.
    public static func generate() throws(ZeroMQError) -> CurveKeyPair {
        var publicText = [CChar](repeating: 0, count: 41)
        var secretText = publicText
        guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw .last("make a key pair") }
        return CurveKeyPair(publicKey: try key(publicText), secretKey: try key(secretText))
    }

    private static func key(_ text: [CChar]) throws(ZeroMQError) -> CurveKey {
        let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard let key = CurveKey(z85: String(decoding: characters, as: UTF8.self)) else {
            throw ZeroMQError(code: EPROTO, operation: "read a key from libzmq")
        }
        return key
    }
}
