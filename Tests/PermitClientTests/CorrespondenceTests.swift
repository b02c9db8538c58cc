import PermitCore
import Synchronization
import Testing

@testable import PermitClient

struct CorrespondenceTests {
    private let ends = Ends()

    private func inquiry(_ id: String, deadline: Int64 = 10_000, patience: Int64 = 3_000, connectedBy: Int64 = 2_000)
        -> Inquiry
    {
        Inquiry(id: id, frames: [[1]], deadline: deadline, patience: patience, connectedBy: connectedBy) { [ends] in
            ends.add(id, $0)
        }
    }

    @Test("Sends each request once on a connection, in order, and again on the next")
    func sending() {
        var correspondence = Correspondence()
        correspondence.add(inquiry("a"))
        correspondence.add(inquiry("b"))
        var sent = 0
        let send: ([[UInt8]]) -> Bool = { _ in
            sent += 1
            return true
        }
        correspondence.sendAll(at: 0, send)
        correspondence.sendAll(at: 1, send)
        #expect(sent == 2)
        correspondence.loseConnection()
        correspondence.sendAll(at: 2, send)
        #expect(sent == 4)
    }

    @Test("A connection that takes no more is left alone until it does")
    func fullConnection() {
        var correspondence = Correspondence()
        correspondence.add(inquiry("a"))
        correspondence.sendAll(at: 0) { _ in false }
        #expect(correspondence.hasUnsent)
        #expect(!correspondence.isOverdue(at: 9_999))
    }

    @Test("Replies end their own request, whatever their order; echoes end nothing")
    func matching() {
        var correspondence = Correspondence()
        for id in ["a", "b"] { correspondence.add(inquiry(id)) }
        correspondence.sendAll(at: 0) { _ in true }
        #expect(correspondence.take(["id": "b"])?.id == "b")
        #expect(correspondence.take(["id": "b"]) == nil)
        #expect(correspondence.take(["id": "a"])?.id == "a")
        #expect(correspondence.isEmpty)
    }

    @Test("A reply that names no id is the answer to the oldest that was sent")
    func unreadable() {
        var correspondence = Correspondence()
        correspondence.add(inquiry("a"))
        #expect(correspondence.take(["id": .null]) == nil)
        correspondence.sendAll(at: 0) { _ in true }
        #expect(correspondence.take(["id": .null])?.id == "a")
    }

    @Test("Patience is lost with the connection, not with the request")
    func patience() {
        var correspondence = Correspondence()
        correspondence.add(inquiry("a"))
        correspondence.sendAll(at: 100) { _ in true }
        #expect(!correspondence.isOverdue(at: 3_099))
        #expect(correspondence.isOverdue(at: 3_100))
        #expect(correspondence.expire(at: 9_999, isConnected: true).isEmpty)
        #expect(correspondence.nextMoment(isConnected: true) == 3_100)
    }

    @Test("What never left is told apart from what may have happened")
    func expiry() {
        var correspondence = Correspondence()
        correspondence.add(inquiry("never"))
        #expect(correspondence.nextMoment(isConnected: false) == 2_000)
        #expect(correspondence.expire(at: 1_999, isConnected: false).isEmpty)
        let offline = correspondence.expire(at: 2_000, isConnected: false)
        #expect(offline.count == 1 && offline[0].1 == .offline("there is no connection; nothing was sent"))

        correspondence.add(inquiry("sent"))
        correspondence.sendAll(at: 0) { _ in true }
        correspondence.loseConnection()
        #expect(correspondence.expire(at: 9_999, isConnected: false).isEmpty, "it may have happened: ask until the end")
        guard case .noAnswer = correspondence.expire(at: 10_000, isConnected: false).first?.1 else {
            Issue.record("not told as uncertain")
            return
        }
        #expect(correspondence.isEmpty)
    }

    @Test("Waits double up to their limit, between half and all of it")
    func backingOff() {
        var backOff = BackOff(first: 100, longest: 1_000)
        for full in [100, 200, 400, 800, 1_000, 1_000] as [Int64] {
            let wait = backOff.next()
            #expect(wait >= full / 2 && wait <= full)
        }
        backOff.reset()
        #expect(backOff.next() <= 100)
    }
}

/// How inquiries ended.
final class Ends: Sendable {
    private let ends = Mutex<[String: Result<Answer, ClientFault>]>([:])

    func add(_ id: String, _ result: Result<Answer, ClientFault>) { ends.withLock { $0[id] = result } }
}
