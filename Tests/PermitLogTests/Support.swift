import Foundation
import GRDB
import PermitLog
import Testing

/// A directory of its own for one test, deleted when the test lets go of it.
final class Scratch {
    let path: String
    var log: String { path + "/log" }
    var database: String { log + "/permitd.sqlite" }

    init() throws {
        path = NSTemporaryDirectory() + "permitd-log-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    /// With the log's own directory made beforehand, so that a disk can be mounted there.
    convenience init(withLog: Bool) throws {
        try self.init()
        if withLog { try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open() throws -> SQLiteLog {
        try SQLiteLog.open(directory: log) { _ in }
    }

    /// Opens the log, closes it and returns what it replayed.
    func replayed() throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        try SQLiteLog.open(directory: log) { events.append($0) }.close()
        return events
    }

    /// Changes a closed log by other means than the log's.
    func edit(_ statements: String...) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: database, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            for statement in statements { try db.execute(sql: statement) }
        }
        try queue.close()
    }

    /// Has an index in a log no longer hold some rows, while its definition says that it does.
    static func emptied(_ index: String, _ table: String, _ columns: String, where holds: String) -> String {
        """
        CREATE INDEX helper ON \(table) (\(columns)) WHERE \(holds);
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'helper')
        WHERE name = '\(index)';
        DELETE FROM sqlite_schema WHERE name = 'helper';
        PRAGMA writable_schema = RESET
        """
    }

    /// As `edit`, with the triggers out of the way and back afterwards.
    func tamper(_ statement: String) throws {
        let queue = try DatabaseQueue(path: database)
        let triggers = try queue.read { db in
            try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        }
        try queue.close()
        try edit(
            triggers.map { "DROP TRIGGER \($0["name"] as String);" }.joined() + statement + ";"
                + triggers.map { $0["sql"] as String }.joined(separator: ";")
        )
    }
}

/// What an expression failed with, nil if it did not.
func failure<Value>(of body: () throws -> Value) -> LogFailure? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LogFailure
    }
}

/// The event a failure names: nil if it is not about corruption, 0 if it names none.
func corruptSequence(_ failure: LogFailure?) -> UInt64? {
    guard case .corrupt(let sequence, _) = failure else { return nil }
    return sequence ?? 0
}

extension StoredEvent {
    static func sample(_ sequence: UInt64, subject: String = "P-1") -> StoredEvent {
        StoredEvent(sequence: sequence, topic: "permit/started", subject: subject, body: Array("body \(sequence)".utf8))
    }
}

extension RecordedRequest {
    static func sample(
        key: String = "tablet",
        id: String,
        body: String? = nil,
        signer: String? = nil,
        events: ClosedRange<UInt64>? = nil
    ) -> RecordedRequest {
        RecordedRequest(
            key: key,
            id: id,
            body: Array((body ?? "request \(id)").utf8),
            signature: signer.map { Array("signed by \($0)".utf8) },
            signer: signer,
            reply: Array("reply to \(id)".utf8),
            firstSequence: events?.lowerBound,
            lastSequence: events?.upperBound
        )
    }
}
