import GRDB
import PermitProof

/// One pass over everything the log holds: both chains recomputed, every event handed on in its order.
///
/// Found, and named by the sequence number: a changed byte in an event or a kept request, a hole, a swap, an event
/// moved to another request, events missing below a request that claims them. Found without a number: a changed
/// request that made no event, a schema that was altered, a tile of the tree that does not fit the events. Not to be
/// found here: rows cut off the end of the log, for which `Anchor` looks.
struct Verification {
    /// What a log is found to hold.
    struct Found {
        let epoch: String
        let tail: ChainTail
        let tree: MerkleTail
        /// The tiles that the log should hold and does not: it was written before there were any.
        let missingTiles: [MerkleTile]
    }

    /// Events between two calls of `progress`.
    private static let stride: UInt64 = 4096
    /// Events of a slice: read within some 50 ms.
    private static let sliceSize = 1024

    private let epoch: String
    private var tail: ChainTail
    private var tree = MerkleTail()
    private var missingTiles: [MerkleTile] = []
    private var current: RequestReader.Checked?

    /// Checks what `db` holds, or what it holds behind a position, and returns where its chains stand.
    ///
    /// - Parameter checksFile: whether SQLite checks all of the file first; never where there is a position.
    /// - Throws: `.corrupt`, a `PositionMisfit`, or what `replay` throws.
    static func run(
        _ db: Database,
        from position: LogPosition? = nil,
        checksFile: Bool = true,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws -> Found {
        if let position { try position.check(in: db) } else if checksFile { try checkFile(db) }
        var pass = try Verification(db, from: position)
        let rows = try Rows(db, behind: pass.tail, through: nil, checksIndexes: position != nil)
        try pass.events(rows, db, progress: progress, replay: replay)
        try pass.remainingRequests(rows)
        try Schema.check(db)
        return Found(epoch: pass.epoch, tail: pass.tail, tree: pass.tree, missingTiles: pass.missingTiles)
    }

    /// Has SQLite check its pages and indexes.
    static func checkFile(_ db: Database) throws {
        // The full check and not quick_check: retries are found through an index, and only this one reads those.
        let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
        guard faults == ["ok"] else { throw failure(reported: faults.first ?? "SQLite cannot check it") }
    }

    /// What a report of SQLite's check means: a page that could not be read says nothing about what is on it, so the
    /// disk is at fault and another start may succeed. Of a page behind another one SQLite tells no code; it has found
    /// the page's number to be a good one before it asks for it.
    static func failure(reported fault: String) -> LogFailure {
        let digits = fault.firstRange(of: "error code=").map { fault[$0.upperBound...].prefix(while: \.isNumber) }
        let code = digits.flatMap { Int32($0) }.map(ResultCode.init(rawValue:))
        let isDisk = code?.primaryResultCode == .SQLITE_IOERR || fault.contains("failed to get page")
        return isDisk ? .failed(fault) : .corrupt(sequence: nil, fault)
    }

    /// Begins at a position, or at the first row.
    init(_ db: Database, from position: LogPosition? = nil) throws {
        epoch = try Schema.epoch(db)
        tail = try position?.tail ?? ChainTail(epoch: try Schema.firstEpoch(db))
        tree = position?.tree ?? MerkleTail()
    }

    /// The rows that are read, from where a pass stands on.
    struct Rows {
        fileprivate let events: RowCursor
        fileprivate let requests: RequestReader
        fileprivate let tiles: Statement?
        fileprivate let indexes: IndexCheck?

        /// - Parameters:
        ///   - position: where to end; nil for the end of the log.
        ///   - checksIndexes: whether each row is looked for in the indexes, where SQLite's own check has not done so.
        ///   - limit: the most events.
        init(
            _ db: Database, behind tail: ChainTail, through position: LogPosition?, checksIndexes: Bool,
            limit: Int = -1
        ) throws {
            let last = position?.tail
            // Where one is gone this fails, before any row is read.
            indexes = checksIndexes ? try IndexCheck(db) : nil
            let sql = """
                SELECT \(Row.eventColumns), request, chain FROM events WHERE sequence > ? AND sequence <= ?
                ORDER BY sequence LIMIT ?
                """
            events = try Row.fetchCursor(
                db, sql: sql, arguments: [Int64(clamping: tail.head), Int64(clamping: last?.head ?? .max), limit])
            requests = try RequestReader(
                db, behind: tail.requestCount, through: last?.requestCount ?? .max, indexes)
            tiles = try Schema.isCurrent(db) ? db.makeStatement(sql: Row.tileQuery) : nil
        }
    }

    private mutating func events(
        _ rows: Rows,
        _ db: Database,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws {
        let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM events") ?? 0
        let total = UInt64(clamping: last)
        while let row = try rows.events.next() {
            try replay(next(row, rows))
            if tail.head % Self.stride == 0 { progress(tail.head, total) }
        }
        progress(tail.head, total)
    }

    /// Takes the next events on the way to a position, and at the end compares with it.
    ///
    /// - Returns: how many events are verified; nil once all are.
    mutating func slice(_ db: Database, through position: LogPosition) throws -> UInt64? {
        let rows = try Rows(db, behind: tail, through: position, checksIndexes: true, limit: Self.sliceSize)
        let before = tail.head
        while let row = try rows.events.next() { _ = try next(row, rows) }
        if tail.head > before, tail.head < position.head { return tail.head }
        try remainingRequests(rows)
        guard missingTiles.isEmpty else { throw LogFailure.corrupt(sequence: nil, "a tile of the tree is missing") }
        guard tail == position.tail, tree == position.tree else {
            throw LogFailure.corrupt(
                sequence: nil, "what it holds up to event \(position.head) is not what the snapshot was taken of")
        }
        return nil
    }

    private mutating func next(_ row: Row, _ rows: Rows) throws -> StoredEvent {
        let sequence = tail.head + 1
        guard row.number(0) == sequence else {
            throw LogFailure.corrupt(sequence: sequence, "it is missing")
        }
        guard let event = try row.event() else {
            throw LogFailure.corrupt(sequence: sequence, "its columns are not what the schema says")
        }
        let maker = try request(claiming: sequence, rows)
        guard row.number(4) == maker?.number else {
            throw LogFailure.corrupt(sequence: sequence, "it is filed under a request that does not claim it")
        }
        let chain = tail.add(event, boundBy: maker?.binding ?? Chain.unbound)
        guard try row.bytes(5) == chain else {
            throw LogFailure.corrupt(sequence: sequence, "its chain value does not match its content")
        }
        guard try rows.indexes?.holds(event) ?? true else {
            throw LogFailure.corrupt(sequence: sequence, "it is not found by its subject")
        }
        for tile in tree.append(MerkleTree.leaf(event.body)) { try check(tile, sequence, rows) }
        return event
    }

    private mutating func check(_ tile: MerkleTile, _ sequence: UInt64, _ rows: Rows) throws {
        guard let tiles = rows.tiles, let kept = try Row.tile(tiles, tile.level, tile.number) else {
            missingTiles.append(tile)
            return
        }
        guard kept == tile.bytes else {
            throw LogFailure.corrupt(sequence: sequence, "the tree's tile that ends with it does not match the events")
        }
    }

    private mutating func request(claiming sequence: UInt64, _ rows: Rows) throws -> RequestReader.Checked? {
        while (current?.last ?? 0) < sequence {
            guard let next = try rows.requests.next(&tail) else { return nil }
            current = next
        }
        guard let request = current, let first = request.first, first <= sequence else { return nil }
        return request
    }

    /// Requests after the last event can only be ones that made none.
    private mutating func remainingRequests(_ rows: Rows) throws {
        while true {
            guard (current?.last ?? 0) <= tail.head else {
                throw LogFailure.corrupt(sequence: tail.head + 1, "it is missing, but a request claims it")
            }
            guard let next = try rows.requests.next(&tail) else { return }
            current = next
        }
    }
}

/// Looks for rows in the indexes, which SQLite's own check does in one transaction for all of them: too long a one
/// beside a log that is written. Retries are found through two of these, what became of a thing through the third.
///
/// An entry too many is not seen here: only SQLite's check counts them.
struct IndexCheck {
    private let ids: Statement
    private let signed: Statement
    private let subjects: Statement

    init(_ db: Database) throws {
        // Each answers from the index it names alone, or is refused.
        ids = try db.cachedStatement(
            sql: "SELECT number FROM requests INDEXED BY sqlite_autoindex_requests_1 WHERE key = ? AND id = ?")
        signed = try db.cachedStatement(
            sql: "SELECT number FROM requests INDEXED BY requests_signed WHERE signer = ? AND digest = ?")
        subjects = try db.cachedStatement(
            sql: "SELECT sequence FROM events INDEXED BY events_subject WHERE subject = ? AND sequence = ?")
    }

    func holds(_ event: StoredEvent) throws -> Bool {
        try subjects.first([.text(event.subject), .number(event.sequence)]) { $0.number(0) } == event.sequence
    }

    func holds(_ request: RecordedRequest, number: UInt64) throws -> Bool {
        guard try ids.first([.text(request.key), .text(request.id)], { $0.number(0) }) == number else { return false }
        guard let signer = request.signer else { return true }
        let digest = Chain.digest(request.body)
        return try signed.first([.text(signer), .bytes(digest)]) { $0.number(0) } == number
    }
}

/// The requests in their order, each checked against digest and chain before it is handed on.
struct RequestReader {
    /// What the events of a request are checked against.
    struct Checked {
        let number: UInt64
        let binding: [UInt8]
        let first: UInt64?
        let last: UInt64?
    }

    private let rows: RowCursor
    private let indexes: IndexCheck?

    /// Reads the requests behind a number up to another one, and looks for each in the indexes if it is given these.
    init(_ db: Database, behind former: UInt64, through last: UInt64, _ indexes: IndexCheck? = nil) throws {
        self.indexes = indexes
        let sql = """
            SELECT \(Row.requestColumns), number, digest, chain FROM requests WHERE number > ? AND number <= ?
            ORDER BY number
            """
        rows = try Row.fetchCursor(db, sql: sql, arguments: [Int64(clamping: former), Int64(clamping: last)])
    }

    func next(_ tail: inout ChainTail) throws -> Checked? {
        guard let row = try rows.next() else { return nil }
        let number = tail.requestCount + 1
        guard let request = try row.request() else {
            throw LogFailure.corrupt(sequence: row.number(6), "kept request \(number) is not what the schema says")
        }
        guard row.number(8) == number else {
            throw LogFailure.corrupt(sequence: request.firstSequence, "kept request \(number) is missing before this")
        }
        let binding = Chain.binding(request)
        let chain = tail.add(requestBoundBy: binding)
        guard try row.bytes(10) == chain, try row.bytes(9) == Chain.digest(request.body) else {
            throw LogFailure.corrupt(sequence: request.firstSequence, "kept \(request.name) was changed")
        }
        guard try indexes?.holds(request, number: number) ?? true else {
            throw LogFailure.corrupt(
                sequence: request.firstSequence, "kept \(request.name) would not be found by who sends it again")
        }
        return Checked(
            number: number,
            binding: binding,
            first: request.firstSequence,
            last: request.lastSequence
        )
    }
}

extension LogPosition {
    /// Looks for the rows that a log at this position ends with.
    ///
    /// - Throws: a `PositionMisfit`.
    fileprivate func check(in db: Database) throws {
        guard epoch == (try Schema.epoch(db)) else { throw PositionMisfit(description: "the log has another epoch") }
        guard head > 0, try chain(db, "events WHERE sequence", head) == tail.eventChain else {
            throw PositionMisfit(description: "the log's event \(head) is another one, or there is none")
        }
        let count = tail.requestCount
        guard try count == 0 || chain(db, "requests WHERE number", count) == tail.requestChain else {
            throw PositionMisfit(description: "the log's request \(count) is another one, or there is none")
        }
    }

    private func chain(_ db: Database, _ place: String, _ number: UInt64) throws -> [UInt8]? {
        let sql = "SELECT chain FROM \(place) = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [Int64(clamping: number)])?.bytes(0)
    }
}
