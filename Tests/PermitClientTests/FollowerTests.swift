import PermitCore
import PermitTestKit
import Testing

@testable import PermitClient

/// A subscriber over a connection that loses, repeats and delays: whatever happens on the way, it sees each event once,
/// and those of one area in order.
struct FollowerTests {
    @Test("Sees everything that concerns it exactly once", arguments: 1...200)
    func losses(seed: Int) throws {
        var chance = Chance(seed: UInt64(seed))
        let log = Log(count: 60, areas: 3, &chance)
        // Half of the subscribers take only one area.
        let wanted: (ReceivedEvent) -> Bool = seed.isMultiple(of: 2) ? { $0.data["area"] == "a1" } : { _ in true }
        var follower = Follower(at: FollowingPosition(epoch: "e", sequence: 0))
        var seen: [ReceivedEvent] = []
        for event in log.events where wanted(event) {
            let deliveries = Int.random(in: 0..<4, using: &chance) == 0 ? 0 : 1 + Int.random(in: 0..<2, using: &chance)
            for _ in 0..<deliveries {
                let (isNews, demand) = follower.take(event)
                if isNews { seen.append(event) }
                if demand == .read { log.read(&follower, upTo: event.sequence, wanted, &seen) }
            }
            if Int.random(in: 0..<5, using: &chance) == 0 { beat(log, &follower, at: event.sequence, wanted, &seen) }
        }
        beat(log, &follower, at: 60, wanted, &seen)
        #expect(seen.map(\.sequence).sorted() == log.events.filter(wanted).map(\.sequence), "seed \(seed)")
        for area in ["a0", "a1", "a2"] {
            let ofArea = seen.filter { $0.data["area"]?.string == area }.map(\.sequence)
            #expect(ofArea == ofArea.sorted(), "seed \(seed), \(area)")
        }
        #expect(follower.position == FollowingPosition(epoch: "e", sequence: 60))
    }

    private func beat(
        _ log: Log, _ follower: inout Follower, at sequence: UInt64, _ wanted: (ReceivedEvent) -> Bool,
        _ seen: inout [ReceivedEvent]
    ) {
        guard follower.take(.of(epoch: "e", sequence)) == .read else { return }
        log.read(&follower, upTo: sequence, wanted, &seen)
    }

    @Test("Asks for nothing while nothing is missing")
    func quiet() {
        var chance = Chance(seed: 1)
        var follower = Follower(at: FollowingPosition(epoch: "e", sequence: 0))
        for event in Log(count: 20, areas: 3, &chance).events {
            #expect(follower.take(event) == (true, .none))
            #expect(follower.take(.of(epoch: "e", event.sequence)) == .none)
        }
    }

    @Test("Another epoch means to join again; a late heartbeat means nothing")
    func epochs() throws {
        var follower = Follower(at: FollowingPosition(epoch: "e", sequence: 9))
        #expect(follower.take(.of(epoch: "e", 3)) == .none)
        #expect(follower.take(.of(epoch: "f", 9)) == .join)
        #expect(follower.take(.of(epoch: "f", 3)) == .join)
        let page = try EventPage(.page([], next: 12, head: 12, epoch: "f"))
        #expect(follower.take(page).demand == .join)
        #expect(follower.position.sequence == 9)
    }

    @Test("A page that brings nothing on is not asked for again at once")
    func stuck() throws {
        var follower = Follower(at: FollowingPosition(epoch: "e", sequence: 9))
        #expect(follower.take(try EventPage(.page([], next: 9, head: 12, epoch: "e"))).demand == .none)
        #expect(follower.take(try EventPage(.page([], next: 10, head: 12, epoch: "e"))).demand == .read)
    }
}

/// A log of events in some areas.
struct Log {
    let events: [ReceivedEvent]

    init(count: Int, areas: Int, _ chance: inout Chance) {
        var last: [Int: Int] = [:]
        events = (1...count).compactMap { sequence in
            let area = Int.random(in: 0..<areas, using: &chance)
            defer { last[area] = sequence }
            return ReceivedEvent([
                "id": .string(String(sequence)), "prev": .count(last[area] ?? 0), "type": "permit.noted",
                "time": .moment(Instant(milliseconds: Int64(sequence))), "data": ["area": .string("a\(area)")],
            ])
        }
    }

    /// Reads pages of at most seven events from the follower's position on, as the daemon would.
    func read(
        _ follower: inout Follower, upTo head: UInt64, _ wanted: (ReceivedEvent) -> Bool,
        _ seen: inout [ReceivedEvent]
    ) {
        var demand = Follower.Demand.read
        while demand == .read {
            let after = follower.position.sequence
            let examined = events.filter { $0.sequence > after && $0.sequence <= head }.prefix(7)
            let next = examined.last?.sequence ?? max(after, head)
            guard let page = try? EventPage(.page(examined.filter(wanted), next: next, head: head, epoch: "e")) else {
                return
            }
            let (news, wants) = follower.take(page)
            seen += news
            demand = wants
        }
    }
}

extension Heartbeat {
    static func of(epoch: String, _ sequence: UInt64) -> Heartbeat {
        Heartbeat(epoch: epoch, sequence: sequence, at: Instant(milliseconds: 0))
    }
}

extension Answer {
    static func page(_ events: [ReceivedEvent], next: UInt64, head: UInt64, epoch: String) throws -> Answer {
        try Answer([
            "v": 1, "id": "r", "ok": true, "seq": .sequence(head), "at": .moment(Instant(milliseconds: 0)),
            "result": [
                "events": .array(events.map { .object($0.body) }), "next": .sequence(next), "head": .sequence(head),
                "epoch": .string(epoch),
            ],
        ])
    }
}
