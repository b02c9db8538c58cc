/// A key as a person presses it.
enum Key: Equatable, Sendable {
    case character(Character)
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace
    /// Ctrl-C, Ctrl-Z and Ctrl-L, which a terminal in raw mode gives as keys.
    case interrupt, stop, redraw
}

/// Keys out of the bytes that a terminal sends. What it doesn't know is passed over, whole: no part of an unknown
/// sequence counts as a key.
struct KeyReader {
    /// Past so many bytes a sequence that doesn't end is given up.
    static let longestSequence = 64

    private var pending: [UInt8] = []
    /// Within an answer of the terminal, which runs up to its terminator.
    private var isSkipping = false

    /// Whether the next bytes belong to what has come: an escape that no more follows was the key itself.
    var isPending: Bool { !pending.isEmpty }

    /// The keys that bytes make, with what came before.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let (key, length) = next() {
            pending.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// Nothing came for a while: what is pending is all there is.
    mutating func pause() -> [Key] {
        defer { (pending, isSkipping) = ([], false) }
        return pending == [0x1B] ? [.escape] : []
    }

    /// The next key, or nil inside for what is none, and its length; nil where more bytes are wanted.
    private mutating func next() -> (Key?, Int)? {
        guard let first = pending.first else { return nil }
        if isSkipping { return skip() }
        if first == 0x1B { return escape() }
        if first < 0x20 || first == 0x7F { return (Self.controls[first], 1) }
        return character(first)
    }

    private static let controls: [UInt8: Key] = [
        0x03: .interrupt, 0x1A: .stop, 0x0C: .redraw, 0x09: .tab, 0x0A: .enter, 0x0D: .enter, 0x08: .backspace,
        0x7F: .backspace, 0x02: .pageUp, 0x06: .pageDown, 0x0E: .down, 0x10: .up,
    ]

    private func character(_ first: UInt8) -> (Key?, Int)? {
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
        guard length > 0 else { return (nil, 1) }
        let bytes = pending.prefix(length)
        guard bytes.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (nil, 1) }
        guard bytes.count == length else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else { return (nil, 1) }
        return (.character(character), length)
    }

    private mutating func escape() -> (Key?, Int)? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"):
            guard pending.count > 2 else { return nil }
            // The keypad's own enter.
            return (pending[2] == UInt8(ascii: "M") ? .enter : Self.finals[pending[2]], 3)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            isSkipping = true
            return (nil, 2)
        default:
            // Two keys that a slow line brought together.
            return (.escape, 1)
        }
    }

    private func controlSequence() -> (Key?, Int)? {
        guard let end = pending.dropFirst(2).firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
            return pending.count > Self.longestSequence ? (nil, pending.count) : nil
        }
        let final = pending[end]
        // The function keys of the Linux console: one more letter.
        if final == UInt8(ascii: "["), end == 2 { return pending.count > 3 ? (nil, 4) : nil }
        guard (0x40...0x7E).contains(final) else { return (nil, end) }
        guard final == UInt8(ascii: "~") else { return (Self.finals[final], end + 1) }
        let number = pending[2..<end].prefix { (0x30...0x39).contains($0) }
        return (Self.numbers[String(decoding: number, as: UTF8.self)], end + 1)
    }

    private mutating func skip() -> (Key?, Int)? {
        if pending[0] == 0x07 {
            isSkipping = false
            return (nil, 1)
        }
        guard pending[0] == 0x1B else { return (nil, 1) }
        guard pending.count > 1 else { return nil }
        isSkipping = false
        return (nil, pending[1] == UInt8(ascii: "\\") ? 2 : 1)
    }

    private static let finals: [UInt8: Key] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "Z"): .backTab,
    ]

    private static let numbers: [String: Key] = [
        "1": .home, "4": .end, "5": .pageUp, "6": .pageDown, "7": .home, "8": .end,
    ]
}
