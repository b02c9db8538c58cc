import PermitCore
import Testing

@testable import PermitServer

@Suite("Reads of the log and the board")
struct ReadTests {
    @Test("events.read pages on without a hole and says when it has caught up")
    func paging() throws {
        let desk = try Desk()
        for index in 0..<7 {
            try desk.ask("area.put", ["area": .string("a\(index)"), "name": "A", "risk": "blue"])
        }
        var seen: [String] = []
        var next = 0
        while true {
            let page = try #require(try desk.ask("events.read", ["after": .count(next), "limit": 3])).result
            seen += (page["events"]?.array ?? []).compactMap { $0.object?["id"]?.string }
            next = try #require(page["next"]?.integer)
            if next == page["head"]?.integer { break }
        }
        #expect(seen == (1...Int(desk.log.head)).map(String.init))
    }

    @Test("A waiting read is answered by its first match, and by nothing else")
    func waiting() throws {
        let desk = try Desk()
        try desk.ask("area.put", area)
        let head = Int(desk.log.head)
        let read: JSONObject = ["after": .count(head), "waitMs": 30_000, "topics": ["area/binhai/"]]
        #expect(try desk.ask("events.read", read) == nil)
        let put = try #require(try desk.ask("area.put", ["area": "other", "name": "O", "risk": "blue"]))
        #expect(put.result["changed"] == true, "an event of the register ends no wait for an area's")
        try desk.put([desk.body("area.stop", ["area": "binhai", "reason": "smoke"])])
        let replies = try desk.replies()
        #expect(replies.count == 2)
        #expect(replies[1].result["events"]?.array?.first?.object?["type"] == "area.stopped")
    }

    @Test("A second waiting read of one key ends the first")
    func oneWaitForEachKey() throws {
        let desk = try Desk()
        let read: JSONObject = ["after": .count(Int(desk.log.head)), "waitMs": 30_000]
        #expect(try desk.ask("events.read", read, id: "first") == nil)
        let ended = try #require(try desk.ask("events.read", read, id: "second"))
        #expect(ended["id"] == "first" && ended.result["events"] == [])
        #expect(desk.engine.waiting.count == 1)
    }

    @Test("A wait ends empty when its time is over")
    func waitsEnd() throws {
        let desk = try Desk()
        #expect(try desk.ask("events.read", ["after": .count(Int(desk.log.head)), "waitMs": 1_000]) == nil)
        desk.engine.endWaits(at: monotonicMilliseconds())
        #expect(try desk.replies().isEmpty)
        desk.engine.endWaits(at: monotonicMilliseconds() + 1_001)
        #expect(try desk.replies().map { $0.result["events"] } == [[]])
    }

    @Test("A revoked key's wait ends with a refusal and not with events")
    func revokedWait() throws {
        let desk = try Desk()
        let key = Home.tabletKey
        try desk.ask("key.enroll", ["key": .string(key), "device": "tablet-1", "areas": ["*"]])
        try desk.put([desk.body("events.read", ["after": .count(Int(desk.log.head)), "waitMs": 30_000])], from: key)
        #expect(try desk.replies().isEmpty)
        let body = desk.body("key.revoke", ["key": .string(key), "reason": "lost"])
        try desk.put([body, try desk.signature(body)])
        #expect(try desk.replies().map(\.code) == [nil, "unauthorized"])
        try desk.put([desk.body("daemon.status", [:])], from: key)
        #expect(try desk.replies().map(\.code) == ["unauthorized"])
    }

    @Test("A cursor of no snapshot has expired")
    func expiredCursor() throws {
        let desk = try Desk()
        for cursor in ["1.0", "9.9.9", "x", "99999999999999999999.1"] {
            #expect(try desk.ask("board.snapshot", ["after": .string(cursor)])?.code == "cursorExpired")
        }
        let page = try #require(try desk.ask("board.snapshot")).result
        #expect(page["items"] == [] && page["next"] == .null && page["seq"] == .count(Int(desk.log.head)))
    }

    @Test("daemon.status lists what is spoken here and nothing else")
    func status() throws {
        let desk = try Desk()
        let status = try #require(try desk.ask("daemon.status")).result
        let operations = Set((status["operations"]?.array ?? []).compactMap(\.string))
        #expect(operations == Set(Operation.allCases.map(\.rawValue)))
        #expect(try desk.ask("permit.fly")?.code == "unknownOperation")
    }

    private enum Home {
        static let tabletKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
    }
}
