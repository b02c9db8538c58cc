import Foundation
import PermitProof
import Testing

@testable import PermitLog

/// Opening a log in the middle, and verifying afterwards what lies before.
@Suite struct PositionTests {
    /// Five events as in `TamperTests`, the position behind them, and three more behind that.
    private func makeLog() throws -> (Scratch, LogPosition) {
        let scratch = try Scratch()
        let log = try scratch.open()
        try log.append(
            LogBatch(
                events: (1...3).map { .sample($0) },
                requests: [.sample(id: "a", signer: "ann"), .sample(id: "b", signer: "ann", events: 2...3)]))
        try log.append(
            LogBatch(
                events: (4...5).map { .sample($0) },
                requests: [.sample(id: "c", events: 5...5), .sample(id: "d")]))
        let position = log.position
        try log.append(
            LogBatch(
                events: (6...8).map { .sample($0) },
                requests: [.sample(id: "e", events: 6...7), .sample(id: "f")]))
        try log.close()
        return (scratch, position)
    }

    private func open(_ scratch: Scratch, from position: LogPosition) throws -> (SQLiteLog, [UInt64]) {
        var replayed: [UInt64] = []
        let log = try SQLiteLog.open(directory: scratch.log, from: position) { replayed.append($0.sequence) }
        return (log, replayed)
    }

    private func verifyPrefix(_ scratch: Scratch, _ position: LogPosition) throws -> Bool {
        try PrefixVerification(directory: scratch.log, through: position).run { _, _ in }
    }

    @Test("Only what follows is replayed, and the log goes on as one that was read whole")
    func goesOn() throws {
        let (scratch, position) = try makeLog()
        let (log, replayed) = try open(scratch, from: position)
        #expect(replayed == [6, 7, 8])
        #expect(try verifyPrefix(scratch, position))
        try log.append(LogBatch(events: [.sample(9)], requests: [.sample(id: "g", events: 9...9)]))
        let here = log.position
        try log.close()
        let whole = try scratch.open()
        #expect(whole.position == here)
        try whole.close()
        #expect(try scratch.replayed().count == 9)
    }

    @Test("At every position of a log over several tiles, bytes and all", arguments: [1, 255, 256, 257, 511, 700])
    func everywhere(size: Int) throws {
        let scratch = try Scratch()
        let log = try scratch.open()
        let event = { (number: Int) in
            StoredEvent(sequence: UInt64(number), topic: "t", subject: "s", body: Array("event \(number)".utf8))
        }
        try log.append(LogBatch(events: (1...size).map(event)))
        let position = try #require(LogPosition(epoch: log.epoch, bytes: log.position.bytes))
        #expect(position == log.position)
        #expect(LogPosition(epoch: log.epoch, bytes: log.position.bytes.dropLast()) == nil)
        #expect(LogPosition(epoch: log.epoch, bytes: log.position.bytes + [0]) == nil)
        try log.append(LogBatch(events: (size + 1...size + 600).map(event)))
        let end = log.position
        let oldRoot = try log.prover.root(UInt64(size))
        try log.close()
        let (again, replayed) = try open(scratch, from: position)
        #expect(replayed.count == 600)
        #expect(again.position == end)
        #expect(try again.prover.root(UInt64(size)) == oldRoot)
        #expect(try verifyPrefix(scratch, position))
        try again.close()
    }

