import Foundation
import Testing

@testable import PermitLog

@Suite struct InspectionTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func files() throws -> [String: Data] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.log).reduce(into: [:]) { files, name in
            files[name] = try Data(contentsOf: URL(filePath: scratch.log + "/" + name))
        }
    }

    @Test func readsAClosedLogAndChangesNothing() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1), .sample(2)]))
        try log.close()
        let before = try files()
        var events: [StoredEvent] = []
        let (head, epoch) = try SQLiteLog.inspect(directory: scratch.log) { events.append($0) }
        #expect(head == 2 && epoch == log.epoch)
        #expect(events == [.sample(1), .sample(2)])
        #expect(try files() == before)
    }

    @Test func readsALogInUse() throws {
        let log = try scratch.open()
        #expect(try SQLiteLog.inspect(directory: scratch.log) { _ in }.head == 0)
        try log.append(LogBatch(events: [.sample(1)]))
        var appended = false
        let (head, _) = try SQLiteLog.inspect(directory: scratch.log) { _ in
            guard !appended else { return }
            appended = true
            try log.append(LogBatch(events: [.sample(2)]))
        }
        #expect(head == 1 && log.head == 2)
        #expect(try SQLiteLog.inspect(directory: scratch.log) { _ in }.head == 2)
        try log.append(LogBatch(events: [.sample(3)]))
    }

    @Test func readsWhatACrashLeft() throws {
        let log = try scratch.open()
        try log.append(LogBatch(events: [.sample(1)]))
        let crashed = try files()
        try log.close()
        for (name, content) in crashed { try content.write(to: URL(filePath: scratch.log + "/" + name)) }
        #expect(try SQLiteLog.inspect(directory: scratch.log) { _ in }.head == 1)
        #expect(try files() == crashed)
        try FileManager.default.removeItem(atPath: scratch.database + "-shm")
        guard case .unusable = failure(of: { try SQLiteLog.inspect(directory: scratch.log) { _ in } }) else {
            Issue.record("a WAL was passed over")
            return
        }
    }

    @Test func findsNoLogWhereThereIsNone() throws {
        guard case .unusable = failure(of: { try SQLiteLog.inspect(directory: scratch.log) { _ in } }) else {
            Issue.record("found a log")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }
}
