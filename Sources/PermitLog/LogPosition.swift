import PermitProof

/// Where a log stands between two batches: all that is needed to go on from there without reading what came before.
public struct LogPosition: Equatable, Sendable {
    /// The epoch then.
    public let epoch: String
    let tail: ChainTail
    let tree: MerkleTail

    /// The sequence number of the last event.
    public var head: UInt64 { tail.head }

    init(epoch: String, tail: ChainTail, tree: MerkleTail) {
        self.epoch = epoch
        self.tail = tail
        self.tree = tree
    }

    /// A position of the bytes that ``bytes`` gave; nil for any others.
    public init?(epoch: String, bytes: [UInt8]) {
        guard let tail = ChainTail(bytes: Array(bytes.prefix(ChainTail.size))),
            let tree = MerkleTail(bytes: Array(bytes.dropFirst(ChainTail.size))), tree.frontier.size == tail.head
        else { return nil }
        self.init(epoch: epoch, tail: tail, tree: tree)
    }

    /// The position but for its epoch.
    public var bytes: [UInt8] { tail.bytes + tree.bytes }
}

/// A position that is not one of the log that was to be opened from it.
public struct PositionMisfit: Error, Equatable, CustomStringConvertible {
    /// What does not fit.
    public let description: String
}
