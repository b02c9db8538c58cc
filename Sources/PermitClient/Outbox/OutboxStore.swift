import Foundation
import GRDB
import PermitCore

/// Why an act can't be kept.
public enum OutboxFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The device's disk is full, or as much is kept as may be.
    case full
    /// Another process has the outbox open.
    case locked
    /// The file can't be used.
    case unusable(String)
    /// The act lets work go on, or is a read: it is never kept.
    case notKept(Urgency)
    /// An act of this id is kept, or has ended already: it goes once.
    case alreadyKept(String)
    /// No such act is kept, or not in that state.
    case unknown(String)

    /// The fault in words.
    public var description: String {
        switch self {
        case .full: "the device has no room to keep this act"
        case .locked: "another process uses this outbox"
        case .unusable(let text): text
        case .notKept: "this act is never kept: it goes now or not at all"
        case .alreadyKept(let id): "the act \(id) is kept or has ended already"
        case .unknown(let id): "no act \(id) waits for a person"
        }
    }
}

/// The file in which acts are kept: SQLite, each change synced before it returns. One process at a time.
public final class OutboxStore: Sendable {
    /// The most acts kept; safer acts may go beyond it.
    public static let mostActs = 10_000
    /// The most endings remembered.
    public static let mostSettled = 1_000

    private let queue: DatabaseQueue
    private let reserve: Reserve

    /// Opens or makes the file at `path`, for its owner alone, and beside it a reserve for a full disk.
    /// - Throws: an ``OutboxFault``.
    public init(path: String) throws(OutboxFault) {
        do {
            if !FileManager.default.fileExists(atPath: path) {
                // SQLite gives its journal the mode of its database.
                guard
                    FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
                else { throw OutboxFault.unusable("\(path) can't be made") }
            }
            var configuration = Configuration()
            configuration.label = "permit.outbox"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase(Self.prepare)
            reserve = Reserve(path: path + ".reserve")
        } catch {
            throw Self.fault(error)
        }
        reserve.fill()
    }

