import GRDB

extension LogBatch {
    /// Room asked for before a batch is tried, in bytes: every page it may touch, once in the WAL and once in the
    /// database. A disk that fills up in the middle of the commit costs the process; one found full before does not.
    var spaceNeeded: UInt64 { UInt64(2 * 4120 * pagesTouched) }

    /// Pages of 4 KiB the batch may write: the rows' own, and for each row some of the indexes'.
    var pagesTouched: Int {
        var bytes = 0
        for event in events { bytes += event.body.count }
        for request in requests { bytes += request.body.count + request.reply.count }
        return 8 + 2 * (events.count + requests.count) + bytes / 4096
    }

    /// Inserts requests and events in the order in which the chains take them.
    func insert(into db: Database, advancing tail: inout ChainTail) throws {
        var makers: [(number: UInt64, binding: [UInt8])] = []
        for request in requests {
            let binding = Chain.binding(request)
            let chain = tail.add(requestBoundBy: binding)
            makers.append((tail.requestCount, binding))
            try insert(request, number: tail.requestCount, chain: chain, into: db)
        }
        for event in events {
            let maker = requestIndex(madeEvent: event.sequence).map { makers[$0] }
            let chain = tail.add(event, boundBy: maker?.binding ?? Chain.unbound)
            try insert(event, request: maker?.number, chain: chain, into: db)
        }
    }

    private func insert(_ request: RecordedRequest, number: UInt64, chain: [UInt8], into db: Database) throws {
        // Bytes of length zero are bound as NULL: coalesce makes them what they are.
        let sql = """
            INSERT INTO requests (number, key, id, digest, body, signature, signer, reply, first, last, chain)
            VALUES (?, ?, ?, ?, coalesce(?, x''), ?, ?, coalesce(?, x''), ?, ?, ?)
            """
        try db.cachedStatement(sql: sql).execute([
            .number(number), .text(request.key), .text(request.id), .bytes(Chain.digest(request.body)),
            .bytes(request.body), .bytes(request.signature), .text(request.signer), .bytes(request.reply),
            .number(request.firstSequence), .number(request.lastSequence), .bytes(chain),
        ])
    }

    private func insert(_ event: StoredEvent, request: UInt64?, chain: [UInt8], into db: Database) throws {
        let sql = """
            INSERT INTO events (sequence, topic, subject, body, request, chain)
            VALUES (?, ?, ?, coalesce(?, x''), ?, ?)
            """
        try db.cachedStatement(sql: sql).execute([
            .number(event.sequence), .text(event.topic), .text(event.subject), .bytes(event.body), .number(request),
            .bytes(chain),
        ])
    }
}
