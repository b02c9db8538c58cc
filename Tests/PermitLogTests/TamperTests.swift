import Foundation
import Testing

@testable import PermitLog

/// Every way to change a closed log behind its back, and the event by which opening it names the place.
@Suite struct TamperTests {
    /// Five events; request 1 made none, 2 made event 2 and 3, 3 made event 5, 4 made none.
    private func makeLog() throws -> Scratch {
        let scratch = try Scratch()
        let log = try scratch.open()
        try log.append(
            LogBatch(
                events: (1...3).map { .sample($0) },
                requests: [.sample(id: "a", signer: "ann"), .sample(id: "b", signer: "ann", events: 2...3)]
            )
        )
        try log.append(
            LogBatch(
                events: (4...5).map { .sample($0) },
                requests: [.sample(id: "c", events: 5...5), .sample(id: "d")]
            )
        )
        try log.close()
        return scratch
    }

    @Test(
        "A page that cannot be read is a failing disk, which another start may find mended; a wrong one is not",
        arguments: [
            ("*** in database main ***\nPage 14: unable to get the page. error code=8458", true),
            ("Page 6: unable to get the page. error code=266", true),
            ("*** in database main ***\nOn tree page 13 cell 0: failed to get page 10", true),
            ("Page 6: unable to get the page. error code=11", false),
            ("On tree page 13 cell 0: invalid page number 900", false),
            ("Tree 4 page 3 cell 1: Rowid 7 out of order", false),
            ("error code=", false),
            ("error code=99999999999999999999", false),
        ])
    func unreadable(fault: String, isDisk: Bool) {
        let expected = isDisk ? LogFailure.failed(fault) : .corrupt(sequence: nil, fault)
        #expect(Verification.failure(reported: fault) == expected)
    }

    @Test(arguments: [
        ("UPDATE events SET body = x'00' WHERE sequence = 4", 4),
        ("UPDATE events SET topic = 'other' WHERE sequence = 3", 3),
        ("UPDATE events SET topic = topic || char(0) WHERE sequence = 3", 3),
        ("UPDATE events SET subject = 'P-2' WHERE sequence = 1", 1),
        ("UPDATE events SET chain = zeroblob(32) WHERE sequence = 5", 5),
        ("UPDATE events SET request = NULL WHERE sequence = 3", 3),
        ("UPDATE events SET request = 1 WHERE sequence = 4", 4),
        ("UPDATE events SET request = 3 WHERE sequence = 2", 2),
        ("UPDATE events SET sequence = 9 WHERE sequence = 2", 2),
        ("UPDATE events SET sequence = sequence - 5", 1),
        ("DELETE FROM events WHERE sequence = 1", 1),
        ("DELETE FROM events WHERE sequence = 3", 3),
        ("DELETE FROM events WHERE sequence = 5", 5),
        ("UPDATE requests SET body = x'00' WHERE number = 2", 2),
        ("UPDATE requests SET signature = x'00' WHERE number = 2", 2),
        ("UPDATE requests SET signature = NULL WHERE number = 2", 2),
        ("UPDATE requests SET signer = 'bob' WHERE number = 2", 2),
        ("UPDATE requests SET signer = NULL WHERE number = 2", 2),
        ("UPDATE requests SET reply = x'00' WHERE number = 3", 5),
        ("UPDATE requests SET key = 'other' WHERE number = 3", 5),
        ("UPDATE requests SET id = 'z' WHERE number = 3", 5),
        ("UPDATE requests SET digest = zeroblob(32) WHERE number = 3", 5),
        ("UPDATE requests SET chain = zeroblob(32) WHERE number = 3", 5),
        ("UPDATE requests SET last = 2 WHERE number = 2", 2),
        ("UPDATE requests SET first = NULL, last = NULL WHERE number = 3", 0),
        ("UPDATE requests SET reply = x'00' WHERE number = 1", 0),
        ("UPDATE requests SET body = x'00' WHERE number = 4", 0),
        ("DELETE FROM requests WHERE number = 1", 2),
        ("DELETE FROM requests WHERE number = 3", 0),
        ("UPDATE log SET epoch = 'other'", 0),
        ("DELETE FROM log", 0),
        ("DROP INDEX events_subject", 0),
        ("CREATE TABLE stranger (a)", 0),
    ])
    func isFound(statement: String, sequence: UInt64) throws {
        let scratch = try makeLog()
        #expect(try scratch.replayed().count == 5)
        try scratch.tamper(statement)
        #expect(corruptSequence(failure { try scratch.open() }) == sequence)
        #expect(corruptSequence(failure { try SQLiteLog.inspect(directory: scratch.log) { _ in } }) == sequence)
    }

    @Test func swappedEventsAreFound() throws {
        let scratch = try makeLog()
        try scratch.tamper(
            "UPDATE events SET sequence = 99 WHERE sequence = 1; UPDATE events SET sequence = 1 WHERE sequence = 4;"
                + "UPDATE events SET sequence = 4 WHERE sequence = 99"
        )
        #expect(corruptSequence(failure { try scratch.open() }) == 1)
    }

    @Test func missingTriggersAreFound() throws {
        let scratch = try makeLog()
        try scratch.edit("DROP TRIGGER events_no_update")
        #expect(corruptSequence(failure { try scratch.open() }) == 0)
    }

    @Test func aFlippedBitInTheFileIsFound() throws {
        let scratch = try makeLog()
        var file = try Data(contentsOf: URL(filePath: scratch.database))
        let place = try #require(file.range(of: Data("body 4".utf8)))
        file[place.lowerBound] ^= 1
        try file.write(to: URL(filePath: scratch.database))
        #expect(corruptSequence(failure { try scratch.open() }) == 4)
    }

    @Test func aLostWALIsNotTakenForANewLog() throws {
        let scratch = try Scratch()
        let copy = try Scratch()
        let log = try scratch.open()
        try FileManager.default.createDirectory(atPath: copy.log, withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: scratch.database, toPath: copy.database)
        #expect(try copy.open().epoch == log.epoch)
    }
}
