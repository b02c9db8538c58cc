import PermitCore
import PermitTestKit
import Testing

@testable import PermitServer

/// The machine's clock and the one that counts on, each moved by itself.
@Suite("The server's time out of two clocks")
struct TrustedTimeTests {
    private let start: Instant = "2026-11-24T02:00:00.000Z"

    private func reading(_ wall: Span, _ elapsed: Span) -> ClockReading {
        ClockReading(wall: start + wall, elapsed: 5_000 + elapsed.milliseconds)
    }

    /// How far both clocks went, and what is made of it.
    struct Row: Sendable {
        let name: String
        let wall: Span
        let elapsed: Span
        let word: String
        let now: Span
        let atLatest: Span
    }

    private static let minute = Span.minutes(1)
    private static let year = Span.hours(24 * 365)

    static let rows = [
        Row(name: "a minute", wall: minute, elapsed: minute, word: "trusted", now: minute, atLatest: minute),
        Row(
            name: "a suspension", wall: .hours(9), elapsed: .hours(9), word: "trusted", now: .hours(9),
            atLatest: .hours(9)),
        Row(
            name: "a small step forward", wall: .seconds(90), elapsed: minute, word: "trusted", now: .seconds(90),
            atLatest: .seconds(90)),
        Row(
            name: "a step too far", wall: .seconds(91), elapsed: minute, word: "jumped", now: minute,
            atLatest: .seconds(91)),
        Row(
            name: "a small step back", wall: .seconds(30), elapsed: minute, word: "trusted", now: .seconds(30),
            atLatest: .seconds(30)),
        Row(name: "an hour", wall: .minutes(61), elapsed: minute, word: "jumped", now: minute, atLatest: .minutes(61)),
        Row(name: "a year", wall: year, elapsed: minute, word: "jumped", now: minute, atLatest: year),
        Row(
            name: "back by two hours", wall: .minutes(-119), elapsed: minute, word: "jumped", now: minute,
            atLatest: minute),
    ]

    @Test("After a jump time goes on as it was trusted, and ends are judged by the later clock", arguments: rows)
    func jumps(row: Row) {
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start - .hours(4))
        let read = time.read(reading(row.wall, row.elapsed), newest: start - .hours(4))
        #expect(time.trust.word == row.word, "\(row.name)")
        #expect(read.now == start + row.now, "\(row.name)")
        #expect(read.atLatest == start + row.atLatest, "\(row.name)")
    }

    @Test("A week of slewing by 500 ppm is followed; a jump is not forgiven however long it lasts")
    func slewing() {
        for direction: Int64 in [-1, 1] {
            var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start)
            for second in Int64(1)...7 * 86_400 {
                let elapsed = Span.seconds(second)
                let wall = Span(milliseconds: elapsed.milliseconds + direction * second / 2)
                _ = time.read(reading(wall, elapsed), newest: start)
                #expect(time.trust == .trusted, "after \(second) s")
                if time.trust != .trusted { return }
            }
        }
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start)
        for second in stride(from: Int64(1), through: 90 * 86_400, by: 60) {
            _ = time.read(reading(.seconds(3_600 + second), .seconds(second)), newest: start)
            #expect(time.trust.word == "jumped", "after \(second) s")
            if time.trust.word != "jumped" { return }
        }
    }

    @Test("Small steps that add up are a jump")
    func smallSteps() {
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start)
        var words: [String] = []
        for second in Int64(1)...4 {
            _ = time.read(reading(.seconds(second + 10 * second), .seconds(second)), newest: start)
            words.append(time.trust.word)
        }
        #expect(words == ["trusted", "trusted", "trusted", "jumped"])
    }

    @Test("Trust returns when the jump is taken back, or when somebody vouches for the clock")
    func trustReturns() {
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start)
        _ = time.read(reading(.hours(1), .seconds(1)), newest: start)
        #expect(time.trust == .jumped(Span(milliseconds: 3_599_000)))
        _ = time.read(reading(.seconds(2), .seconds(2)), newest: start)
        #expect(time.trust == .trusted)
        _ = time.read(reading(.hours(1), .seconds(3)), newest: start)
        time.accept(reading(.hours(1), .seconds(3)), newest: start)
        #expect(time.trust == .trusted)
        #expect(time.read(reading(.minutes(61), .seconds(63)), newest: start).now == start + .minutes(61))
    }

    @Test("Behind the newest event: time stands still, ends go on, and nobody can vouch it away")
    func behind() {
        let newest = start + .hours(2)
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: newest)
        #expect(time.trust.word == "behind")
        let read = time.read(reading(.minutes(10), .minutes(10)), newest: newest)
        #expect(read.now == newest)
        #expect(read.atLatest == newest + .minutes(10))
        time.accept(reading(.minutes(10), .minutes(10)), newest: newest)
        #expect(time.trust.word == "behind")
        _ = time.read(reading(.minutes(120), .minutes(120)), newest: newest)
        #expect(time.trust == .trusted)
    }

    @Test("Behind by no more than a device may be ahead: nothing is in doubt, and time does not fall")
    func alittleBehind() {
        var time = TrustedTime(reading(.seconds(0), .seconds(0)), newest: start + .seconds(30))
        #expect(time.trust == .trusted)
        #expect(time.read(reading(.seconds(1), .seconds(1)), newest: start + .seconds(30)).now == start + .seconds(30))
    }
}
