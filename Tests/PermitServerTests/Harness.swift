import Foundation
import Logging
import PermitCore
import PermitLog
import PermitPacks
import PermitWire
import Synchronization
import ZeroMQ

@testable import PermitServer

/// A clock that is moved by hand.
final class HandClock: WallClock {
    private let time: Mutex<Instant>

    init(_ text: String = "2026-11-24T02:00:00.000Z") {
        time = Mutex(Instant(text) ?? Instant(milliseconds: 0))
    }

    func now() -> Instant { time.withLock { $0 } }
    func set(_ moment: Instant) { time.withLock { $0 = moment } }
    func advance(_ span: Span) { time.withLock { $0 = $0 + span } }
}

/// A log that fails at will, as a disk does.
final class FaultyLog: EventLog {
    let inner = MemoryLog()
    var failure: LogFailure?
    var head: UInt64 { inner.head }
    var epoch: String { inner.epoch }

    func append(_ batch: LogBatch) throws(LogFailure) {
        if let failure { throw failure }
        try inner.append(batch)
    }
    func recordedReply(key: String, id: String) throws(LogFailure) -> RecordedReply? {
        try inner.recordedReply(key: key, id: id)
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

/// The repository's own pack and a new administrator.
enum Ground {
    static let instance = "00000000-0000-4000-8000-00000000cafe"

    static var packDirectory: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("config/packs/cn-general").path
    }

    static func house() throws -> Settings.House {
        let zone = TimeZoneTable(name: "Asia/Shanghai", earliestOffsetSeconds: 28_800, stretches: [])
        return Settings.House(
            packs: [try PackLoader.load(directory: packDirectory)], zone: zone, signaturesRequired: true)
    }

    static func administrator(_ keys: CurveKeyPair, _ signing: PersonSigningKey) -> Settings.FirstAdministrator {
        Settings.FirstAdministrator(
            person: PersonID("p-admin"), key: keys.publicKey, signing: signing.publicBase64)
    }
}

/// The server in memory: bytes in, bytes out, no sockets.
final class Desk {
    let clock = HandClock()
    let log = FaultyLog()
    let engine: Engine
    let keys: CurveKeyPair
    let signing = PersonSigningKey()
    private var count = 0

    init() throws {
        keys = try CurveKeyPair.generate()
        engine = Engine(
            log: log, state: State(), instance: Ground.instance, house: try Ground.house(), clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try engine.open(Ground.administrator(keys, signing))
        _ = try engine.commit()
    }

    /// A body as a client would write it.
    func body(_ operation: String, _ args: JSONObject, id: String? = nil) -> [UInt8] {
        count += 1
        return JSONValue.object([
            "v": 1, "id": .string(id ?? "r-\(count)"), "op": .string(operation), "at": .moment(clock.now()),
            "args": .object(args),
        ]).utf8
    }

    func signature(_ body: [UInt8]) throws -> [UInt8] {
        try signing.sign(Signing.requestBytes(instance: Ground.instance, body: body))
    }

    /// Hands frames to the engine without committing.
    func put(_ content: [[UInt8]], from key: String? = nil, route: UInt8 = 1, isExcess: Bool = false) throws {
        try engine.handle(
            Inbound(
                route: Route(frames: [[route]]), userID: key ?? keys.publicKey.z85, content: content,
                isTruncated: false, isExcess: isExcess))
    }

    /// Asks as the administrator, signed, and commits; nil while the answer waits.
    @discardableResult
    func ask(
        _ operation: String, _ args: JSONObject = [:], id: String? = nil, isExcess: Bool = false
    ) throws -> JSONObject? {
        let body = body(operation, args, id: id)
        try put([body, try signature(body)], isExcess: isExcess)
        return try replies().last
    }

    /// Commits, ends the waits that the events end, and reads what goes out.
    func replies() throws -> [JSONObject] {
        let done = try engine.commit()
        try engine.answerWaiting(for: done.events)
        return try (done.replies + engine.commit().replies).compactMap { try JSONParser.parse($0.bytes).object }
    }
}

extension JSONObject {
    var code: String? { self["error"]?.object?["code"]?.string }
    var result: JSONObject { self["result"]?.object ?? [:] }
}

let area: JSONObject = ["area": "binhai", "name": "Binhai", "risk": "blue"]
