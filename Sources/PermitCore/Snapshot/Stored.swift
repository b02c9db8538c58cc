/// A value that a snapshot of the state holds.
///
/// Each type says field by field what it writes, and reads the same fields in the same order. What a reader is given
/// may be anything: it throws, and never traps.
protocol Stored: Sendable {
    /// Reads what ``write(to:)`` wrote.
    init(from bytes: inout StateReader) throws(StateFault)

    /// Appends the value's bytes.
    func write(to bytes: inout StateWriter)
}

/// Bytes that are no state.
public struct StateFault: Error, Equatable, CustomStringConvertible {
    /// What is wrong with them.
    public let description: String

    /// Names what is wrong.
    public init(_ description: String) {
        self.description = description
    }
}

/// Gathers the bytes of a state, and hands them over in pieces where somebody takes them: a large state would else lie
/// in memory twice.
struct StateWriter {
    /// About how many bytes are handed over at once.
    private static let piece = 1 << 18

    private(set) var bytes: [UInt8] = []
    private let take: (([UInt8]) -> Bool)?
    /// Whether more bytes are of any use.
    private(set) var isWanted = true

    /// - Parameter take: given each piece; says whether it wants more. Without it all stays in ``bytes``.
    init(_ take: (([UInt8]) -> Bool)? = nil) { self.take = take }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// Seven bits in a byte, the lowest first; the eighth says that more follow.
    mutating func append(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Bytes that another writer gathered.
    mutating func append(_ gathered: [UInt8]) {
        bytes.append(contentsOf: gathered)
    }

    mutating func append(text: String) {
        append(number: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Hands over what was gathered once that is a piece: called between the values of a table.
    mutating func handOverPiece() {
        if bytes.count >= Self.piece { handOver() }
    }

    /// Hands over what was gathered, and begins anew.
    mutating func handOver() {
        guard let take else { return }
        if isWanted { isWanted = take(bytes) }
        bytes.removeAll(keepingCapacity: true)
    }
}

/// Reads the bytes of a state from the first to the last.
struct StateReader {
    /// How deep values may lie in one another, as for JSON that comes in.
    private static let deepest = 32

    private let bytes: [UInt8]
    private var place: Int
    private let end: Int
    private var depth = 0
    /// Texts too long to lie within a string itself: ids of people and keys come again and again, and one text serves
    /// them all.
    private var texts: [String: String] = [:]
    private static let shared = 16...64
    /// The packs that were named so far; there are few.
    private var packs: [PackReference] = []

    init(_ bytes: [UInt8], from start: Int, to end: Int) {
        self.bytes = bytes
        self.end = min(max(0, end), bytes.count)
        place = min(max(0, start), self.end)
    }

    mutating func byte() throws(StateFault) -> UInt8 {
        guard place < end else { throw StateFault("it ends too soon") }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func number() throws(StateFault) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { break }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw StateFault("a number is too long")
    }

    /// A number of values, each of which takes a byte at the least: no count asks for more room than there are bytes.
    mutating func count() throws(StateFault) -> Int {
        guard let count = Int(exactly: try number()), count <= end - place else {
            throw StateFault("more values are promised than there are bytes")
        }
        return count
    }

    mutating func text() throws(StateFault) -> String {
        let next = try count() + place
        defer { place = next }
        guard let text = String(validating: bytes[place..<next], as: UTF8.self) else {
            throw StateFault("a text is not UTF-8")
        }
        guard Self.shared.contains(next - place) else { return text }
        if let known = texts[text] { return known }
        texts[text] = text
        return text
    }

    /// The reference to a pack that was read before, if it is one of those.
    mutating func shared(_ pack: PackReference) -> PackReference {
        if let known = packs.last(where: { $0 == pack }) { return known }
        if packs.count < 64 { packs.append(pack) }
        return pack
    }

    /// Reads what lies one step deeper.
    mutating func deeper<Value>(
        _ read: (inout StateReader) throws(StateFault) -> Value
    ) throws(StateFault) -> Value {
        guard depth < Self.deepest else { throw StateFault("values lie too deep in one another") }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    /// Nothing may follow.
    func finish() throws(StateFault) {
        guard place == end else { throw StateFault("something follows its end") }
    }
}
