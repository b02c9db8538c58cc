/// Makes proofs from the hashes of whole subtrees, wherever those are kept.
public struct MerkleProver {
    /// Gives the hash of the whole subtree of 2^level leaves that begins at leaf `index` × 2^level.
    private let subtree: (_ level: Int, _ index: UInt64) throws -> MerkleHash

    /// Proves from what `subtree` gives; it is asked for subtrees within the sizes named to the functions below.
    public init(_ subtree: @escaping (_ level: Int, _ index: UInt64) throws -> MerkleHash) {
        self.subtree = subtree
    }

    /// The root of the first `size` leaves.
    public func root(_ size: UInt64) throws -> MerkleHash {
        size == 0 ? MerkleTree.emptyRoot : try hash(0, size)
    }

    /// The audit path of a leaf (RFC 6962, section 2.1.1), from the leaf up.
    /// - Parameters:
    ///   - index: the leaf, counted from 0; below `size`.
    ///   - size: how many leaves the tree has.
    public func inclusion(of index: UInt64, in size: UInt64) throws -> [MerkleHash] {
        try path(index, 0, size)
    }

    /// The proof that a tree grew by appending alone (RFC 6962, section 2.1.2); empty between equal trees and from an
    /// empty one.
    public func consistency(from old: UInt64, to new: UInt64) throws -> [MerkleHash] {
        old == 0 || old == new ? [] : try subproof(old, 0, new, isWhole: true)
    }

    private func path(_ index: UInt64, _ from: UInt64, _ count: UInt64) throws -> [MerkleHash] {
        guard count > 1 else { return [] }
        let half = MerkleTree.split(count)
        return index < half
            ? try path(index, from, half) + [hash(from + half, count - half)]
            : try path(index - half, from + half, count - half) + [hash(from, half)]
    }

    private func subproof(_ old: UInt64, _ from: UInt64, _ count: UInt64, isWhole: Bool) throws -> [MerkleHash] {
        if old == count { return isWhole ? [] : [try hash(from, count)] }
        let half = MerkleTree.split(count)
        return old <= half
            ? try subproof(old, from, half, isWhole: isWhole) + [hash(from + half, count - half)]
            : try subproof(old - half, from + half, count - half, isWhole: false) + [hash(from, half)]
    }

    /// The hash of `count` leaves from `from` on, which is a multiple of the power of two that holds them.
    private func hash(_ from: UInt64, _ count: UInt64) throws -> MerkleHash {
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try subtree(level, from >> UInt64(level))
        }
        let half = MerkleTree.split(count)
        return MerkleTree.node(try hash(from, half), try hash(from + half, count - half))
    }
}
