import Foundation
import PermitCore
import PermitLog
import PermitWire

/// One letter says what the rest is: the database, the WAL beside a sound database, or the events of a log.
enum LogInput {
    static func run(_ input: [UInt8]) {
        let rest = Array(input.dropFirst())
        switch input.first {
        case UInt8(ascii: "d"): database(rest)
        case UInt8(ascii: "w"): writeAhead(rest)
        case UInt8(ascii: "e"): events(rest.parts)
        default: break
        }
    }

    /// Read as an inspector reads it, which changes nothing.
    private static func database(_ bytes: [UInt8]) {
        guard let scratch = ScratchDirectory() else { return }
        scratch.write(bytes, to: "permitd.sqlite")
        var state = State()
        do {
            _ = try SQLiteLog.inspect(directory: scratch.path) { try replay($0, &state) }
        } catch {
            check(error)
        }
    }

    /// Opened as a daemon opens what a crash has left.
    private static func writeAhead(_ bytes: [UInt8]) {
        guard let scratch = ScratchDirectory() else { return }
        scratch.write(soundDatabase, to: "permitd.sqlite")
        scratch.write(WriteAheadLog.sealed(bytes), to: "permitd.sqlite-wal")
        var state = State()
        do {
            let log = try SQLiteLog.open(directory: scratch.path) { try replay($0, &state) }
            try log.close()
        } catch {
            check(error)
        }
    }

    /// Events in which every hash fits, of a daemon that is newer or mad.
    private static func events(_ bodies: [[UInt8]]) {
        var state = State()
        for (index, body) in bodies.enumerated() {
            let stored = StoredEvent(sequence: UInt64(index + 1), topic: "t", subject: "s", body: body)
            do { try replay(stored, &state) } catch { return check(error) }
        }
    }

    private static func replay(_ stored: StoredEvent, _ state: inout State) throws {
        try state.apply(try EventCoding.event(from: stored.body, sequence: stored.sequence))
    }

    private static func check(_ error: any Error) {
        precondition(error is LogFailure || error is ReplayFault, "an error that nobody knows: \(error)")
    }

    /// A log of a few events, made once.
    private static let soundDatabase: [UInt8] = {
        guard let scratch = ScratchDirectory(), let log = try? SQLiteLog.open(directory: scratch.path, replay: { _ in })
        else { return [] }
        try? log.close()
        return FileManager.default.contents(atPath: "\(scratch.path)/permitd.sqlite").map { Array($0) } ?? []
    }()
}

/// The WAL of SQLite: a header of 32 bytes, then frames of 24 bytes and a page, each with a checksum over all before.
enum WriteAheadLog {
    private static let header = 32
    private static let frameHeader = 24

    /// The same with salts and checksums that fit, so that what is in the pages is read.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= header else { return bytes }
        var sealed = bytes
        let isBigEndian = bytes[3] & 1 == 1
        var sum = checksum(sealed[0..<24], from: (0, 0), isBigEndian)
        put(sum, at: 24, in: &sealed)
        let page = sealed[8..<12].reduce(0) { $0 << 8 | Int($1) }
        guard page >= 512, page <= 65_536, page % 8 == 0 else { return sealed }
        var start = header
        while start + frameHeader + page <= sealed.count {
            sealed.replaceSubrange(start + 8..<start + 16, with: sealed[16..<24])
            sum = checksum(sealed[start..<start + 8], from: sum, isBigEndian)
            sum = checksum(sealed[start + frameHeader..<start + frameHeader + page], from: sum, isBigEndian)
            put(sum, at: start + 16, in: &sealed)
            start += frameHeader + page
        }
        return sealed
    }

    private static func checksum(
        _ bytes: ArraySlice<UInt8>, from sum: (UInt32, UInt32), _ isBigEndian: Bool
    ) -> (UInt32, UInt32) {
        var (first, second) = sum
        var index = bytes.startIndex
        while index + 8 <= bytes.endIndex {
            first &+= word(bytes[index..<index + 4], isBigEndian) &+ second
            second &+= word(bytes[index + 4..<index + 8], isBigEndian) &+ first
            index += 8
        }
        return (first, second)
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) -> UInt32 {
        let bytes = isBigEndian ? Array(bytes) : bytes.reversed()
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func put(_ sum: (UInt32, UInt32), at place: Int, in bytes: inout [UInt8]) {
        for (offset, half) in [(0, sum.0), (4, sum.1)] {
            for shift in 0..<4 {
                bytes[place + offset + shift] = UInt8(truncatingIfNeeded: half >> UInt32(24 - 8 * shift))
            }
        }
    }
}
