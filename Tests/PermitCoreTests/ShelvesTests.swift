import Testing

@testable import PermitCore
@testable import PermitTestKit

@Suite("A table whose changes copy little") struct ShelvesTests {
    /// From a handful of values to what needs rooms, and halls.
    @Test("does what a dictionary does, however many values there are", arguments: [UInt64(1), 2], [10, 300, 9_000])
    func likeADictionary(seed: UInt64, keys: Int) {
        var chance = Chance(seed: seed)
        var shelves = LightShelves<String, Int>()
        var dictionary: [String: Int] = [:]
        for step in 0..<4 * keys {
            let key = "k-\(Int.random(in: 0..<keys, using: &chance))"
            // Mostly coming, then mostly going.
            let new = chance.happens(step < 3 * keys ? 95 : 20) ? step : nil
            shelves[key] = new
            dictionary[key] = new
            #expect(shelves[key] == new && shelves.count == dictionary.count, "seed \(seed), step \(step)")
        }
        let found = Dictionary(zip(shelves.keys, shelves.values)) { one, _ in
            Issue.record("a key stands twice, seed \(seed)")
            return one
        }
        #expect(found == dictionary, "seed \(seed)")
        #expect((0..<keys).allSatisfy { shelves["k-\($0)"] == dictionary["k-\($0)"] }, "seed \(seed)")
        for key in dictionary.keys { shelves[key] = nil }
        #expect(shelves == LightShelves(), "seed \(seed)")
    }

    @Test("A copy stays what it was, also when the other outgrows its shelves")
    func copies() {
        var shelves = LightShelves<Int, Int>()
        var copies: [(count: Int, table: LightShelves<Int, Int>)] = []
        for key in 0..<10_000 {
            if key % 1_000 == 255 || key % 4_096 == 0 { copies.append((key, shelves)) }
            shelves[key] = key
        }
        for key in 0..<10_000 { shelves[key] = -1 }
        for (count, table) in copies {
            #expect(table.count == count)
            #expect((0..<10_001).allSatisfy { table[$0] == ($0 < count ? $0 : nil) })
        }
    }
}
