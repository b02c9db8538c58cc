import PermitCore
import PermitTestKit
import Testing

/// A snapshot of the state is the state: nothing is lost, and what comes after is the same.
struct StateCodeTests {
    private static let steps = 60
    private static let stops = 25

    @Test("A state written and read is the same one, index by index, and goes on the same", arguments: [3, 20_261_124])
    func same(seed: UInt64) throws {
        var straight = try Simulation(seed: seed)
        var resumed = straight
        for _ in 0..<Self.stops {
            try resumed.restart()
            #expect(resumed.site.state == straight.site.state, "seed \(seed), event \(straight.site.events.count)")
            try straight.run(steps: Self.steps)
            try resumed.run(steps: Self.steps)
        }
        #expect(resumed.site.state == straight.site.state, "seed \(seed)")
        #expect(resumed.digest() == straight.digest(), "seed \(seed)")
        #expect(straight.ends.count > 1, "nothing ended, so little was tried")
    }

    @Test("Any other bytes are refused or read as another state, and none are a trap", arguments: [UInt64(5)])
    func otherBytes(seed: UInt64) throws {
        var simulation = try Simulation(seed: seed)
        try simulation.run(steps: 150)
        var bytes: [UInt8] = []
        simulation.site.state.encode { bytes += $0 }
        var refused = 0
        let places = Array(0..<100) + Array(stride(from: 100, to: bytes.count, by: max(1, bytes.count / 150)))
        for (number, place) in places.enumerated() {
            #expect(throws: StateFault.self, "cut at \(place)") {
                try State(decoding: bytes, from: 0, to: place)
            }
            var other = bytes
            other[place] ^= [0x01, 0x80, 0xFF][number % 3]
            do {
                _ = try State(decoding: other, from: 0, to: other.count)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
        #expect(throws: StateFault.self) { try State(decoding: bytes + [0], from: 0, to: bytes.count + 1) }
    }

    private struct DiskFull: Error {}

    @Test("A large state is handed over in pieces; who takes no more is given no more")
    func pieces() throws {
        var site = Site.home
        for number in 0..<3_000 {
            try site.perform(
                .personPut, by: .admin,
                [
                    "person": .string("visitor-\(number)"), "employer": "Binhai",
                    "name": .string(String(repeating: "访", count: 33)),
                ])
        }
        var pieces: [[UInt8]] = []
        site.state.encode { pieces.append($0) }
        #expect(pieces.count > 1)
        for piece in pieces { #expect(piece.count < 1 << 19) }
        let whole = Array(pieces.joined())
        #expect(try State(decoding: whole, from: 0, to: whole.count) == site.state)

        var given = 0
        #expect(throws: DiskFull.self) {
            try site.state.encode { _ in
                given += 1
                throw DiskFull()
            }
        }
        #expect(given == 1)
    }
}
