/// The text form of keys (ZeroMQ RFC 32): four bytes become five printable characters.
public enum Z85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    /// For each byte its digit, or 255 when it isn't in the alphabet.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        for (digit, character) in alphabet.enumerated() { digits[Int(character)] = UInt8(digit) }
        return digits
    }()

    /// - Returns: nil when the number of bytes isn't a multiple of 4.
    public static func encode(_ bytes: [UInt8]) -> String? {
        bytes.count.isMultiple(of: 4) ? encodeGroups(bytes) : nil
    }

    /// - Returns: nil when the length isn't a multiple of 5, a character isn't in the alphabet, or five characters make
    ///   a number above 32 bits.
    public static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 5) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 5 * 4)
        for start in stride(from: 0, to: characters.count, by: 5) {
            var value: UInt64 = 0
            for character in characters[start..<start + 5] {
                let digit = digits[Int(character)]
                guard digit < 85 else { return nil }
                value = value * 85 + UInt64(digit)
            }
            guard let group = UInt32(exactly: value) else { return nil }
            withUnsafeBytes(of: group.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// For lengths known to be a multiple of 4.
    static func encodeGroups(_ bytes: [UInt8]) -> String {
        precondition(bytes.count.isMultiple(of: 4))
        var characters: [UInt8] = []
        characters.reserveCapacity(bytes.count / 4 * 5)
        for start in stride(from: 0, to: bytes.count, by: 4) {
            let value = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            for divisor: UInt32 in [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1] {
                characters.append(alphabet[Int(value / divisor % 85)])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
