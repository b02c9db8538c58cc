public import PermitProof

/// How the log's key hands its office on: it signs its successor.
public enum LogKeySuccession {
    /// The bytes that the former key signs.
    public static func text(instance: String, next: LogPublicKey) -> [UInt8] {
        Array("permitd-log-key-v1\n\(instance)\n\(next.verifierText)\n".utf8)
    }
}
