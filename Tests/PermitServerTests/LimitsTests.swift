import Foundation
import PermitCore
import PermitLog
import Testing
import ZeroMQ

@testable import PermitServer

@Suite("Limits: what a key may ask for, and the page that tells")
struct LimitsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("The page's table is what the daemon publishes, and every test it names is there")
    func page() throws {
        let page = try String(
            contentsOf: Self.root.appending(path: "Sources/PermitWire/PermitWire.docc/Limits.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
        }
        var told: JSONObject = [:]
        for row in rows { told[row[0]] = Int(row[1]).map { .count($0) } }
        let published = Limits.published
        let names = { (object: JSONObject) in object.members.map { "\($0.name) \($0.value)" }.sorted() }
        #expect(names(told) == names(published))
        let tests = Self.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(atPath: tests.path)?.compactMap { $0 as? String } ?? []
        let code = try files.filter { $0.hasSuffix(".swift") || $0.hasSuffix("test_abuse.py") || $0.contains("/test_") }
            .filter { !$0.hasSuffix(".pyc") }
            .map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }.joined()
        for row in rows {
            let test = row[4]
            #expect(code.contains("func \(test)(") || code.contains("def \(test)("), "no test \(test)")
        }
    }

    @Test("A key that fills the log gets busy until the hour ends, and its safer acts pass")
    func aKeyThatFillsTheLog() throws {
        let desk = try Desk()
        let key = desk.keys.publicKey.z85
        try desk.ask("area.put", area)
        desk.engine.quotas.note(kept: Limits.bytesKeptOfOneKeyPerHour - 10_000, of: key)
        #expect(try desk.ask("person.put", ["person": "p-1", "name": "P", "employer": "E"])?["ok"] == true)
        desk.engine.quotas.note(kept: 9_000, of: key)
        let refused = try #require(try desk.ask("person.put", ["person": "p-2", "name": "P", "employer": "E"]))
        #expect(refused.code == "busy")
        let wait = try #require(refused["error"]?.object?["retryAfterMs"]?.integer)
        #expect((1...3_600_000).contains(wait))
        let report: JSONObject = [
            "hazard": "00000000-0000-4000-8000-0000000000aa", "area": "binhai", "level": "major", "text": "gas",
        ]
        #expect(try desk.ask("hazard.report", report)?["ok"] == true)
        #expect(try desk.ask("register.get", ["type": "person", "id": "p-1"])?["ok"] == true)
        #expect(desk.engine.quotas.waitToKeep(key, now: monotonicMilliseconds() + 3_600_000) == nil)
    }

    @Test("A key that has read its share in a second gets busy for reads alone, and no other key does")
    func aGreedyReader() throws {
        let desk = try Desk()
        let key = desk.keys.publicKey.z85
        var quotas = Quotas()
        #expect([quotas.mayRead(key, now: 1_000)] == [true])
        quotas.note(read: Limits.bytesReadByOneKeyPerSecond, by: key)
        let may = [(key, 1_999), ("another", 1_999), (key, 2_000)].map { quotas.mayRead($0, now: $1) }
        #expect(may == [false, true, true])
        let read = try #require(try desk.ask("daemon.status", isExcess: true))
        #expect(read.code == "busy" && read["error"]?.object?["retryAfterMs"] == 250)
    }

    @Test("A key that has sent its share in a second gets busy, and no other key does")
    func aGreedyKey() {
        var quotas = Quotas()
        let admitted = (0...Limits.requestsOfOneKeyPerSecond).map { _ in quotas.admits("a", now: 1_000) }
        #expect(admitted.filter { $0 }.count == Limits.requestsOfOneKeyPerSecond && admitted.last == false)
        let later = [("b", 1_000), ("a", 2_000)].map { quotas.admits($0, now: $1) }
        #expect(later == [true, true])
    }

    @Test("A key is named in the journal once in a minute")
    func naming() {
        var quotas = Quotas()
        let named = [("a", 60_000), ("a", 90_000), ("b", 90_000), ("a", 120_000)].map { quotas.names($0, now: $1) }
        #expect(named == [true, false, true, true])
    }

    @Test("One waiting read more than there may be gets busy")
    func mostWaitingReads() throws {
        let desk = try Desk()
        let read: JSONObject = ["after": .count(Int(desk.log.head)), "waitMs": 30_000]
        #expect(try desk.ask("events.read", read) == nil)
        let first = try #require(desk.engine.waiting.all.first)
        for index in 1..<Limits.waitingReads {
            desk.engine.waiting.insert(
                WaitingRead(
                    route: first.route, key: "\(index)", actor: nil, id: "r", language: .english,
                    arguments: first.arguments, deadline: first.deadline))
        }
        _ = desk.engine.waiting.remove(key: first.key)
        desk.engine.waiting.insert(
            WaitingRead(
                route: first.route, key: "another", actor: nil, id: "r", language: .english,
                arguments: first.arguments, deadline: first.deadline))
        #expect(try desk.ask("events.read", read)?.code == "busy")
    }

    @Test(
        "An argument beyond its published limit is invalid",
        arguments: [
            ("waitMs", "events.read", "waitMs"), ("listLimit", "permit.list", "limit"),
            ("listLimit", "events.read", "limit"),
        ])
    func everyPublishedLimitOfAnArgument(limit: String, operation: String, argument: String) throws {
        let desk = try Desk()
        let most = try #require(Limits.published[limit]?.integer)
        let more: JSONObject = ["after": 0, argument: .count(most + 1)]
        #expect(
            try desk.ask(operation, operation == "events.read" ? more : [argument: .count(most + 1)])?.code == "invalid"
        )
        // Where something is found nothing waits.
        let greatest: JSONObject =
            operation == "events.read" ? ["after": 0, argument: .count(most)] : [argument: .count(most)]
        #expect(try desk.ask(operation, greatest)?["ok"] == true)
    }

    @Test("A page of events ends at its size, with one event at least")
    func pagesEndAtTheirSize() {
        var page = EventPage(next: 0)
        let half = [UInt8](repeating: 0x20, count: Limits.bytesPerPage / 2)
        let taken = (1...3).map { sequence in
            page.take(.init(sequence: sequence, topic: "t", subject: "s", body: half), limit: 100)
        }
        #expect(taken == [true, true, false])
        var single = EventPage(next: 0)
        let isTaken = single.take(.init(sequence: 1, topic: "t", subject: "s", body: half + half + half), limit: 100)
        #expect(isTaken)
    }

    @Test("A snapshot is gone after its time")
    func snapshotsExpire() {
        var snapshots = Snapshots()
        let id = snapshots.keep(snapshot(of: "a", until: Limits.snapshotMilliseconds), now: 0)
        #expect(snapshots.snapshot(id, key: "a", now: Limits.snapshotMilliseconds - 1) != nil)
        #expect(snapshots.snapshot(id, key: "a", now: Limits.snapshotMilliseconds) == nil)
        #expect(snapshots.snapshot(id, key: "b", now: 0) == nil, "another key's snapshot is shown")
    }

    @Test("Of one key the oldest snapshot goes, and another key's stays")
    func snapshotsOfOneKey() {
        var snapshots = Snapshots()
        let other = snapshots.keep(snapshot(of: "b", until: 100), now: 0)
        let ids = (0...Limits.snapshotsOfOneKey).map { _ in snapshots.keep(snapshot(of: "a", until: 100), now: 0) }
        #expect(ids.map { snapshots.snapshot($0, key: "a", now: 0) != nil } == [false, true, true])
        #expect(snapshots.snapshot(other, key: "b", now: 0) != nil)
    }

    private func snapshot(of key: String, until: Int64) -> Snapshots.Snapshot {
        Snapshots.Snapshot(key: key, sequence: 1, items: [], expires: until)
    }
}
