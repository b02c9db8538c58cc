import PermitCore
import PermitWire
import Testing

@Suite("Bytes from anywhere")
struct FuzzTests {
    /// Spoils bytes in one of the ways that trip up readers.
    private struct Spoiler {
        var random: SeededGenerator

        static let tokens = [
            "1e-9223372036854775808", "1e9223372036854775807", "-", "1e400", "-0", "999999999999999999999", "\\ud800",
            "\\udc00\\ud800", "\\u", "\\", "\"", "[", "{", "]", "}", ",", ":", "null", "\u{0}", "\u{FEFF}", "\"v\":1,",
            "{\"v\":1}", "\u{212A}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
        ]

        mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
                switch Int.random(in: 0..<6, using: &random) {
                case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
                case 2: bytes.removeSubrange(place..<end)
                case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
                case 4: bytes.removeSubrange(place...)
                default: bytes.replaceSubrange(place..<end, with: token())
                }
            }
            return bytes
        }

        private mutating func token() -> [UInt8] {
            Array((Self.tokens.randomElement(using: &random) ?? "").utf8)
        }
    }

    private static let seeds: [[UInt8]] = ArgumentTable.rows.map {
        JSONValue.object(Requests.object($0.operation.rawValue, $0.args)).utf8
    }

    @Test("Spoiled requests are taken or refused, and never stop the reader")
    func requests() throws {
        for seed in 1...4_000 as ClosedRange<UInt64> {
            var spoiler = Spoiler(random: SeededGenerator(seed: seed))
            let sound = Self.seeds[Int(seed) % Self.seeds.count]
            let bytes = spoiler.spoil(sound)
            if let value = try? JSONParser.parse(bytes) {
                // What is taken has one meaning: it is written so that it reads back the same.
                #expect(try JSONParser.parse(value.utf8) == value, "seed \(seed)")
            }
            if let refusal = Requests.refusal(bytes) {
                #expect([.malformed, .unsupportedVersion, .unknownOperation, .invalid].contains(refusal.code))
                #expect((refusal.code == .invalid) == !refusal.fields.isEmpty, "seed \(seed)")
            }
        }
    }

    @Test("Spoiled events are read or refused, and never stop the reader")
    func events() {
        let event = Event(
            sequence: 7, previous: 3, type: .permitNoted, subject: "s", area: AreaID("a/b"),
            time: Instant(milliseconds: 0), origin: .system,
            permit: Event.PermitStamp(
                permit: PermitID("p"), number: "n", kind: "hot", state: .active, revision: 2), cause: nil,
            args: ["text": "x"], effects: [:])
        let sound = EventCoding.bytes(of: event, instance: "i")
        for seed in 1...1_000 as ClosedRange<UInt64> {
            var spoiler = Spoiler(random: SeededGenerator(seed: seed))
            if let read = try? EventCoding.event(from: spoiler.spoil(sound), sequence: 7) {
                #expect(read.sequence == 7, "seed \(seed)")
            }
        }
    }

    @Test("The deepest and longest bodies are read without trouble")
    func extremes() {
        let most = Envelope.largestFrame
        let bodies = [
            String(repeating: "[", count: most), String(repeating: "{\"a\":", count: most / 5),
            "[" + String(repeating: "0,", count: most / 2 - 2) + "0]", "\"" + String(repeating: "作", count: most / 3),
            String(repeating: "9", count: most), "0." + String(repeating: "0", count: most - 3) + "1",
            "1e" + String(repeating: "9", count: most - 2),
        ]
        for body in bodies {
            _ = try? JSONParser.parse(Array(body.utf8))
            #expect(Requests.refusal(Array(body.utf8))?.code == .malformed)
        }
    }
}
