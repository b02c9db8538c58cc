import Crypto
import Foundation
import GRDB
import PermitProof
import Testing

@testable import PermitLog

/// Logs that earlier versions wrote (`Golden`; made by Tests/Peer/golden_log.py): opened, verified, brought up, written
/// to, and true to the byte all along.
@Suite("Logs of every schema version") struct GoldenLogTests {
    private struct Contents: Decodable, Equatable {
        let schema: Int
        let events: Int
        let requests: Int
        let eventsSHA256: String
        let requestsSHA256: String
        let epoch: String
    }

    private static let versions = ["v1", "v2"]
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static func file(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    }

    private static func contents(_ version: String) throws -> Contents {
        try JSONDecoder().decode(Contents.self, from: Data(contentsOf: file("\(version).json")))
    }

    private func put(_ version: String) throws -> Contents {
        try FileManager.default.createDirectory(atPath: scratch.log, withIntermediateDirectories: true)
        try? FileManager.default.removeItem(atPath: scratch.database)
        try FileManager.default.copyItem(
            at: Self.file("\(version).sqlite"), to: URL(filePath: scratch.database))
        return try Self.contents(version)
    }

    /// What the first so many rows hold, read with nothing of the log's own.
    private func found(_ expected: Contents) throws -> Contents {
        let queue = try DatabaseQueue(path: scratch.database)
        defer { try? queue.close() }
        return try queue.read { db in
            func digest(_ table: String, _ key: String, _ count: Int) throws -> String {
                let sql = "SELECT body FROM \(table) ORDER BY \(key) LIMIT \(count)"
                let bodies = try Data.fetchAll(db, sql: sql)
                let hash = SHA256.hash(data: Data(bodies.joined(separator: [0x0A])))
                return hash.map { String(format: "%02x", $0) }.joined()
            }
            return Contents(
                schema: expected.schema, events: expected.events, requests: expected.requests,
                eventsSHA256: try digest("events", "sequence", expected.events),
                requestsSHA256: try digest("requests", "number", expected.requests),
                epoch: try String.fetchOne(db, sql: "SELECT epoch FROM log") ?? "")
        }
    }

    private func schemaVersion() throws -> Int? {
        let queue = try DatabaseQueue(path: scratch.database)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    }

    @Test("Read as it is, brought up, written to: every byte of before stays", arguments: versions)
    func broughtUp(version: String) throws {
        let expected = try put(version)
        let before = try Data(contentsOf: URL(filePath: scratch.database))
        var events: [StoredEvent] = []
        let (head, epoch) = try SQLiteLog.inspect(directory: scratch.log) { events.append($0) }
        #expect(head == UInt64(expected.events) && epoch == expected.epoch)
        #expect(try Data(contentsOf: URL(filePath: scratch.database)) == before, "a reader changes nothing")

        let log = try scratch.open()
        #expect(log.epoch == expected.epoch && log.head == head)
        let root = log.frontier.root
        try log.append(
            LogBatch(events: [.sample(head + 1)], requests: [.sample(id: "new", events: (head + 1)...(head + 1))]))
        #expect(try log.prover.root(head) == root)
        try log.close()
        #expect(try found(expected) == expected)
        #expect(try schemaVersion() == 2)
        #expect(try scratch.replayed() == events + [.sample(head + 1)])
    }

    @Test("A copy of it is verified as it is, and brought up where it is restored", arguments: versions)
    func copied(version: String) throws {
        let expected = try put(version)
        let copy = try Scratch()
        try FileManager.default.createDirectory(atPath: copy.log, withIntermediateDirectories: true)
        try SQLiteLog.copy(directory: scratch.log, to: copy.database)
        #expect(try SQLiteLog.inspect(directory: copy.log) { _ in }.head == UInt64(expected.events))
        #expect(try copy.replayed().count == expected.events)
    }

    @Test("Interrupted while it is brought up, at whatever write, the next start finishes it")
    func interrupted() throws {
        let expected = try put("v1")
        let log = try scratch.open()
        let root = try log.prover.root(256)
        let wal = try Data(contentsOf: URL(filePath: scratch.database + "-wal"))
        let database = try Data(contentsOf: URL(filePath: scratch.database))
        try log.close()
        #expect(wal.count > 32 + 4_120, "nothing to interrupt")
        for cut in [0, 32] + Array(stride(from: 32 + 4_120 / 2, to: wal.count, by: 4_120)) {
            let crashed = try Scratch()
            try FileManager.default.createDirectory(atPath: crashed.log, withIntermediateDirectories: true)
            try database.write(to: URL(filePath: crashed.database))
            try wal.prefix(cut).write(to: URL(filePath: crashed.database + "-wal"))
            let again = try crashed.open()
            #expect(again.head == UInt64(expected.events), "cut at \(cut)")
            #expect(try again.prover.root(256) == root, "cut at \(cut)")
            try again.close()
        }
    }

    @Test("A newer version is refused and left as it is")
    func newer() throws {
        _ = try put("v2")
        try scratch.edit("PRAGMA user_version = 3")
        let before = try Data(contentsOf: URL(filePath: scratch.database))
        let expected = LogFailure.unusable("the log has schema version 3, this permitd knows 2")
        #expect(failure { try scratch.open() } == expected)
        #expect(failure { try SQLiteLog.inspect(directory: scratch.log) { _ in } } == expected)
        #expect(failure { try SQLiteLog.copy(directory: scratch.log, to: scratch.path + "/copy") } == expected)
        #expect(try Data(contentsOf: URL(filePath: scratch.database)) == before)
    }
}
