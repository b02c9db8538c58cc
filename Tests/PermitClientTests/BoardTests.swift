import PermitCore
import PermitTestKit
import PermitWire
import Testing

@testable import PermitClient

struct BoardTests {
    @Test(
        "Days of events, taken in one by one, add up to the daemon's own board", arguments: [3, 20_261_124] as [UInt64])
    func days(seed: UInt64) throws {
        var simulation = try Simulation(seed: seed)
        var board = Board(try Self.snapshot(of: simulation.site))
        for day in 1...2 {
            try simulation.run(days: 1)
            let site = simulation.site
            for event in site.events(after: board.position.sequence) { board.take(.event(try Self.received(event))) }
            let daemons = Board(try Self.snapshot(of: site))
            for subject in board.behind {
                board.put(daemons.items[subject]?.content, at: subject, asOf: site.state.head)
            }
            #expect(board.position == daemons.position)
            #expect(Self.shown(board) == Self.shown(daemons), "seed \(seed), day \(day)")
        }
    }

    @Test("A state shows with its event; the rest of the item is asked for")
    func behind() throws {
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 5), items: [Self.item]))
        board.take(.event(try Self.event(6, "permit.suspended", ["state": "suspended", "revision": 4])))
        #expect(board.items[.permit("p")]?.content["state"] == "suspended")
        #expect(board.behind == [.permit("p")])
        board.put(Self.item, at: .permit("p"), asOf: 5)
        #expect(board.items[.permit("p")]?.content["state"] == "suspended", "an older answer is of no use")
        board.put(Self.item.merging(["state": "suspended"]), at: .permit("p"), asOf: 6)
        #expect(board.behind.isEmpty)
        board.take(.event(try Self.event(7, "permit.closed", ["state": "closed", "revision": 5])))
        #expect(board.items.isEmpty)
    }

    @Test("A board is live while the daemon is heard, and says as of when it is")
    func live() {
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 5), items: []))
        #expect(!board.isLive && board.asOf == nil)
        board.take(.heartbeat("2026-11-24T08:00:00.000Z"))
        #expect(board.isLive)
        board.take(.silence)
        #expect(!board.isLive && board.asOf == "2026-11-24T08:00:00.000Z")
    }

    @Test("A kept board is the same, as of when it was kept, and never live")
    func kept() throws {
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 5), items: [Self.item]))
        board.take(.heartbeat("2026-11-24T08:00:00.000Z"))
        let read = try #require(Board(kept: board.json))
        #expect(read.items == board.items && read.position == board.position && read.asOf == board.asOf)
        #expect(!read.isLive)
        #expect(Board(kept: ["items": []]) == nil)
    }

    @Test("A device is shown the stops that it has not acknowledged, until it has")
    func stops() throws {
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 5), items: []))
        let effects: JSONObject = ["reaches": ["a"], "devices": ["tablet-1", "tablet-2"]]
        let stop: JSONObject = ["args": ["reason": "gas"], "effects": .object(effects)]
        board.take(.event(try Self.event(6, "area.stopped", stop, on: "a")))
        #expect(board.stopsToShow(on: "tablet-1").count == 1)
        board.take(
            .event(try Self.event(7, "area.acknowledged", ["device": "tablet-1", "args": ["stop": 6]], on: "a")))
        #expect(board.stopsToShow(on: "tablet-1").isEmpty)
        #expect(board.stopsToShow(on: "tablet-2").count == 1)
        board.take(.event(try Self.event(8, "area.lifted", ["args": ["stop": 6, "reason": "clear"]], on: "a")))
        #expect(board.items.isEmpty)
    }

    @Test("The newest alarms are kept, until another log is joined")
    func alarms() throws {
        var board = Board(Snapshot(position: FollowingPosition(epoch: "e", sequence: 5), items: [Self.item]))
        for sequence in 6..<UInt64(6 + Board.alarmsKept + 3) {
            board.take(.event(try Self.event(sequence, "permit.alarmed", ["state": "active", "revision": 3])))
        }
        #expect(board.alarms.count == Board.alarmsKept && board.alarms.first?.sequence == 9)
        board.take(.joined(Snapshot(position: FollowingPosition(epoch: "f", sequence: 1), items: [])))
        #expect(board.alarms.isEmpty)
    }

    private static let item: JSONObject = [
        "type": "permit", "permit": "p", "number": "HOT-1", "area": "a", "state": "active", "revision": 3,
    ]

    private static func event(
        _ sequence: UInt64, _ type: String, _ data: JSONObject, on subject: String = "p"
    ) throws -> ReceivedEvent {
        let all = (["permit": "p", "area": "a", "actor": "p-li"] as JSONObject).merging(data)
        let event = ReceivedEvent([
            "id": .string(String(sequence)), "prev": 0, "type": .string(type), "subject": .string(subject),
            "time": "2026-11-24T08:00:00.000Z", "data": .object(all),
        ])
        return try #require(event)
    }

    /// Everything but `due`, which changes with the clock and the register too, where no event about the permit tells.
    private static func shown(_ board: Board) -> [Board.Subject: JSONObject] {
        board.items.mapValues { JSONObject(members: $0.content.members.filter { $0.name != "due" }) }
    }

    private static func received(_ event: Event) throws -> ReceivedEvent {
        let bytes = EventCoding.bytes(of: event, instance: "i")
        return try #require(try JSONParser.parse(bytes).object.flatMap(ReceivedEvent.init))
    }

    private static func answers(_ site: Site) throws -> Answers {
        let key = try #require(site.state.register.clientKeys[Home.key(of: "p-admin")])
        let viewer = Viewer(of: key, in: site.state, site.house)
        return Answers(state: site.state, house: site.house, viewer: viewer, language: .english)
    }

    private static func snapshot(of site: Site) throws -> Snapshot {
        Snapshot(
            position: FollowingPosition(epoch: "e", sequence: site.state.head),
            items: try answers(site).snapshot(topics: nil))
    }
}
