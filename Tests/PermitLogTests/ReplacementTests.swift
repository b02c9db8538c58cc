import Crypto
import Foundation
import Testing

@testable import PermitLog

@Suite("One log in the place of another") struct ReplacementTests {
    let scratch: Scratch
    private let plan = LogReplacement.Plan(copy: "permitd-1", aside: "before-1")

    init() throws { scratch = try Scratch() }

    /// A log of three events, a copy of its first two, and the copy's digest.
    private func prepare() throws -> (copy: String, digest: [UInt8]) {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1), .sample(2)]))
        let copy = scratch.path + "/copy.sqlite"
        try SQLiteLog.copy(directory: scratch.log, to: copy)
        try log.append(LogBatch(events: [.sample(3)]))
        try log.close()
        return (copy, Array(SHA256.hash(data: try Data(contentsOf: URL(filePath: copy)))))
    }

    @Test func replacesAndKeepsTheFormer() throws {
        let (copy, digest) = try prepare()
        let replacement = try LogReplacement(directory: scratch.log)
        #expect(try replacement.unfinished() == nil)
        try replacement.begin(plan, with: copy, digest: digest)
        #expect(try replacement.unfinished() == plan)
        #expect(try replacement.finish() == scratch.log + "/before-1")
        #expect(try replacement.finish() == nil)
        replacement.close()
        #expect(try scratch.replayed().count == 2)
        #expect(try SQLiteLog.inspect(directory: scratch.log + "/before-1") { _ in }.head == 3)
    }

    @Test func nothingOpensWhatIsHalfReplaced() throws {
        let (copy, digest) = try prepare()
        let replacement = try LogReplacement(directory: scratch.log)
        try replacement.begin(plan, with: copy, digest: digest)
        replacement.close()
        for attempt in [
            failure { try scratch.open() }, failure { try SQLiteLog.inspect(directory: scratch.log) { _ in } },
            failure { try SQLiteLog.copy(directory: scratch.log, to: scratch.path + "/other") },
        ] {
            guard case .unusable(let reason) = attempt else {
                Issue.record("\(String(describing: attempt))")
                continue
            }
            #expect(reason.contains("was interrupted"))
        }
        let again = try LogReplacement(directory: scratch.log)
        #expect(try again.finish() != nil)
        again.close()
        #expect(try scratch.replayed().count == 2)
    }

    @Test func refusesACopyThatWasReadOtherwise() throws {
        let (copy, digest) = try prepare()
        let replacement = try LogReplacement(directory: scratch.log)
        let found = failure { try replacement.begin(plan, with: copy, digest: digest.reversed()) }
        #expect(corruptSequence(found) == 0)
        #expect(try replacement.unfinished() == nil)
        replacement.close()
        #expect(try scratch.replayed().count == 3)
    }

    @Test func wantsTheLock() throws {
        let log = try scratch.open()
        let found = failure { try LogReplacement(directory: scratch.log) }
        guard case .locked = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        try log.close()
    }

    @Test func aCopyIsOfOneMoment() throws {
        let log = try scratch.open()
        let large = [UInt8](repeating: 7, count: 60_000)
        for sequence in UInt64(1)...300 {
            try log.append(LogBatch(events: [StoredEvent(sequence: sequence, topic: "t", subject: "s", body: large)]))
        }
        let copy = try Scratch()
        try FileManager.default.createDirectory(atPath: copy.log, withIntermediateDirectories: true)
        var steps = 0
        // The lock is a process's own: this is one of another connection.
        try SQLiteLog.copy(directory: scratch.log, to: copy.database) { _, _ in
            steps += 1
            try? log.append(LogBatch(events: [.sample(300 + UInt64(steps))]))
        }
        #expect(steps > 1 && log.head == 300 + UInt64(steps), "something was written in the middle of it")
        #expect(try SQLiteLog.inspect(directory: copy.log) { _ in }.head == 300)
        try log.close()
    }
}
