import Crypto
import PermitProof
import PermitTestKit
import Testing

/// RFC 6962, section 2.1, and RFC 9162, sections 2.1.3 and 2.1.4.
struct MerkleTests {
    /// The leaves and roots that Certificate Transparency's implementations are tested with.
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("The roots of the known leaves", arguments: 1...8)
    func knownRoots(size: Int) {
        let hashes = Self.leaves.prefix(size).map { MerkleTree.leaf(Self.bytes($0)) }
        #expect(MerkleTree.root(of: hashes) == Self.bytes(Self.roots[size - 1]))
    }

    @Test("An empty tree's root is the hash of nothing")
    func empty() {
        #expect(MerkleFrontier().root == Array(SHA256.hash(data: [])))
    }

    @Test("Every leaf of every tree up to 70 is proven at its place, and nowhere else")
    func inclusion() throws {
        let tree = Tree(count: 70)
        for size in 1...70 as ClosedRange<UInt64> {
            let root = tree.root(size)
            #expect(try tree.prover.root(size) == root)
            for index in 0..<size {
                let path = try tree.prover.inclusion(of: index, in: size)
                let leaf = tree.leaves[Int(index)]
                #expect(MerkleVerifier.isIncluded(leaf, at: index, in: size, root: root, path: path))
                for (place, other) in [(index + 1, size), (index, size + 1)] where size > 1 {
                    // A longer tree may have the same path only where its shape above the leaf is the same.
                    let fits = MerkleVerifier.isIncluded(leaf, at: place, in: other, root: root, path: path)
                    #expect(!fits || place == index && Self.sameShape(index, size, other))
                }
                #expect(!MerkleVerifier.isIncluded(leaf, at: index, in: size, root: root, path: path + [leaf]))
                for wrong in path.indices {
                    var bent = path
                    bent[wrong][7] ^= 1
                    #expect(!MerkleVerifier.isIncluded(leaf, at: index, in: size, root: root, path: bent))
                }
                #expect(
                    path.isEmpty
                        || !MerkleVerifier.isIncluded(
                            leaf, at: index, in: size, root: root, path: Array(path.dropLast()))
                )
            }
        }
    }

    @Test("Every tree up to 40 is proven to have grown from every smaller one, and from no other")
    func consistency() throws {
        let tree = Tree(count: 40)
        for new in 0...40 as ClosedRange<UInt64> {
            for old in 0...new {
                let proof = try tree.prover.consistency(from: old, to: new)
                let (before, after) = (tree.root(old), tree.root(new))
                #expect(MerkleVerifier.isConsistent(from: old, before, to: new, after, proof: proof))
                guard old > 0 else { continue }
                var other = before
                other[0] ^= 1
                #expect(!MerkleVerifier.isConsistent(from: old, other, to: new, after, proof: proof))
                other = after
                other[0] ^= 1
                #expect(!MerkleVerifier.isConsistent(from: old, before, to: new, other, proof: proof))
                for wrong in proof.indices {
                    var bent = proof
                    bent[wrong][31] ^= 0x80
                    #expect(!MerkleVerifier.isConsistent(from: old, before, to: new, after, proof: bent))
                }
                #expect(!MerkleVerifier.isConsistent(from: old, before, to: new, after, proof: proof + [after]))
            }
        }
    }

    @Test("A tree is not the smaller one's child the other way round")
    func shrinking() throws {
        let tree = Tree(count: 9)
        let proof = try tree.prover.consistency(from: 5, to: 9)
        #expect(!MerkleVerifier.isConsistent(from: 9, tree.root(9), to: 5, tree.root(5), proof: proof))
    }

    @Test("Proofs of chance are none", arguments: 1...50 as ClosedRange<UInt64>)
    func chance(seed: UInt64) {
        var chance = Chance(seed: seed)
        let tree = Tree(count: 20)
        let path = (0..<Int.random(in: 0...70, using: &chance)).map { _ in
            (0..<Int.random(in: 31...33, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
        }
        let size = UInt64.random(in: 1...UInt64.max, using: &chance)
        let index = UInt64.random(in: 0..<size, using: &chance)
        #expect(
            !MerkleVerifier.isIncluded(tree.leaves[0], at: index, in: size, root: tree.root(20), path: path)
                || size == 1)
        #expect(!MerkleVerifier.isConsistent(from: index + 1, tree.root(3), to: size, tree.root(20), proof: path))
    }

    /// Whether a leaf has the same way up in two trees: all bits of `index` that matter lie in whole subtrees.
    private static func sameShape(_ index: UInt64, _ size: UInt64, _ other: UInt64) -> Bool {
        func depth(_ index: UInt64, _ size: UInt64) -> [Bool] {
            guard size > 1 else { return [] }
            var half: UInt64 = 1
            while half * 2 < size { half *= 2 }
            return index < half
                ? depth(index, half) + [false] : depth(index - half, size - half) + [true]
        }
        return depth(index, size) == depth(index, other)
    }

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { offset in
            let start = hex.index(hex.startIndex, offsetBy: offset)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
        }
    }
}

/// A tree in memory, hashed the plain way.
private struct Tree {
    let leaves: [MerkleHash]

    init(count: Int) { leaves = (0..<count).map { MerkleTree.leaf(Array("leaf \($0)".utf8)) } }

    func root(_ size: UInt64) -> MerkleHash { MerkleTree.root(of: Array(leaves.prefix(Int(size)))) }

    var prover: MerkleProver {
        MerkleProver { level, index in
            let start = Int(index) << level
            return MerkleTree.root(of: Array(leaves[start..<start + (1 << level)]))
        }
    }
}