    @Test("A position of another log, of another epoch, or ahead of the log does not fit")
    func misfits() throws {
        let (scratch, position) = try makeLog()
        let (other, _) = try makeLog()
        #expect(throws: PositionMisfit.self) { try open(other, from: position) }
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(9)]))
        let ahead = log.position
        try log.close()
        try scratch.tamper("DELETE FROM events WHERE sequence = 9")
        #expect(throws: PositionMisfit.self) { try open(scratch, from: ahead) }
        #expect(throws: PositionMisfit.self) {
            try open(scratch, from: LogPosition(epoch: "other", tail: position.tail, tree: position.tree))
        }
        let (whole, replayed) = try open(scratch, from: position)
        #expect(replayed == [6, 7, 8])
        try whole.beginEpoch()
        try whole.close()
        #expect(throws: PositionMisfit.self) { try open(scratch, from: position) }
    }

    @Test(
        "What was changed before it is found afterwards, and named",
        arguments: [
            ("UPDATE events SET body = x'00' WHERE sequence = 4", 4),
            ("UPDATE events SET topic = 'other' WHERE sequence = 3", 3),
            ("UPDATE events SET request = NULL WHERE sequence = 3", 3),
            ("UPDATE events SET request = 1 WHERE sequence = 4", 4),
            ("DELETE FROM events WHERE sequence = 1", 1),
            ("DELETE FROM events WHERE sequence = 3", 3),
            ("DELETE FROM events WHERE sequence BETWEEN 1 AND 4", 1),
            ("UPDATE requests SET signature = NULL WHERE number = 2", 2),
            ("UPDATE requests SET reply = x'00' WHERE number = 3", 5),
            ("UPDATE requests SET reply = x'00' WHERE number = 1", 0),
            ("UPDATE requests SET last = 2 WHERE number = 2", 2),
            ("UPDATE requests SET body = x'00' WHERE number = 4", 0),
            ("DELETE FROM requests WHERE number = 1", 2),
        ])
    func isFound(statement: String, sequence: UInt64) throws {
        let (scratch, position) = try makeLog()
        try scratch.tamper(statement)
        let (log, replayed) = try open(scratch, from: position)
        #expect(replayed == [6, 7, 8])
        #expect(corruptSequence(failure { try verifyPrefix(scratch, position) }) == sequence)
        try log.close()
    }

    @Test(
        "A row that its index does not hold is found, before the position and behind it",
        arguments: [
            (Scratch.emptied("sqlite_autoindex_requests_1", "requests", "key, id", where: "number <> 2"), 2, false),
            (Scratch.emptied("requests_signed", "requests", "signer, digest", where: "number <> 2"), 2, false),
            (Scratch.emptied("events_subject", "events", "subject, sequence", where: "sequence <> 4"), 4, false),
            (Scratch.emptied("sqlite_autoindex_requests_1", "requests", "key, id", where: "number <> 5"), 6, true),
            (Scratch.emptied("events_subject", "events", "subject, sequence", where: "sequence <> 8"), 8, true),
        ])
    func missingInIndex(statement: String, sequence: UInt64, isBehind: Bool) throws {
        let (scratch, position) = try makeLog()
        try scratch.tamper(statement)
        if isBehind {
            #expect(corruptSequence(failure { try open(scratch, from: position) }) == sequence)
        } else {
            let (log, _) = try open(scratch, from: position)
            #expect(corruptSequence(failure { try verifyPrefix(scratch, position) }) == sequence)
            try log.close()
        }
    }

    @Test("A tile of the tree that is wrong or gone is found")
    func tiles() throws {
        let scratch = try Scratch()
        let log = try scratch.open()
        try log.append(LogBatch(events: (1...300).map { .sample($0) }))
        let position = log.position
        try log.close()
        try scratch.tamper("UPDATE tiles SET hashes = zeroblob(8192)")
        var (again, _) = try open(scratch, from: position)
        #expect(corruptSequence(failure { try verifyPrefix(scratch, position) }) == 256)
        try again.close()
        try scratch.tamper("DELETE FROM tiles")
        (again, _) = try open(scratch, from: position)
        #expect(corruptSequence(failure { try verifyPrefix(scratch, position) }) == 0)
        try again.close()
    }

    @Test("What was changed behind it is found at once")
    func changedBehind() throws {
        for (statement, sequence) in [
            ("UPDATE events SET body = x'00' WHERE sequence = 7", 7),
            ("UPDATE requests SET reply = x'00' WHERE number = 5", 6), ("DROP INDEX events_subject", 0),
        ] {
            let (scratch, position) = try makeLog()
            try scratch.tamper(statement)
            #expect(corruptSequence(failure { try open(scratch, from: position) }) == UInt64(sequence))
        }
    }

    @Test("While it goes on, commits and checkpoints go on too; it can be cancelled")
    func besideTheWriter() throws {
        let scratch = try Scratch()
        let log = try scratch.open()
        let event = { (number: UInt64) in
            StoredEvent(sequence: number, topic: "t", subject: "s", body: [UInt8](repeating: 0x20, count: 500))
        }
        try log.append(LogBatch(events: (1...9_000).map(event)))
        let position = log.position
        let pass = try PrefixVerification(directory: scratch.log, through: position)
        var next: UInt64 = 9_000
        #expect(
            try pass.run { _, _ in
                next += 1
                try? log.append(LogBatch(events: [event(next)]))
                log.checkpointIfIdle()
            })
        #expect(log.head == 9_009, "eight slices of 1024, the rest, and the end")
        #expect(log.pagesLeftBehind == 0)
        let stopped = try PrefixVerification(directory: scratch.log, through: position)
        stopped.cancel()
        #expect(try !stopped.run { _, _ in })
        try log.close()
    }
}
