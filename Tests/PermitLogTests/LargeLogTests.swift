import Foundation
import Testing

@testable import PermitLog

/// A log whose file is checked beside the reading of its rows.
@Suite struct LargeLogTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        let log = try scratch.open()
        for number in 1...70 {
            let body = [UInt8](repeating: UInt8(number), count: 1 << 20)
            let event = StoredEvent(sequence: UInt64(number), topic: "t", subject: "s\(number % 7)", body: body)
            try log.append(LogBatch(events: [event]))
        }
        try log.close()
    }

    @Test("It opens, tells how far it is, and goes on")
    func opens() throws {
        var told: [UInt64] = []
        let log = try SQLiteLog.open(
            directory: scratch.log, progress: { verified, _ in told.append(verified) }, replay: { _ in })
        #expect(log.head == 70)
        #expect(told.last == 70)
        try log.append(LogBatch(events: [.sample(71)]))
        log.checkpointIfIdle()
        #expect(log.pagesLeftBehind == 0)
        try log.close()
        #expect(try scratch.replayed().count == 71)
    }

    @Test("What only the check of the file sees keeps it from opening")
    func damagedIndex() throws {
        try scratch.tamper(
            Scratch.emptied("events_subject", "events", "subject, sequence", where: "sequence <> 30"))
        #expect(corruptSequence(failure { try scratch.open() }) == 0)
    }

    @Test("What is wrong with a row is named, and ends the check")
    func damagedRow() throws {
        try scratch.tamper("UPDATE events SET topic = 'other' WHERE sequence = 3")
        #expect(corruptSequence(failure { try scratch.open() }) == 3)
        try scratch.tamper("UPDATE events SET topic = 't' WHERE sequence = 3")
        #expect(try scratch.replayed().count == 70)
    }
}
