import Foundation
import Testing

@testable import PermitLog

/// What is on disk when the process dies at some moment, opened again.
@Suite struct CrashTests {
    /// The files of a log as they stand now, without the shared memory, which a power cut loses.
    private func copy(_ scratch: Scratch, wal: Data) throws -> Scratch {
        let copy = try Scratch()
        try FileManager.default.createDirectory(atPath: copy.log, withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: scratch.database, toPath: copy.database)
        try wal.write(to: URL(filePath: copy.database + "-wal"))
        return copy
    }

    /// Five batches of three events, each with a request, all still in the WAL.
    private func makeLog(_ scratch: Scratch) throws -> (log: SQLiteLog, wal: Data) {
        let log = try scratch.open()
        for batch in UInt64(0)..<5 {
            let sequences = (3 * batch + 1)...(3 * batch + 3)
            let request = RecordedRequest.sample(id: "\(batch)", events: sequences)
            try log.append(LogBatch(events: sequences.map { .sample($0) }, requests: [request]))
        }
        return (log, try Data(contentsOf: URL(filePath: scratch.database + "-wal")))
    }

    @Test func everythingAppendedSurvives() throws {
        let scratch = try Scratch()
        let (log, wal) = try makeLog(scratch)
        #expect(try copy(scratch, wal: wal).replayed() == log.events(after: 0, limit: 99))
    }

    @Test func aTornWALLeavesWholeBatches() throws {
        let scratch = try Scratch()
        let (log, wal) = try makeLog(scratch)
        let all = try log.events(after: 0, limit: 99)
        var survived = 0
        // A frame is 4120 bytes behind a header of 32: cut at every frame's edges and inside it.
        let frames = Array(stride(from: 32, through: wal.count, by: 4120))
        let edges = frames.flatMap { frame in [-1, 0, 1, 24, 2071].map { frame + $0 } }
        for cut in edges + [0, wal.count] where cut <= wal.count {
            let events = try copy(scratch, wal: wal.prefix(cut)).replayed()
            #expect(events == Array(all.prefix(events.count)), "cut at \(cut)")
            #expect(events.count % 3 == 0, "cut at \(cut)")
            survived = max(survived, events.count)
        }
        #expect(survived == all.count)
    }

    @Test func aFlippedByteInTheWALEndsIt() throws {
        let scratch = try Scratch()
        let (log, wal) = try makeLog(scratch)
        let all = try log.events(after: 0, limit: 99)
        for place in stride(from: 100, to: wal.count, by: 9001) {
            var damaged = wal
            damaged[place] ^= 1
            let events = try copy(scratch, wal: damaged).replayed()
            #expect(events == Array(all.prefix(events.count)), "flipped at \(place)")
            #expect(events.count < all.count && events.count % 3 == 0, "flipped at \(place)")
        }
    }
}
