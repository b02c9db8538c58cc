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

    private let epoch: String
    private var tail: ChainTail
    private var tree = MerkleTail()
    private var missingTiles: [MerkleTile] = []
    private let tiles: Statement?
    private var requests: RequestReader
    private var current: RequestReader.Checked?

    /// Checks what `db` holds and returns where its chains stand.
    ///
    /// - Throws: `.corrupt`, or what `replay` throws.
    static func run(
        _ db: Database,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws -> Found {
        // The full check and not quick_check: retries are found through an index, and only this one reads those.
        let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
        guard faults == ["ok"] else { throw failure(reported: faults.first ?? "SQLite cannot check it") }
        var pass = try Verification(db)
        try pass.events(db, progress: progress, replay: replay)
        try pass.remainingRequests()
        try Schema.check(db)
        return Found(epoch: pass.epoch, tail: pass.tail, tree: pass.tree, missingTiles: pass.missingTiles)
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

    private init(_ db: Database) throws {
        epoch = try Schema.epoch(db)
        tail = ChainTail(epoch: try Schema.firstEpoch(db))
        tiles = try Schema.isCurrent(db) ? db.makeStatement(sql: Row.tileQuery) : nil
        requests = try RequestReader(db)
        current = try requests.next(&tail)
    }

    private mutating func events(
        _ db: Database,
        progress: (_ verified: UInt64, _ of: UInt64) -> Void,
        replay: (StoredEvent) throws -> Void
    ) throws {
        let last = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM events") ?? 0
        let total = UInt64(clamping: last)
        let sql = "SELECT \(Row.eventColumns), request, chain FROM events ORDER BY sequence"
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            try replay(next(row))
            if tail.head % Self.stride == 0 { progress(tail.head, total) }
        }
        progress(tail.head, total)
    }

    private mutating func next(_ row: Row) throws -> StoredEvent {
        let sequence = tail.head + 1
        guard row.number(0) == sequence else {
            throw LogFailure.corrupt(sequence: sequence, "it is missing")
        }
        guard let event = try row.event() else {
            throw LogFailure.corrupt(sequence: sequence, "its columns are not what the schema says")
        }
        let maker = try request(claiming: sequence)
        guard row.number(4) == maker?.number else {
            throw LogFailure.corrupt(sequence: sequence, "it is filed under a request that does not claim it")
        }
        let chain = tail.add(event, boundBy: maker?.binding ?? Chain.unbound)
        guard try row.bytes(5) == chain else {
            throw LogFailure.corrupt(sequence: sequence, "its chain value does not match its content")
        }
        for tile in tree.append(MerkleTree.leaf(event.body)) { try check(tile, sequence) }
        return event
    }

    private mutating func check(_ tile: MerkleTile, _ sequence: UInt64) throws {
        guard let tiles, let kept = try Row.tile(tiles, tile.level, tile.number) else {
            missingTiles.append(tile)
            return
        }
        guard kept == tile.bytes else {
            throw LogFailure.corrupt(sequence: sequence, "the tree's tile that ends with it does not match the events")
        }
    }

    private mutating func request(claiming sequence: UInt64) throws -> RequestReader.Checked? {
        while let request = current, (request.last ?? 0) < sequence {
            current = try requests.next(&tail)
        }
        guard let request = current, let first = request.first, first <= sequence else { return nil }
        return request
    }

    /// Requests after the last event can only be ones that made none.
    private mutating func remainingRequests() throws {
        while let request = current {
            guard (request.last ?? 0) <= tail.head else {
                throw LogFailure.corrupt(sequence: tail.head + 1, "it is missing, but a request claims it")
            }
            current = try requests.next(&tail)
        }
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

    init(_ db: Database) throws {
        let sql = "SELECT \(Row.requestColumns), number, digest, chain FROM requests ORDER BY number"
        rows = try Row.fetchCursor(db, sql: sql)
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
        return Checked(
            number: number,
            binding: binding,
            first: request.firstSequence,
            last: request.lastSequence
        )
    }
}
