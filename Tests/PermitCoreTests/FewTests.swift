import PermitCore
import PermitTestKit
import Testing

@Suite("A dictionary of few values") struct FewTests {
    private static let keys = [
        "a", "b", "é", "e\u{301}", "ab", "", "阀", "Z", "z-a-name-of-more-than-15-bytes",
    ]

    @Test("does what a dictionary does, in the order of its keys")
    func likeADictionary() {
        for seed in 0..<50 as Range<UInt64> {
            var chance = Chance(seed: seed)
            var few: Few<String, Int> = [:]
            var dictionary: [String: Int] = [:]
            for value in 0..<60 {
                let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &chance)]
                let new = Int.random(in: 0..<3, using: &chance) == 0 ? nil : value
                few[key] = new
                dictionary[key] = new
                let sorted = dictionary.sorted { $0.key < $1.key }
                #expect(Array(few.keys) == sorted.map(\.key), "seed \(seed)")
                #expect(Array(few.values) == sorted.map(\.value), "seed \(seed)")
                #expect(few[key] == dictionary[key], "seed \(seed)")
                #expect(few.count == dictionary.count && few.isEmpty == dictionary.isEmpty, "seed \(seed)")
            }
            let large = few.filter { $0.value > 50 }
            #expect(Array(large.keys) == dictionary.filter { $0.value > 50 }.keys.sorted(), "seed \(seed)")
        }
    }

    @Test("is equal by what is in it, whatever came first")
    func equality() {
        var turned: Few<String, Int> = [:]
        turned["b"] = 2
        turned["c"] = 3
        turned["a"] = 1
        turned["c"] = nil
        let few: Few = ["a": 1, "b": 2]
        #expect(turned == few && turned.hashValue == few.hashValue)
        for other: Few in [[:], ["a": 1], ["a": 1, "b": 3], ["a": 1, "c": 2], ["a": 1, "b": 2, "c": 3]] {
            #expect(few != other)
        }
    }
}
