import Foundation
import GRDB
import Testing

@testable import PermitLog

@Suite struct SQLiteLogTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func replaysEverythingWhenOpenedAgain() throws {
        let log = try scratch.open()
        let epoch = log.epoch
        try log.append(LogBatch(events: [.sample(1), .sample(2)], requests: [.sample(id: "a", events: 1...2)]))
        try log.append(LogBatch(events: [.sample(3)]))
        try log.close()
        var events: [StoredEvent] = []
        var steps: [[UInt64]] = []
        let again = try SQLiteLog.open(
            directory: scratch.log,
            progress: { steps.append([$0, $1]) },
            replay: { events.append($0) }
        )
        #expect(events == [.sample(1), .sample(2), .sample(3)])
        #expect(steps == [[3, 3]])
        #expect(again.head == 3 && again.epoch == epoch)
        try again.append(LogBatch(events: [.sample(4)]))
        #expect(try again.recordedReply(key: "tablet", id: "a") != nil)
        try again.close()
        #expect(try scratch.replayed().count == 4)
    }

    @Test func passesOnWhatReplayThrows() throws {
        struct Refused: Error {}
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        try log.close()
        #expect(throws: Refused.self) { try SQLiteLog.open(directory: scratch.log) { _ in throw Refused() } }
        #expect(try scratch.replayed().count == 1)
    }

    @Test func keepsItsFilesToTheirOwner() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(scratch.log) == 0o700)
        for file in try FileManager.default.contentsOfDirectory(atPath: scratch.log) {
            #expect(try mode(scratch.log + "/" + file) == 0o600, "\(file)")
        }
    }

    @Test func keepsEverySetting() throws {
        let log = try scratch.open()
        let expected = [
            "journal_mode": "wal", "synchronous": "2", "mmap_size": "0", "trusted_schema": "0", "cell_size_check": "1",
            "foreign_keys": "1", "recursive_triggers": "1", "wal_autocheckpoint": "0", "user_version": "2",
        ]
        for (pragma, value) in expected {
            let found = try log.read { try DatabaseValue.fetchOne($0, sql: "PRAGMA \(pragma)") }
            #expect(found?.description.trimmingCharacters(in: ["\""]) == value, "\(pragma)")
        }
    }

    @Test func letsNoSecondOneIn() throws {
        let log = try scratch.open()
        #expect(failure { try scratch.open() } == .locked("process \(getpid()) holds \(scratch.log)/permitd.lock"))
        #expect(try flock() == 1)
        try log.close()
        #expect(try flock() == 0)
        try scratch.open().close()
    }

    @Test func letsGoOfTheLockThoughAChildHasItsDescriptor() throws {
        let log = try scratch.open()
        let path = scratch.log + "/permitd.lock"
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let lock = try #require(
            descriptors.first {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
            }.flatMap { Int32($0) })
        // A process that is about to be another program has it too, for as long as it is kept waiting.
        let childs = dup(lock)
        defer { close(childs) }
        try log.close()
        try scratch.open().close()
    }

    /// Whether another process gets the lock: 0 if it does.
    private func flock() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["--nonblock", scratch.log + "/permitd.lock", "true"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func closesForGood() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        try log.close()
        try log.close()
        #expect(failure { try log.append(LogBatch(events: [.sample(2)])) } == .unusable("it was closed"))
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.log).sorted()
        #expect(left == ["permitd.lock", "permitd.reserve", "permitd.sqlite"])
    }

    @Test(arguments: [
        "UPDATE events SET body = x'00'", "DELETE FROM events", "UPDATE requests SET reply = x'00'",
        "DELETE FROM requests", "UPDATE log SET epoch = 'x'", "DELETE FROM log",
    ])
    func refusesToChangeWhatIsStored(statement: String) throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)], requests: [.sample(id: "a", events: 1...1)]))
        try log.close()
        let error = #expect(throws: DatabaseError.self) { try scratch.edit(statement) }
        #expect(error?.message == "the log is append-only")
    }

    @Test func refusesWhatIsNoLogOfItsVersion() throws {
        try scratch.open().close()
        try scratch.edit("PRAGMA user_version = 3")
        #expect(failure { try scratch.open() } == .unusable("the log has schema version 3, this permitd knows 2"))
        try scratch.edit("PRAGMA application_id = 7")
        #expect(failure { try scratch.open() } == .unusable("the database is not a permitd log (application_id 7)"))
    }

    @Test func refusesAPlaceThatIsNoDirectory() throws {
        try Data("file".utf8).write(to: URL(filePath: scratch.log))
        #expect(failure { try scratch.open() } == .unusable("\(scratch.log) is not a directory"))
        let below = failure { try SQLiteLog.open(directory: scratch.log + "/below") { _ in } }
        guard case .unusable = below else {
            Issue.record("\(String(describing: below))")
            return
        }
    }

    @Test func refusesAFileThatIsNoDatabase() throws {
        try scratch.open().close()
        try Data(repeating: 7, count: 8192).write(to: URL(filePath: scratch.database))
        #expect(corruptSequence(failure { try scratch.open() }) == 0)
    }

    @Test func goesOnAfterAFullDisk() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        let pages = try log.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
        try log.read { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        let large = StoredEvent(sequence: 2, topic: "t", subject: "s", body: [UInt8](repeating: 1, count: 100_000))
        let batch = LogBatch(events: [large], requests: [.sample(id: "a", events: 2...2)])
        #expect(failure { try log.append(batch) } == .full)
        #expect(log.head == 1)
        #expect(try log.recordedReply(key: "tablet", id: "a") == nil)
        try log.read { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        try log.append(batch)
        try log.close()
        #expect(try scratch.replayed() == [.sample(1), large])
    }

    @Test func holdsAReserveToGiveBack() throws {
        let log = try scratch.open()
        let path = scratch.log + "/permitd.reserve"
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 4 << 20)
        #expect(log.spaceLeft() > 0)
        #expect(log.releaseReserve())
        #expect(!log.releaseReserve())
        #expect(!FileManager.default.fileExists(atPath: path))
        try Data("cut short".utf8).write(to: URL(filePath: path))
        log.restoreReserve()
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 4 << 20)
    }

    @Test func doesNothingMoreAfterAFailedCommit() throws {
        final class Saboteur: TransactionObserver {
            struct Fault: Error {}
            func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
            func databaseDidChange(with event: DatabaseEvent) {}
            func databaseWillCommit() throws { throw Fault() }
            func databaseDidCommit(_ db: Database) {}
            func databaseDidRollback(_ db: Database) {}
        }
        let log = try scratch.open()
        let saboteur = Saboteur()
        try log.read { $0.add(transactionObserver: saboteur) }
        #expect(failure { try log.append(LogBatch(events: [.sample(1)])) } == .failed("Fault()"))
        #expect(failure { try log.append(LogBatch()) } == .failed("Fault()"))
        #expect(failure { try log.events(after: 0, limit: 1) } == .failed("Fault()"))
        #expect(failure { try log.recordedReply(key: "a", id: "b") } == .failed("Fault()"))
        #expect(failure { try log.close() } == .failed("Fault()"))
        #expect(log.head == 0)
        guard case .locked = failure(of: { try scratch.open() }) else {
            Issue.record("a failed log gave up its lock")
            return
        }
    }

    @Test func tellsWhatAReaderKeepsFromTheDatabase() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        #expect(log.figures().backlogBytes == 0 && log.figures().hasReserve)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: scratch.database, configuration: configuration)
        try reader.inDatabase { db in
            try db.beginTransaction(.deferred)
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM events")
        }
        for sequence in 2...20 { try log.append(LogBatch(events: [.sample(UInt64(sequence))])) }
        log.checkpointIfIdle()
        #expect(log.figures().backlogBytes >= 19 * 4_096)
        #expect(log.figures().writeAheadBytes > log.figures().backlogBytes)
        try reader.inDatabase { try $0.commit() }
        log.checkpointIfIdle()
        #expect(log.figures().backlogBytes == 0, "copied without another commit")
        #expect(log.releaseReserve() && !log.figures().hasReserve)
    }

    @Test func goesOnWhileAReaderPinsTheWAL() throws {
        let log = try scratch.open()
        for sequence in 1...20 { try log.append(LogBatch(events: [.sample(UInt64(sequence))])) }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: scratch.database, configuration: configuration)
        try reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM events") == 20)
        }
        let before = log.figures().writeAheadBytes
        for sequence in 21...900 {
            try log.append(LogBatch(events: [.sample(UInt64(sequence))]))
            if sequence.isMultiple(of: 50) { log.checkpointIfIdle() }
        }
        #expect(log.figures().writeAheadBytes > before + 900 * 4_096, "the WAL is not pinned")
        #expect(try reader.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM events") } == 20)
        try reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try reader.close()
        try log.append(LogBatch(events: [.sample(901)]))
        let pinned = log.figures().writeAheadBytes
        for sequence in 902...1_000 {
            log.checkpointIfIdle()
            try log.append(LogBatch(events: [.sample(UInt64(sequence))]))
        }
        #expect(log.figures().writeAheadBytes == pinned, "a WAL that is let go of is written over")
        try log.close()
        #expect(log.figures().writeAheadBytes == 0)
        #expect(try scratch.replayed().count == 1_000)
    }

    @Test func keepsTheWALShort() throws {
        let log = try scratch.open()
        for sequence in 1...600 {
            try log.append(LogBatch(events: [.sample(UInt64(sequence))]))
            if log.isCheckpointDue { log.checkpointIfIdle() }
        }
        #expect(log.figures().writeAheadBytes < 8 << 20)
        for sequence in 601...1_600 { try log.append(LogBatch(events: [.sample(UInt64(sequence))])) }
        #expect(log.figures().writeAheadBytes < 16 << 20, "where nobody asks for it, the log sees to it by itself")
        log.checkpointIfIdle()
        let frames = try log.read { try $0.checkpoint(.passive) }
        #expect(frames.walFrameCount == frames.checkpointedFrameCount)
    }
}
