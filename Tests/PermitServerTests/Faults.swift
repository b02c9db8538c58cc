import Dispatch
import PermitCore
import PermitLog
import PermitProof
import Synchronization

@testable import PermitServer

/// A clock that is moved by hand.
final class HandClock: WallClock {
    private let time: Mutex<Instant>
    /// How far it was set forward by hand; what counts on does not follow that.
    private let jumped = Mutex(Span.seconds(0))

    init(_ text: String = "2026-11-24T02:00:00.000Z") {
        time = Mutex(Instant(text) ?? Instant(milliseconds: 0))
    }

    func now() -> Instant { time.withLock { $0 } }
    func set(_ moment: Instant) { time.withLock { $0 = moment } }
    func advance(_ span: Span) { time.withLock { $0 = $0 + span } }

    /// Sets it forward or back, with no time passing.
    func jump(by span: Span) {
        advance(span)
        jumped.withLock { $0 = Span(milliseconds: $0.milliseconds + span.milliseconds) }
    }

    func elapsedMilliseconds() -> Int64 { now().milliseconds - jumped.withLock { $0.milliseconds } }
}

/// A log that fails at will, as a disk does, or takes its time.
final class FaultyLog: EventLog {
    let inner = MemoryLog()
    var failure: LogFailure?
    /// What each batch of so many requests waits for before it is put in, and what tells that one does.
    var gate: DispatchSemaphore?
    var gatedFrom = 0
    let isWaiting = DispatchSemaphore(value: 0)
    /// The ids that recorded replies were asked for by.
    private(set) var asked: [String] = []
    var head: UInt64 { inner.head }
    var epoch: String { inner.epoch }
    var frontier: MerkleFrontier { inner.frontier }

    func subtree(level: Int, index: UInt64) throws(LogFailure) -> MerkleHash {
        try inner.subtree(level: level, index: index)
    }

    func append(_ batch: LogBatch) throws(LogFailure) {
        if let gate, batch.requests.count >= gatedFrom {
            isWaiting.signal()
            gate.wait()
        }
        if let failure { throw failure }
        try inner.append(batch)
    }
    func recordedReply(key: String, id: String) throws(LogFailure) -> RecordedReply? {
        asked.append(id)
        return try inner.recordedReply(key: key, id: id)
    }
    func recordedReply(signer: String, bodyDigest: [UInt8]) throws(LogFailure) -> RecordedReply? {
        try inner.recordedReply(signer: signer, bodyDigest: bodyDigest)
    }
    func events(after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        try inner.events(after: after, limit: limit)
    }
    func history(subject: String, after: UInt64, limit: Int) throws(LogFailure) -> [StoredEvent] {
        try inner.history(subject: subject, after: after, limit: limit)
    }
    func request(forEvent sequence: UInt64) throws(LogFailure) -> RecordedRequest? {
        try inner.request(forEvent: sequence)
    }
}
