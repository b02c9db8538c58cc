import PermitCore
import Testing

@testable import PermitClient

struct BoardPositionTests {
    @Test("What was lost on the way is not passed over: the board is no further than what it holds")
    func hole() throws {
        let start = FollowingPosition(epoch: "e", sequence: 5)
        var board = Board(Snapshot(position: start, items: []))
        var follower = Follower(at: start)
        // The event 6, of another area, was lost; nothing of this one's area is missing before it.
        let ahead = try Self.event(7, previous: 4)
        #expect(follower.take(ahead).isNews)
        board.take(.event(ahead), reached: follower.position)
        #expect(board.position.sequence == 5)
        #expect(board.items.count == 1, "but it shows at once")
        let lost = try Self.event(6, previous: 3)
        let page = try EventPage(.page([lost, ahead], next: 7, head: 7, epoch: "e"))
        for event in follower.take(page).news { board.take(.event(event), reached: follower.position) }
        #expect(board.position.sequence == 7)
    }

    private static func event(_ sequence: Int, previous: Int) throws -> ReceivedEvent {
        try #require(
            ReceivedEvent([
                "id": .string("\(sequence)"), "prev": .count(previous), "type": "area.weatherReported",
                "time": "2026-11-24T08:00:00.000Z", "subject": .string("area-\(sequence)"), "data": ["args": [:]],
            ]))
    }
}
