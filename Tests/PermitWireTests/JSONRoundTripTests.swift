import Foundation
import PermitCore
import Testing

@Suite("JSON written and read back")
struct JSONRoundTripTests {
    /// Makes any value that the writer may be given.
    private struct Maker {
        var random: SeededGenerator

        mutating func value(depth: Int) -> JSONValue {
            switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
            case 0: return .null
            case 1: return .bool(Bool.random(using: &random))
            case 2: return number()
            case 3, 4: return .string(text())
            case 5, 6: return .array((0..<size()).map { _ in value(depth: depth + 1) })
            default:
                var members: [JSONObject.Member] = []
                var names: Set<[UInt8]> = []
                for _ in 0..<size() {
                    let name = text()
                    // Names that differ in bytes alone are different names.
                    guard names.insert(Array(name.utf8)).inserted else { continue }
                    members.append(JSONObject.Member(name: name, value: value(depth: depth + 1)))
                }
                return .object(JSONObject(members: members))
            }
        }

        private mutating func size() -> Int { Int.random(in: 0...4, using: &random) }

        mutating func number() -> JSONValue {
            let text = numberText()
            return DecimalNumber(text).map { .number($0) } ?? .hugeNumber(text)
        }

        mutating func numberText() -> String {
            let digits = Int.random(in: 1...19, using: &random)
            let whole = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            var text = Bool.random(using: &random) ? "-" : ""
            // A leading zero may only stand alone.
            text += whole.first == "0" ? "0" : whole
            if Bool.random(using: &random) { text += ".\(Int.random(in: 0...999, using: &random))" }
            if Int.random(in: 0..<4, using: &random) == 0 { text += "e\(Int.random(in: -20...20, using: &random))" }
            return text
        }

        private mutating func text() -> String {
            if Int.random(in: 0..<4, using: &random) == 0 {
                return Awkward.texts.randomElement(using: &random) ?? ""
            }
            let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0x10FFFF]
            let scalars = (0..<size()).compactMap { _ in
                ranges.randomElement(using: &random).flatMap { Unicode.Scalar(.random(in: $0, using: &random)) }
            }
            return String(String.UnicodeScalarView(scalars))
        }
    }

    @Test("2,000 values of any shape read back the same, byte for byte")
    func roundTrip() throws {
        for seed in 1...2_000 as ClosedRange<UInt64> {
            var maker = Maker(random: SeededGenerator(seed: seed))
            let value = maker.value(depth: 1)
            let read = try JSONParser.parse(value.utf8)
            #expect(read == value, "seed \(seed)")
            #expect(read.utf8 == value.utf8, "seed \(seed)")
        }
    }

    @Test("Numbers keep the value that an independent decimal gives them, and its order")
    func numbers() throws {
        var maker = Maker(random: SeededGenerator(seed: 8_259))
        var pairs: [(ours: DecimalNumber, theirs: Decimal)] = []
        while pairs.count < 1_000 {
            let text = maker.numberText()
            guard let ours = DecimalNumber(text) else { continue }
            let theirs = try #require(Decimal(string: text))
            #expect(Decimal(string: ours.description) == theirs, "\(text)")
            pairs.append((ours, theirs))
        }
        for (left, right) in zip(pairs, pairs.dropFirst()) {
            #expect((left.ours < right.ours) == (left.theirs < right.theirs), "\(left.ours) and \(right.ours)")
        }
    }

    @Test("Names that only look alike are different names")
    func lookalikes() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        let object = try #require(try JSONParser.parse(Array(text.utf8)).object)
        #expect(object.members.map(\.value) == [1, 2])
    }
}
