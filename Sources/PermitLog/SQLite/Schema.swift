import FoundationEssentials
import GRDB

/// The tables, and the marks by which a file is known as a log of this version.
///
/// Append-only is said in the schema itself: triggers refuse every update and deletion on every connection.
enum Schema {
    /// "PERM" in ASCII.
    private static let applicationID = 0x5045_524D
    private static let version = 2

    private static let tables = [
        "CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL) STRICT",
        """
        CREATE TABLE requests (
            number INTEGER PRIMARY KEY, key TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
            body BLOB NOT NULL, signature BLOB, signer TEXT, reply BLOB NOT NULL,
            first INTEGER, last INTEGER, chain BLOB NOT NULL, UNIQUE (key, id)) STRICT
        """,
        "CREATE UNIQUE INDEX requests_signed ON requests (signer, digest) WHERE signer IS NOT NULL",
        """
        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY, topic TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL,
            request INTEGER REFERENCES requests (number), chain BLOB NOT NULL) STRICT
        """,
        "CREATE INDEX events_subject ON events (subject, sequence)",
    ]

    /// What version 2 added: the hashes of the events' tree, and the epochs that began after the first.
    private static let laterTables = [
        """
        CREATE TABLE tiles (
            level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,
            PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE epochs (number INTEGER PRIMARY KEY, epoch TEXT NOT NULL) STRICT",
    ]

    private static let guards = guards(of: ["log", "requests", "events"])
    private static let laterGuards = guards(of: ["tiles", "epochs"])

    private static func guards(of names: [String]) -> [String] {
        names.flatMap { table in
            ["UPDATE", "DELETE"].map { verb in
                "CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table) "
                    + "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            }
        }
    }

    /// True for a database nothing was ever stored in; false for a log of this version.
    ///
    /// - Throws: `.unusable` for anything else.
    static func isEmpty(_ db: Database) throws -> Bool {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if (id, version, objects) == (0, 0, 0) { return true }
        guard id == applicationID else {
            throw LogFailure.unusable("the database is not a permitd log (application_id \(id))")
        }
        guard (1...Self.version).contains(version) else {
            throw LogFailure.unusable("the log has schema version \(version), this permitd knows \(Self.version)")
        }
        return false
    }

    /// Brings a log of an earlier version to this one: adds tables, changes nothing that is there.
    static func bringUp(_ db: Database) throws {
        guard try !isCurrent(db) else { return }
        try db.inTransaction(.immediate) {
            for statement in laterTables + laterGuards { try db.execute(sql: statement) }
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// Whether the log is of this version; an earlier one can be read, but holds no tiles and no later epochs.
    static func isCurrent(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA user_version") == version
    }

    /// Makes the tables in one transaction and leaves them in the database file itself, not in the WAL: so a log whose
    /// WAL was lost never passes for a new one.
    static func create(_ db: Database) throws {
        try db.inTransaction(.immediate) {
            for statement in tables + laterTables + guards + laterGuards { try db.execute(sql: statement) }
            try db.execute(
                sql: "INSERT INTO log (one, epoch) VALUES (1, ?)",
                arguments: [UUID().uuidString.lowercased()]
            )
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
        try db.checkpoint(.truncate)
    }

    /// Has the WAL begin anew, synced, after all of it was copied into the database.
    ///
    /// A sync that failed in the life before may have left a hole in the WAL on the disk, while the cache still reads
    /// well and so the commit counted as stored. The database has it by now; but after a power cut what stands before
    /// the hole would be put over it again, and an act that was answered would be gone.
    static func beginWAL(_ db: Database) throws {
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// The log's epoch now.
    static func epoch(_ db: Database) throws -> String {
        let later = "SELECT epoch FROM epochs ORDER BY number DESC LIMIT 1"
        if try isCurrent(db), let epoch = try String.fetchOne(db, sql: later) { return epoch }
        return try firstEpoch(db)
    }

    /// The epoch in which the log was made, from which its chains begin.
    static func firstEpoch(_ db: Database) throws -> String {
        guard let epoch = try String.fetchOne(db, sql: "SELECT epoch FROM log WHERE one = 1"), !epoch.isEmpty else {
            throw LogFailure.corrupt(sequence: nil, "it has lost its epoch")
        }
        return epoch
    }

    /// Compares every table, index and trigger with what `create` made, to the letter.
    static func check(_ db: Database) throws {
        // Without SQLite's own: the index behind UNIQUE has no text.
        let found = try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        let expected = tables + guards + (try isCurrent(db) ? laterTables + laterGuards : [])
        if let lost = expected.first(where: { !found.contains($0) }) {
            throw LogFailure.corrupt(sequence: nil, "the schema has lost: \(lost)")
        }
        if let foreign = found.first(where: { !expected.contains($0) }) {
            throw LogFailure.corrupt(sequence: nil, "the schema holds a stranger: \(foreign)")
        }
    }
}
