import PermitCore
import PermitLog
import PermitProof
import PermitWire
import Testing

@testable import PermitServer

/// Every accepted request's reply carries a receipt: the signed checkpoint of the log with the act in it.
struct ReceiptTests {
    private let desk: Desk
    private let key: LogPrivateKey

    init() throws {
        desk = try Desk()
        let origin = Checkpoint.origin(instance: Ground.instance)
        key = try #require(LogPrivateKey(name: origin, pem: PersonSigningKey().pem))
        desk.engine.notary = Notary(key)
    }

    private func checkpoint(_ reply: JSONObject?) throws -> Checkpoint {
        let receipt = try #require(reply?["receipt"]?.string)
        return try #require(Checkpoint(note: receipt, signedBy: key.publicKey))
    }

    @Test("It vouches for the log with the act in it")
    func receipt() throws {
        let reply = try desk.ask("area.put", area)
        let checkpoint = try checkpoint(reply)
        #expect(reply?["seq"]?.integer == Int(checkpoint.size))
        #expect(checkpoint.root == desk.log.frontier.root)
        let event = try #require(try desk.log.events(after: checkpoint.size - 1, limit: 1).first)
        let path = try desk.log.prover.inclusion(of: checkpoint.size - 1, in: checkpoint.size)
        #expect(
            MerkleVerifier.isIncluded(
                MerkleTree.leaf(event.body), at: checkpoint.size - 1, in: checkpoint.size, root: checkpoint.root,
                path: path))
    }

    @Test("All requests of a batch get one receipt, and a retry gets the recorded one, in the batch and after it")
    func batch() throws {
        let bodies = ["a", "b"].map { desk.body("area.put", area.merging(["area": .string($0)]), id: $0) }
        for body in bodies { try desk.put([body, try desk.signature(body)]) }
        try desk.put([bodies[0], try desk.signature(bodies[0])])
        let replies = try desk.replies()
        #expect(replies.count == 3 && replies[0] == replies[2])
        #expect(replies[0]["receipt"] == replies[1]["receipt"])
        #expect(try checkpoint(replies[1]).size == UInt64(try #require(replies[1]["seq"]?.integer)))
        try desk.put([bodies[1], try desk.signature(bodies[1])])
        #expect(try desk.replies() == [replies[1]])
    }

    @Test("An act that changed nothing vouches for the log as it is; reads and refusals carry none")
    func others() throws {
        let first = try checkpoint(try desk.ask("area.put", area))
        #expect(try checkpoint(try desk.ask("area.put", area)) == first)
        #expect(try desk.ask("daemon.status")?["receipt"] == nil)
        #expect(try desk.ask("permit.start")?["receipt"] == nil)
    }
}
