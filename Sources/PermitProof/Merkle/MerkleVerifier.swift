/// Checks proofs against roots, with nothing but the proofs at hand (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
public enum MerkleVerifier {
    /// Whether the leaf is in the tree at its place.
    ///
    /// - Parameters:
    ///   - leaf: the leaf's hash.
    ///   - index: its place, counted from 0.
    ///   - size: how many leaves the tree has.
    ///   - path: the audit path.
    public static func isIncluded(
        _ leaf: MerkleHash, at index: UInt64, in size: UInt64, root: MerkleHash, path: [MerkleHash]
    ) -> Bool {
        guard index < size else { return false }
        var first = index
        var second = size - 1
        var hash = leaf
        for step in path {
            guard second > 0, step.count == root.count else { return false }
            if first & 1 == 1 || first == second {
                hash = MerkleTree.node(step, hash)
                while first & 1 == 0, first > 0 {
                    first >>= 1
                    second >>= 1
                }
            } else {
                hash = MerkleTree.node(hash, step)
            }
            first >>= 1
            second >>= 1
        }
        return second == 0 && hash == root
    }

    /// Whether the new tree is the old one with leaves appended, and nothing else.
    public static func isConsistent(
        from old: UInt64, _ oldRoot: MerkleHash, to new: UInt64, _ newRoot: MerkleHash, proof: [MerkleHash]
    ) -> Bool {
        guard old <= new else { return false }
        if old == new { return proof.isEmpty && oldRoot == newRoot }
        if old == 0 { return proof.isEmpty && oldRoot == MerkleTree.emptyRoot }
        // Where the old tree is whole, its root is the first hash and not repeated in the proof.
        var steps = (old.nonzeroBitCount == 1 ? [oldRoot] : []) + proof
        guard !steps.isEmpty, steps.allSatisfy({ $0.count == newRoot.count }) else { return false }
        var first = old - 1
        var second = new - 1
        while first & 1 == 1 {
            first >>= 1
            second >>= 1
        }
        let start = steps.removeFirst()
        var oldHash = start
        var newHash = start
        for step in steps {
            guard second > 0 else { return false }
            if first & 1 == 1 || first == second {
                oldHash = MerkleTree.node(step, oldHash)
                newHash = MerkleTree.node(step, newHash)
                while first & 1 == 0, first > 0 {
                    first >>= 1
                    second >>= 1
                }
            } else {
                newHash = MerkleTree.node(newHash, step)
            }
            first >>= 1
            second >>= 1
        }
        return second == 0 && oldHash == oldRoot && newHash == newRoot
    }
}
