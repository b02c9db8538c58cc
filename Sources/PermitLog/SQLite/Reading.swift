import GRDB

extension SQLiteLog {
    /// The recorded reply of a request id of a key.
    public func recordedReply(key: String, id: String) throws(LogFailure) -> RecordedReply? {
        try reply("key = ? AND id = ?", [.text(key), .text(id)])
    }

    /// The recorded reply of a body that a person signed.
    public func recordedReply(signer: String, bodyDigest: [UInt8]) throws(LogFailure) -> RecordedReply? {
        try reply("signer = ? AND digest = ?", [.text(signer), .bytes(bodyDigest)])
    }

    /// Events after a sequence, in order.
    public func events(after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        try events("sequence > ?", [Int64(clamping: after)], limit: limit)
    }

    /// Events about one thing after a sequence, in order.
    public func history(subject: String, after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        try events("subject = ? AND sequence > ?", [subject, Int64(clamping: after)], limit: limit)
    }

    /// The request that caused an event; nil if none did.
    public func request(forEvent sequence: UInt64) throws(LogFailure) -> RecordedRequest? {
        try read { db in
            let sql = """
                SELECT \(Row.requestColumns) FROM requests
                WHERE number = (SELECT request FROM events WHERE sequence = ?)
                """
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [Int64(clamping: sequence)])
            return try rows.next().map { try $0.request().orCorrupt() }
        }
    }

    private func reply(_ condition: String, _ values: [Bound]) throws(LogFailure) -> RecordedReply? {
        try lookUp { db in
            let sql = "SELECT digest, reply FROM requests WHERE \(condition)"
            return try db.cachedStatement(sql: sql).first(values) { row in
                RecordedReply(bodyDigest: try row.bytes(0).orCorrupt(), reply: try row.bytes(1).orCorrupt())
            }
        }
    }

    private func events(
        _ condition: String,
        _ arguments: StatementArguments,
        limit: Int
    ) throws(LogFailure) -> [StoredEvent] {
        try read { db in
            // A negative limit would mean none at all to SQLite.
            let limited = arguments + [max(0, limit)]
            let sql = "SELECT \(Row.eventColumns) FROM events WHERE \(condition) ORDER BY sequence LIMIT ?"
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: limited)
            var result: [StoredEvent] = []
            while let row = try rows.next() { result.append(try row.event().orCorrupt()) }
            return result
        }
    }
}

extension Optional {
    /// A value that was sound when the log was opened and is not any more.
    fileprivate func orCorrupt() throws -> Wrapped {
        guard let self else { throw LogFailure.corrupt(sequence: nil, "a stored row changed while the log was open") }
        return self
    }
}
