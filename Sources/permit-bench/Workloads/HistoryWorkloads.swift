import CZeroMQ
import GRDBSQLite
import Glibc
import PermitCore
import PermitWire
import ZeroMQ

/// (e) A console that was away reads every event that there is.
struct CatchUpWorkload {
    let bench: Bench
    /// The daemon serves one key no more than so much in a second, so that the others don't wait.
    private let readers = 8

    func run() throws {
        try bench.fillEvents(to: bench.sizes.events)
        try bench.site.enterConsoles(readers)
        let keys = try (0..<readers).map { try bench.site.seeds.curve(Cast.console($0)) }
        let head = try bench.head()
        let one = try read(Array(keys.prefix(1)), to: min(head, 20_000))
        let all = try read(keys, to: min(head, 20_000))
        bench.report.note(Measure("e", "one reader: events read", one.events, "/s", note: one.note))
        bench.report.note(
            Measure("e", "\(readers) readers: events read by all together", all.events, "/s", note: all.note))
    }

    private func read(_ keys: [CurveKeyPair], to head: Int) throws -> (events: Double, note: String) {
        let context = try RawContext()
        let readers = try keys.map { try CatchUp(bench, context, $0, end: head) }
        let begun = nanoseconds()
        let poll = try RawPoll(readers.map(\.socket))
        for reader in readers { try reader.ask() }
        while readers.contains(where: { !$0.isDone }) {
            for reader in readers { try reader.step() }
            let due = readers.compactMap(\.due).min() ?? .max
            try poll.wait(until: min(due, nanoseconds() + 100_000_000))
            guard nanoseconds() - begun < 300_000_000_000 else { throw BenchFault("reading takes too long") }
        }
        let seconds = Double(nanoseconds() - begun) / 1e9
        let (events, bytes, busy) = readers.reduce((0, 0, 0)) { ($0.0 + $1.events, $0.1 + $1.bytes, $0.2 + $1.busy) }
        let megabytes = Figures.text(Double(bytes) / seconds / 1_048_576)
        return (Double(events) / seconds, "\(megabytes) MiB/s; told \(busy) times to wait for its share")
    }
}

/// One reader's way through the log.
private final class CatchUp {
    let socket: RawSocket
    private let bench: Bench
    private let end: Int
    private var position = 0
    private(set) var events = 0
    private(set) var bytes = 0
    private(set) var busy = 0
    /// When it asks again; nil while an answer is on its way.
    private(set) var due: Int64?
    var isDone: Bool { position >= end }

    init(_ bench: Bench, _ context: RawContext, _ keys: CurveKeyPair, end: Int) throws {
        self.bench = bench
        self.end = end
        socket = try .client(context, ZMQ_DEALER, bench.daemon.endpoint, server: bench.site.daemon.serverKey, keys)
    }

    func ask() throws {
        due = nil
        let read = PlannedAct(.eventsRead, ["after": .count(position), "limit": 1_000])
        try socket.send(try bench.site.scribe.request(read).body, more: false)
    }

    func step() throws {
        if let due, due <= nanoseconds() { try ask() }
        while !isDone, due == nil, let reply = try socket.take() { try take(reply) }
    }

    private func take(_ reply: UnsafeRawBufferPointer) throws {
        let body = try JSONParser.parse(Array(reply)).object
        if let result = body?["result"]?.object, let next = result["next"]?.integer {
            bytes += reply.count
            events += result["events"]?.array?.count ?? 0
            guard next > position else { throw BenchFault("events.read does not move past \(position)") }
            position = next
            if !isDone { try ask() }
            return
        }
        guard let error = body?["error"]?.object, error["code"]?.string == "busy" else {
            throw BenchFault("events.read: \(String(decoding: reply, as: UTF8.self).prefix(300))")
        }
        busy += 1
        due = nanoseconds() + Int64(error["retryAfterMs"]?.integer ?? 250) * 1_000_000
    }
}

/// (h) A restart: from the start of the process until it says that it is ready, beside reading the same bytes from
/// SQLite.
struct RestartWorkload {
    let bench: Bench

    func run() throws {
        try bench.fillEvents(to: bench.sizes.events)
        let head = try bench.head()
        let open = bench.site.open
        bench.site.daemon.stop()
        let database = bench.site.daemon.log
        _ = try Self.read(database)
        let plain = median(try (0..<3).map { _ in Double(try Self.read(database).time) / 1e9 })
        let bytes = try Self.read(database).bytes
        var restarts: [Double] = []
        for round in 0..<3 {
            restarts.append(try bench.site.daemon.start(patience: 600))
            if round < 2 { bench.site.daemon.stop() }
        }
        let note = "\(head) events, \(open) open permits, \(bytes >> 20) MiB, all in the page cache"
        bench.report.note(Measure("h", "restart until ready", median(restarts), "s", note: note))
        bench.report.note(Measure("h", "the same bytes from SQLite", plain, "s"))
        bench.report.note(
            Measure(
                "h", "restart over reading", median(restarts) / max(plain, 1e-6), "",
                target: head >= 1_000_000 ? Measure.Target(atMost: 2) : nil))
        let again = try bench.head()
        if again < head { bench.report.fail("h", "the log ends at \(again) instead of \(head)") }
    }

    /// Reads every row of a log in order, and counts its bytes.
    static func read(_ path: String) throws(BenchFault) -> (bytes: Int, time: Int64) {
        let begun = nanoseconds()
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
            throw BenchFault("\(path) can't be opened")
        }
        var bytes = 0
        for query in [
            "SELECT sequence, topic, subject, body, request, chain FROM events ORDER BY sequence",
            "SELECT number, key, id, digest, body, signature, signer, reply, first, last, chain FROM requests "
                + "ORDER BY number",
        ] {
            var statement: OpaquePointer?
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
                throw BenchFault("the log's tables are others: \(String(cString: sqlite3_errmsg(database)))")
            }
            let columns = sqlite3_column_count(statement)
            while sqlite3_step(statement) == SQLITE_ROW {
                for column in 0..<columns {
                    // To have the bytes is to have read them.
                    _ = sqlite3_column_blob(statement, column)
                    bytes += Int(sqlite3_column_bytes(statement, column))
                }
            }
        }
        return (bytes, nanoseconds() - begun)
    }
}