    /// All acts kept, in the order in which they were done.
    public func acts() throws(OutboxFault) -> [KeptAct] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT * FROM acts ORDER BY position").map { row in
                let refusal = (row["refusal"] as Data?).flatMap { try? JSONParser.parse(Array($0)).object }
                return KeptAct(
                    PreparedRequest(
                        id: row["id"], operation: row["operation"], body: Array(row["body"] as Data),
                        signature: (row["signature"] as Data?).map { Array($0) }),
                    Urgency(rawValue: row["urgency"]) ?? .inTurn,
                    madeAt: Instant(milliseconds: row["made_at"]), refusal: refusal.map(Refused.init))
            }
        }
    }

    /// Keeps an act. A full disk gives its reserve for a safer one.
    public func keep(_ act: KeptAct) throws(OutboxFault) {
        do {
            try insert(act)
        } catch {
            guard error == .full, act.urgency == .first else { throw error }
            reserve.release()
            try insert(act)
        }
    }

    private func insert(_ act: KeptAct) throws(OutboxFault) {
        try writing { db in
            let isEnded = "SELECT count(*) FROM settled WHERE id = ? AND ending = 'done'"
            guard try Int.fetchOne(db, sql: isEnded, arguments: [act.id]) == 0 else {
                throw OutboxFault.alreadyKept(act.id)
            }
            if act.urgency != .first {
                let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM acts") ?? 0
                guard count < Self.mostActs else { throw OutboxFault.full }
            }
            try db.execute(
                sql: """
                    INSERT INTO acts (id, operation, urgency, body, signature, made_at) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    act.id, act.request.operation, act.urgency.rawValue, Data(act.request.body),
                    act.request.signature.map { Data($0) }, act.madeAt.milliseconds,
                ])
        }
    }

    /// Marks an act as refused, for a person to look at; with nil as one to be sent again.
    public func hold(_ id: String, _ refusal: Refused?) throws(OutboxFault) {
        try writing { db in
            try db.execute(
                sql: "UPDATE acts SET refusal = ? WHERE id = ?",
                arguments: [refusal.map { Data(JSONValue.object($0.content).utf8) }, id])
        }
    }

    /// Lets go of an act and remembers how it ended.
    public func settle(_ ending: SettledAct) throws(OutboxFault) {
        try writing { db in
            try db.execute(sql: "DELETE FROM acts WHERE id = ?", arguments: [ending.id])
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO settled (id, operation, chain, ending, content, at) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    ending.id, ending.operation, ending.chain, ending.ending.rawValue,
                    Data(JSONValue.object(ending.content).utf8), ending.at.milliseconds,
                ])
            try db.execute(
                sql: "DELETE FROM settled WHERE position <= (SELECT max(position) FROM settled) - ?",
                arguments: [Self.mostSettled])
        }
        reserve.fill()
    }

    /// The latest endings, newest first.
    public func settled(limit: Int) throws(OutboxFault) -> [SettledAct] {
        try endings("ORDER BY position DESC LIMIT ?", [max(0, limit)])
    }

    /// How an act ended, as far as it is remembered.
    func ending(of id: String) throws(OutboxFault) -> SettledAct? { try endings("WHERE id = ?", [id]).first }

    private func endings(_ which: String, _ arguments: StatementArguments) throws(OutboxFault) -> [SettledAct] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT * FROM settled \(which)", arguments: arguments).map { row in
                SettledAct(
                    id: row["id"], operation: row["operation"], chain: row["chain"],
                    ending: SettledAct.Ending(rawValue: row["ending"]) ?? .done,
                    content: (try? JSONParser.parse(Array(row["content"] as Data)).object) ?? [:],
                    at: Instant(milliseconds: row["at"]))
            }
        }
    }

    /// Something to remember under a name, such as the installation's id, which signatures made offline need.
    public func remember(_ value: String, as name: String) throws(OutboxFault) {
        try writing { db in
            try db.execute(sql: "INSERT OR REPLACE INTO memory (name, value) VALUES (?, ?)", arguments: [name, value])
        }
    }

    /// What was remembered under a name.
    public func remembered(_ name: String) throws(OutboxFault) -> String? {
        try reading { try String.fetchOne($0, sql: "SELECT value FROM memory WHERE name = ?", arguments: [name]) }
    }

    private func reading<Value>(_ work: (Database) throws -> Value) throws(OutboxFault) -> Value {
        do { return try queue.read(work) } catch { throw Self.fault(error) }
    }

    private func writing(_ work: (Database) throws -> Void) throws(OutboxFault) {
        do { try queue.write(work) } catch { throw Self.fault(error) }
    }

    private static func prepare(_ db: Database) throws {
        let settings = [
            "locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "cell_size_check = ON",
            "trusted_schema = OFF",
        ]
        // Some pragmas answer when set, and stepping through the answer is what sets them.
        for setting in settings { _ = try Row.fetchAll(db, sql: "PRAGMA \(setting)") }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= 1 else { throw OutboxFault.unusable("the outbox was written by a newer client") }
        try db.execute(
            sql: """
                BEGIN IMMEDIATE;
                CREATE TABLE IF NOT EXISTS acts (
                    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, operation TEXT NOT NULL,
                    urgency TEXT NOT NULL, body BLOB NOT NULL, signature BLOB, made_at INTEGER NOT NULL, refusal BLOB);
                CREATE TABLE IF NOT EXISTS settled (
                    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, operation TEXT NOT NULL,
                    chain TEXT NOT NULL, ending TEXT NOT NULL, content BLOB NOT NULL, at INTEGER NOT NULL);
                CREATE TABLE IF NOT EXISTS memory (name TEXT PRIMARY KEY, value TEXT NOT NULL);
                PRAGMA user_version = 1;
                COMMIT;
                """)
    }

    private static func fault(_ error: any Error) -> OutboxFault {
        if let fault = error as? OutboxFault { return fault }
        guard let error = error as? DatabaseError else { return .unusable("\(error)") }
        return switch error.resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
        // The message without the statement: bodies and names don't belong in it.
        default: .unusable("SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")")
        }
    }
}
