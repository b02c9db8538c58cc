import PermitLog
import PermitProof
import Testing

/// The tree over the stored events, on disk.
struct TreeTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static func event(_ number: Int) -> StoredEvent {
        StoredEvent(sequence: UInt64(number), topic: "t", subject: "s", body: Array("event \(number)".utf8))
    }

    private static func root(_ count: Int) -> MerkleHash {
        MerkleTree.root(of: (0..<count).map { MerkleTree.leaf(event($0 + 1).body) })
    }

    private func fill(_ log: SQLiteLog, _ range: ClosedRange<Int>) throws {
        for start in stride(from: range.lowerBound, through: range.upperBound, by: 100) {
            let end = min(start + 99, range.upperBound)
            try log.append(LogBatch(events: (start...end).map(Self.event)))
        }
    }

    /// Takes the log back to the first version, which had no tiles.
    private func makeFirstVersion() throws {
        try scratch.edit(
            "DROP TABLE tiles", "DROP TABLE epochs", "PRAGMA user_version = 1")
    }

    private func check(_ log: SQLiteLog, _ size: Int) throws {
        #expect(log.frontier.root == Self.root(size) && log.frontier.size == UInt64(size))
        for old in [1, 2, 255, 256, 257, 511, 512, 600, size] where old <= size {
            #expect(try log.prover.root(UInt64(old)) == Self.root(old))
            let proof = try log.prover.consistency(from: UInt64(old), to: UInt64(size))
            #expect(
                MerkleVerifier.isConsistent(
                    from: UInt64(old), Self.root(old), to: UInt64(size), Self.root(size), proof: proof))
            let path = try log.prover.inclusion(of: UInt64(old - 1), in: UInt64(size))
            #expect(
                MerkleVerifier.isIncluded(
                    MerkleTree.leaf(Self.event(old).body), at: UInt64(old - 1), in: UInt64(size),
                    root: Self.root(size), path: path))
        }
    }

    @Test("Roots and proofs are those of the events, across tiles and restarts")
    func proofs() throws {
        var log = try scratch.open()
        #expect(log.frontier.root == MerkleTree.emptyRoot)
        try fill(log, 1...700)
        try check(log, 700)
        try log.close()
        log = try scratch.open()
        try check(log, 700)
        try fill(log, 701...1_100)
        try check(log, 1_100)
        try log.close()
    }

    @Test("The tree with a batch is known before the batch is stored")
    func foresight() throws {
        let log = try scratch.open()
        try fill(log, 1...5)
        let batch = LogBatch(events: (6...8).map(Self.event))
        #expect(log.tree(with: batch).root == Self.root(8))
        #expect(log.frontier.root == Self.root(5))
        try log.append(batch)
        #expect(log.frontier.root == Self.root(8))
        try log.close()
    }

    @Test("A log written before there were tiles opens, and has them from then on")
    func firstVersion() throws {
        var log = try scratch.open()
        try fill(log, 1...600)
        let epoch = log.epoch
        try log.close()
        try makeFirstVersion()
        #expect(try SQLiteLog.inspect(directory: scratch.log) { _ in }.head == 600, "and can be read as it is")
        log = try scratch.open()
        #expect(log.epoch == epoch)
        try check(log, 600)
        try fill(log, 601...800)
        try log.close()
        log = try scratch.open()
        try check(log, 800)
        try log.close()
    }

    @Test("A tile that does not fit the events is found at the next start")
    func changedTile() throws {
        let log = try scratch.open()
        try fill(log, 1...300)
        try log.close()
        try scratch.tamper("UPDATE tiles SET hashes = zeroblob(8192)")
        let found = failure { try scratch.open() }
        guard case .corrupt(256, _) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test("Another epoch begins once, is kept, and moves no hash")
    func epochs() throws {
        var log = try scratch.open()
        try fill(log, 1...3)
        let first = log.epoch
        try log.beginEpoch()
        let second = log.epoch
        #expect(second != first)
        try fill(log, 4...6)
        try log.close()
        log = try scratch.open()
        #expect(log.epoch == second && log.frontier.root == Self.root(6))
        #expect(throws: (any Error).self) { try scratch.edit("DELETE FROM epochs") }
        try log.close()
    }
}
