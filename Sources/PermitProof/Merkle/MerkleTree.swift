import Crypto

/// A SHA-256 hash: 32 bytes.
public typealias MerkleHash = [UInt8]

/// The hashes of the log's tree (RFC 6962, section 2.1): leaves and nodes are hashed under different prefixes, so that
/// neither can pass for the other.
public enum MerkleTree {
    /// The hash of a leaf: `SHA-256(0x00 ‖ bytes)`.
    public static func leaf(_ bytes: [UInt8]) -> MerkleHash {
        var hash = SHA256()
        hash.update(data: [0x00])
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize())
    }

    /// The hash of a node: `SHA-256(0x01 ‖ left ‖ right)`.
    public static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        var hash = SHA256()
        hash.update(data: [0x01])
        left.withUnsafeBytes { hash.update(bufferPointer: $0) }
        right.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize())
    }

    /// The root of a tree without leaves: `SHA-256()`.
    public static let emptyRoot: MerkleHash = Array(SHA256().finalize())

    /// The root of whole leaves' hashes.
    public static func root(of leaves: [MerkleHash]) -> MerkleHash {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// The largest power of two below `size`, which is at least 2.
    static func split(_ size: UInt64) -> UInt64 { 1 << UInt64(63 - (size - 1).leadingZeroBitCount) }
}

/// The right edge of a growing tree: all that is needed to append and to know the root, in a few hashes.
public struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves there are.
    public private(set) var size: UInt64 = 0
    /// The roots of the whole subtrees that make up the tree, the largest first: one for each bit of `size`.
    private var roots: [MerkleHash] = []

    /// A tree without leaves.
    public init() {}

    /// A tree of so many leaves, by the hashes of its subtrees of 256^t leaves that are in no larger one: those of each
    /// height t, the lowest first.
    init(size: UInt64, open: [[MerkleHash]]) {
        self.size = size
        for hashes in open.reversed() {
            var edge = MerkleFrontier()
            for hash in hashes { edge.append(hash) }
            roots += edge.roots
        }
    }

    /// Appends a leaf by its hash.
    public mutating func append(_ leaf: MerkleHash) {
        var hash = leaf
        var bits = size
        while bits & 1 == 1 {
            hash = MerkleTree.node(roots.removeLast(), hash)
            bits >>= 1
        }
        roots.append(hash)
        size += 1
    }

    /// The tree's root.
    public var root: MerkleHash {
        guard var root = roots.last else { return MerkleTree.emptyRoot }
        for left in roots.dropLast().reversed() { root = MerkleTree.node(left, root) }
        return root
    }
}
