/// The hashes of a whole log in pieces of 256, as they are kept: tile level t holds the hashes of subtrees of 256^t
/// leaves, so that a proof reads one piece for every eight levels of the tree.
public struct MerkleTile: Hashable, Sendable {
    /// How many hashes a whole tile holds.
    public static let width = 256

    /// The tile's level.
    public let level: Int
    /// Which one of its level, counted from 0.
    public let number: UInt64
    /// Its 256 hashes, one after the other.
    public let bytes: [UInt8]

    /// Names a tile.
    public init(level: Int, number: UInt64, bytes: [UInt8]) {
        self.level = level
        self.number = number
        self.bytes = bytes
    }
}

/// The tiles that are not whole yet, and the tree's right edge.
public struct MerkleTail: Hashable, Sendable {
    /// The right edge.
    public private(set) var frontier = MerkleFrontier()
    private var open: [[MerkleHash]] = []

    /// The tail of an empty log.
    public init() {}

    /// A tail by the bytes that ``bytes`` gave; nil for any others.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let size = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var place = 8
        var rest = size
        while rest > 0 {
            let count = Int(rest & 0xFF)
            guard bytes.count >= place + 32 * count else { return nil }
            open.append((0..<count).map { Array(bytes[(place + 32 * $0)..<(place + 32 * $0 + 32)]) })
            place += 32 * count
            rest >>= 8
        }
        guard place == bytes.count else { return nil }
        frontier = MerkleFrontier(size: size, open: open)
    }

    /// The size of the log in 8 bytes, the highest first, then the hashes of each level's open tile, the lowest first.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: frontier.size >> (56 - 8 * $0)) } + open.joined().joined()
    }

    /// Appends a leaf by its hash; gives the tiles that it makes whole.
    public mutating func append(_ leaf: MerkleHash) -> [MerkleTile] {
        frontier.append(leaf)
        var whole: [MerkleTile] = []
        var hash = leaf
        var level = 0
        while true {
            if open.count == level { open.append([]) }
            open[level].append(hash)
            guard open[level].count == MerkleTile.width else { return whole }
            let number = (frontier.size >> UInt64(8 * (level + 1))) - 1
            whole.append(MerkleTile(level: level, number: number, bytes: Array(open[level].joined())))
            hash = MerkleTree.root(of: open[level])
            open[level] = []
            level += 1
        }
    }

    /// The hash of the whole subtree of 2^level leaves that begins at leaf `index` × 2^level.
    /// - Parameter tile: gives a whole tile's bytes by level and number.
    public func subtree<Failure: Error>(
        _ level: Int, _ index: UInt64, tile: (Int, UInt64) throws(Failure) -> [UInt8]
    ) throws(Failure) -> MerkleHash {
        let height = level / 8
        let first = index << UInt64(level % 8)
        let count = 1 << (level % 8)
        let number = first >> 8
        let offset = Int(first & 0xFF)
        if number < frontier.size >> UInt64(8 * (height + 1)) {
            let bytes = try tile(height, number)
            return MerkleTree.root(
                of: (offset..<offset + count).map { Array(bytes[(32 * $0)..<(32 * $0 + 32)]) })
        }
        return MerkleTree.root(of: Array(open[height][offset..<offset + count]))
    }
}
