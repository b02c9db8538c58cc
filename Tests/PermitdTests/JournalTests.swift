import Foundation
import Glibc
import Logging
import Testing

@testable import permitd

@Suite("Lines in the journal, with fields of their own")
struct JournalTests {
    private static let entry = JournalEntry(
        message: "the disk fills up", priority: 4, pairs: [("alarm", "diskLow"), ("perMinute", "a\nb")])

    @Test("The line is one line; a field's value of several goes with its length in front")
    func datagram() {
        #expect(Self.entry.text == "the disk fills up alarm=diskLow perMinute=a | b")
        let wanted =
            Array(
                """
                MESSAGE=the disk fills up alarm=diskLow perMinute=a | b
                PRIORITY=4
                SYSLOG_IDENTIFIER=permitd
                PERMITD_MESSAGE=the disk fills up
                PERMITD_ALARM=diskLow
                PERMITD_PER_MINUTE

                """.utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\n".utf8)
        #expect(Self.entry.datagram == wanted)
    }

    @Test(
        "A field's name holds capital letters, digits and underscores",
        arguments: [
            ("alarm", "ALARM"), ("perMinute", "PER_MINUTE"), ("a-b=c\nd", "ABCD"), ("数", ""),
        ])
    func names(name: String, wanted: String) {
        #expect(JournalEntry.fieldName(name) == wanted)
    }

    @Test("A journal that listens gets the datagram, and its stream nothing")
    func listening() throws {
        let place = try Place()
        Journal(path: place.path, stream: place.ours).write(Self.entry)
        #expect(place.datagram() == Self.entry.datagram)
        #expect(place.line() == nil)
    }

    @Test(
        "Where there is no socket, or the entry is too long for one, a line goes to the stream",
        arguments: [false, true])
    func line(isLong: Bool) throws {
        let place = try Place()
        let entry = isLong ? JournalEntry(message: "long", priority: 3, pairs: [("x", place.tooLong)]) : Self.entry
        let path = isLong ? place.path : place.path + "-none"
        Journal(path: path, stream: place.ours).write(entry)
        #expect(place.line()?.hasPrefix("<\(entry.priority)>\(entry.message)") == true)
    }

    @Test("A journal that takes nothing holds nobody up; what was lost is told by the next line that gets through")
    func stuck() throws {
        let place = try Place()
        let journal = Journal(path: place.path, stream: place.ours)
        // Both queues end somewhere; the numbers are far beyond any end.
        for _ in 0..<100_000 { journal.write(Self.entry) }
        while place.datagram() != nil {}
        while place.line() != nil {}
        journal.write(Self.entry)
        let told = String(decoding: place.datagram() ?? [], as: UTF8.self)
        let lost = told.split(separator: "\n").first { $0.hasPrefix("PERMITD_LOST_LINES=") }?.split(separator: "=")
        #expect((lost?.last).flatMap { Int($0) } ?? 0 > 90_000)
        journal.write(Self.entry)
        #expect(place.datagram() == Self.entry.datagram, "told once")
    }
}

/// A journal to play with: its socket, and its end of a stream.
private final class Place {
    let path: String
    let ours: Int32
    private let theirs: Int32
    private let listener: Int32

    init() throws {
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        self.listener = listener
        let path = NSTemporaryDirectory() + "journal-\(UUID().uuidString.prefix(8))"
        self.path = path
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        var pair: [Int32] = [0, 0]
        let paired = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        (ours, theirs) = (pair[0], pair[1])
        try #require(bound == 0 && paired == 0)
    }

    deinit {
        for descriptor in [ours, theirs, listener] { close(descriptor) }
        unlink(path)
    }

    /// Longer than a datagram may be.
    var tooLong: String { String(repeating: "x", count: 150_000) }

    func datagram() -> [UInt8]? { read(listener) }
    func line() -> String? { read(theirs).map { String(decoding: $0, as: UTF8.self) } }

    private func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 262_144)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(buffer.prefix(count))
    }
}
