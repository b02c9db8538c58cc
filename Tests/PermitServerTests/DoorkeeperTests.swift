import Testing

@testable import PermitServer

@Suite("Which connections are cut")
struct DoorkeeperTests {
    private static let plenty = (used: 100, most: 1_000)
    private static let most = Limits.unfinishedBytesOfOneConnection

    private func connection(_ descriptor: Int32, _ received: UInt64, port: UInt8 = 1) -> OpenConnection {
        OpenConnection(descriptor: descriptor, peer: [2, 0, port, UInt8(descriptor % 256)], received: received)
    }

    @Test("A message that goes on beyond its limit, and none that ended")
    func endless() {
        var keeper = Doorkeeper()
        keeper.note(messageBy: 2, of: "b")
        let open = [connection(1, Self.most + 1), connection(2, Self.most + 1), connection(3, Self.most)]
        #expect(keeper.judge(open, descriptors: Self.plenty).map(\.0.descriptor) == [1])
        // What came in before the last whole message no longer counts.
        #expect(keeper.judge([connection(2, 2 * Self.most + 1)], descriptors: Self.plenty).isEmpty)
        let later = keeper.judge([connection(2, 2 * Self.most + 2)], descriptors: Self.plenty)
        #expect(later.map(\.1) == [.unfinished])
    }

    @Test("A later connection under the same number begins anew")
    func reused() {
        var keeper = Doorkeeper()
        keeper.note(messageBy: 1, of: "a")
        #expect(keeper.judge([connection(1, 1_000)], descriptors: Self.plenty).isEmpty)
        let other = connection(1, Self.most + 1, port: 2)
        #expect(keeper.judge([other], descriptors: Self.plenty).map(\.0) == [other])
    }

    @Test("Of many that stay below it, those that hold most are cut until the rest is little enough")
    func together() {
        var keeper = Doorkeeper()
        let count = Int32(Limits.unfinishedBytes / Self.most) + 2
        let open = (1...count).map { connection($0, Self.most - UInt64($0)) }
        #expect(keeper.judge(open, descriptors: Self.plenty).map(\.0.descriptor) == [1, 2])
    }

    @Test("The newest of one key's many, and nobody else's")
    func manyOfOneKey() {
        var keeper = Doorkeeper()
        let first = Int32(Limits.connectionsOfOneKey)
        for descriptor in 1...first { keeper.note(messageBy: descriptor, of: "a") }
        var open = (1...first).map { connection($0, 10) }
        #expect(keeper.judge(open, descriptors: Self.plenty).isEmpty)
        for descriptor in first + 1...first + 2 { keeper.note(messageBy: descriptor, of: "a") }
        keeper.note(messageBy: first + 3, of: "b")
        open += (first + 1...first + 3).map { connection($0, 10) }
        let cut = keeper.judge(open.reversed(), descriptors: Self.plenty)
        #expect(Set(cut.map(\.0.descriptor)) == [first + 1, first + 2] && cut.allSatisfy { $0.1 == .tooMany })
    }

    @Test("While descriptors run out the oldest silent ones, until a quarter is free")
    func silent() {
        var keeper = Doorkeeper()
        keeper.note(messageBy: 1, of: "a")
        #expect(keeper.judge([connection(1, 10)], descriptors: (75, 100)).isEmpty)
        let open = (1...10).map { connection($0, 10) }
        let cut = keeper.judge(open, descriptors: (used: 78, most: 100))
        #expect(cut.map(\.0.descriptor) == [2, 3, 4] && cut.allSatisfy { $0.1 == .silent })
        #expect(keeper.judge(open, descriptors: (used: 75, most: 100)).isEmpty)
    }
}
