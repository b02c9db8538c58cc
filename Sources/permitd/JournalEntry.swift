/// A message with its figures, as the journal stores it.
struct JournalEntry {
    let message: String
    /// 0 to 7, as syslog counts.
    let priority: Int
    let pairs: [(name: String, value: String)]

    /// All of it on one line, which is what `journalctl` shows. A line feed would begin a line of its own.
    var text: String {
        let all = message + pairs.map { " \($0.name)=\($0.value)" }.joined()
        return all.replacing("\n", with: " | ")
    }

    /// One datagram of the journal's own protocol: the line, the priority, and each figure as a field `PERMITD_NAME`.
    var datagram: [UInt8] {
        var bytes: [UInt8] = []
        Self.append("MESSAGE", text, to: &bytes)
        Self.append("PRIORITY", String(priority), to: &bytes)
        Self.append("SYSLOG_IDENTIFIER", "permitd", to: &bytes)
        // The message without its figures: the same text for every line of its kind.
        Self.append("PERMITD_MESSAGE", message, to: &bytes)
        for pair in pairs { Self.append("PERMITD_" + Self.fieldName(pair.name), pair.value, to: &bytes) }
        return bytes
    }

    /// A value of several lines goes with its length in front, as 64 bits, the smallest byte first.
    private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        bytes += name.utf8
        if value.utf8.contains(UInt8(ascii: "\n")) {
            bytes.append(UInt8(ascii: "\n"))
            let length = UInt64(value.utf8.count)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value.utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    /// `perMinute` as `PER_MINUTE`; what a field's name can't hold is left out.
    static func fieldName(_ name: String) -> String {
        var result = ""
        for character in name.prefix(48) where character.isASCII && (character.isLetter || character.isNumber) {
            if character.isUppercase, !result.isEmpty { result += "_" }
            result += character.uppercased()
        }
        return result
    }
}
