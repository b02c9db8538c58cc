/// Chance that the caller can repeat: SplitMix64.
public struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed, the same numbers.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True so many times out of a hundred.
    mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of several.
    mutating func one<Element>(of all: [Element]) -> Element { all[number(0...all.count - 1)] }
}
