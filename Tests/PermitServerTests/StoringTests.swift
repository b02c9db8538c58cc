import Dispatch
import PermitCore
import PermitLog
import PermitTestKit
import PermitWire
import Testing
import ZeroMQ

@testable import PermitServer

@Suite("A batch is stored while the next is decided")
struct StoringTests {
    private let desk: Desk
    private let storer = Helpers("storer", count: 1)
    private let gate = DispatchSemaphore(value: 0)

    init() throws {
        desk = try Desk()
        desk.log.gate = gate
    }

    /// Decides areas, enough of them for another thread to store, and has it begin; it waits at the gate. The requests.
    @discardableResult
    private func begin(_ names: [String]) throws -> [[[UInt8]]] {
        let requests = try names.map(frames)
        for request in requests { try desk.put(request) }
        desk.engine.store(with: storer)
        #expect(desk.engine.storing?.isStored == false)
        return requests
    }

    private func frames(_ name: String) throws -> [[UInt8]] {
        let body = desk.body(
            "area.put", ["area": .string(name), "name": .string(name), "risk": "blue"],
            id: name.split(separator: "/").joined(separator: "-"))
        return [body, try desk.signature(body)]
    }

    private func ids(_ batch: Batch) throws -> [String?] {
        try batch.replies.map { try JSONParser.parse($0.bytes).object?["id"]?.string }
    }

    @Test("What is decided meanwhile rests on it, and leaves after it")
    func leavesInOrder() throws {
        try begin(["a", "b"])
        try desk.put(frames("a/inner"))
        #expect(desk.engine.state.register.areas["a/inner"] != nil)
        gate.signal()
        #expect(try ids(desk.engine.takeStored()) == ["a", "b"])
        gate.signal()
        #expect(try ids(desk.engine.commit()) == ["a-inner"])
        #expect(desk.log.head == desk.engine.state.head)
    }

    @Test("A retry meanwhile waits for the disk and gets the recorded reply; other bytes are idReused")
    func retries() throws {
        let first = try begin(["a", "b"])[0]
        let asked = desk.log.asked.count
        let body = desk.body("area.put", ["area": "a", "name": "other", "risk": "blue"], id: "a")
        let other = [body, try desk.signature(body)]
        gate.signal()
        try desk.put(first)
        try desk.put(other)
        let stored = try desk.engine.takeStored()
        let replies = try desk.engine.commit().replies
        #expect(replies[0].bytes == stored.replies[0].bytes)
        #expect(desk.log.asked.count == asked, "the log may not know of it yet")
        #expect(try JSONParser.parse(replies[1].bytes).object?.code == "idReused")
        #expect(desk.log.head == desk.engine.state.head)
    }

    @Test("A body that was signed meanwhile is not taken again from another key")
    func signedOnce() throws {
        let first = try begin(["a", "b"])[0]
        gate.signal()
        let inbound = Inbound(
            route: Route(frames: []), userID: desk.keys.publicKey.z85, content: first, isTruncated: false,
            isExcess: false)
        let digest = try #require(desk.engine.reading([inbound]).take()[0].ahead).digest
        let signer = try #require(desk.engine.clientKey(desk.keys.publicKey.z85)?.person).text
        let found = try desk.engine.storing?.reply(signer: signer, digest: digest)
        #expect(try found?.reply == desk.engine.takeStored().replies[0].bytes)
    }

    @Test("Whoever wants the log waits until the batch is in it")
    func logWaits() throws {
        let head = desk.log.head
        try begin(["a", "b"])
        #expect(desk.engine.storage.isLent)
        gate.signal()
        #expect(desk.engine.log.head == head + 2)
        #expect(!desk.engine.storage.isLent)
        #expect(try ids(desk.engine.takeStored()).count == 2)
    }

    @Test("Once storing has failed nothing leaves, not even what was decided meanwhile")
    func failure() throws {
        try begin(["a", "b"])
        try desk.put(frames("c"))
        desk.log.failure = .failed("EIO")
        gate.signal()
        #expect(throws: LogFailure.failed("EIO")) { try desk.engine.takeStored() }
        gate.signal()
        #expect(throws: LogFailure.failed("EIO")) { try desk.engine.commit() }
    }

    @Test("A read whose wait ends meanwhile goes on before the events that are being stored")
    func waitEndsMeanwhile() throws {
        let after = Int(desk.log.head)
        try desk.put([desk.body("events.read", ["after": .count(after), "waitMs": 30_000])])
        try begin(["a", "b"])
        gate.signal()
        desk.engine.endWaits(at: nil)
        let answer = try #require(desk.engine.batch.replies.first)
        #expect(try JSONParser.parse(answer.bytes).object?.result["next"]?.integer == after)
        try desk.engine.answerWaiting(for: desk.engine.takeStored().events)
        try desk.put([desk.body("events.read", ["after": .count(after + 2), "waitMs": 30_000])])
        desk.engine.endWaits(at: nil)
        let next = try #require(desk.engine.batch.replies.last)
        #expect(try JSONParser.parse(next.bytes).object?.result["next"]?.integer == after + 2)
    }

    @Test("A read that came to wait after the events were stored is not answered for them")
    func waitsForWhatFollows() throws {
        try begin(["a", "b"])
        gate.signal()
        let after = desk.engine.log.head
        try desk.put([desk.body("events.read", ["after": .sequence(after), "waitMs": 30_000])])
        #expect(desk.engine.waiting.count == 1)
        try desk.engine.answerWaiting(for: desk.engine.takeStored().events)
        #expect(desk.engine.waiting.count == 1)
        try desk.put(frames("c"))
        gate.signal()
        try desk.engine.answerWaiting(for: desk.engine.commit().events)
        #expect(desk.engine.waiting.count == 0)
        #expect(desk.engine.batch.replies.count == 1)
    }
}
