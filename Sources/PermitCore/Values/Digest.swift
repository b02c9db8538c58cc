/// A SHA-256 in four words: its text of 64 digits takes three times the room.
struct Digest: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth) = words
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    init?(_ text: String) {
        var words: [UInt64] = [0, 0, 0, 0]
        guard text.utf8.count == 64 else { return nil }
        for (place, byte) in text.utf8.enumerated() {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            words[place / 16] = words[place / 16] << 4 | UInt64(digit)
        }
        self.init((words[0], words[1], words[2], words[3]))
    }

    /// From the first to the last.
    var words: [UInt64] { [first, second, third, fourth] }

    /// The digest in lower-case hex.
    var text: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for word in words {
            for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(word >> UInt64(shift) & 0xF)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
