public import PermitCore
import PermitProof

/// A board that outlives the program that shows it: what is read back says as of when it was true, and is never live.
extension Board {
    /// The board, to be kept.
    public var json: JSONObject {
        [
            "epoch": .string(position.epoch), "seq": .sequence(position.sequence), "asOf": .moment(asOf),
            "items": .array(items.values.map { .object($0.content) }),
        ]
    }

    /// A board that was kept; nil for what is none.
    public init?(kept object: JSONObject) {
        guard let epoch = object["epoch"]?.string, let items = object["items"]?.array,
            let sequence = object["seq"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.init(
            Snapshot(
                position: FollowingPosition(epoch: epoch, sequence: sequence), items: items.compactMap(\.object)),
            asOf: object["asOf"]?.string.flatMap { Instant($0) })
    }
}

extension Tablet {
    /// Keeps the board for a time without connection, in the outbox's file.
    public func keep(_ board: Board) throws { try store.remember(JSONValue.object(board.json).text, as: "board") }

    /// The board as it was last kept; nil if none was.
    public func keptBoard() throws -> Board? {
        guard let text = try store.remembered("board"), let object = try JSONParser.parse(Array(text.utf8)).object
        else {
            return nil
        }
        return Board(kept: object)
    }

    /// Shows the daemon what this device remembers of its log, and remembers what it is now. Once a connection stands.
    /// - Throws: a ``WitnessFault``: the log was changed, and nothing that it says can be relied on.
    public func lookAtLog() async throws {
        let known = try store.remembered("log-key").map { LogWitness(key: $0, note: try store.remembered("log-note")) }
        let witness = try await client.look(with: known ?? LogWitness())
        if let key = witness.key { try store.remember(key.verifierText, as: "log-key") }
        if let note = witness.note { try store.remember(note, as: "log-note") }
    }
}
