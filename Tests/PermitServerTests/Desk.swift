import Logging
import PermitCore
import PermitLog
import PermitWire
import ZeroMQ

@testable import PermitServer

/// The server in memory: bytes in, bytes out, no sockets.
final class Desk {
    let clock = HandClock()
    let log = FaultyLog()
    let engine: Engine
    let keys: CurveKeyPair
    let signing = PersonSigningKey()
    fileprivate static let readers = Helpers("reader")
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
    func body(_ operation: String, _ args: JSONObject, id: String? = nil, at: Instant? = nil) -> [UInt8] {
        count += 1
        return JSONValue.object([
            "v": 1, "id": .string(id ?? "r-\(count)"), "op": .string(operation), "at": .moment(at ?? clock.now()),
            "args": .object(args),
        ]).utf8
    }

    func signature(_ body: [UInt8]) throws -> [UInt8] {
        try signing.sign(Signing.requestBytes(instance: Ground.instance, body: body))
    }

    /// Hands frames to the engine without committing.
    func put(_ content: [[UInt8]], from key: String? = nil, route: UInt8 = 1, isExcess: Bool = false) throws {
        let inbound = Inbound(
            route: Route(frames: [[route]]), userID: key ?? keys.publicKey.z85, content: content,
            isTruncated: false, isExcess: isExcess)
        try engine.handle([inbound])
    }

    /// Asks as the administrator, signed, and commits; nil while the answer waits.
    @discardableResult
    func ask(
        _ operation: String, _ args: JSONObject = [:], id: String? = nil, at: Instant? = nil, isExcess: Bool = false
    ) throws -> JSONObject? {
        let body = body(operation, args, id: id, at: at)
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

extension Engine {
    /// Reads requests ahead, then decides them in their order, as a turn does.
    func handle(_ requests: [Inbound]) throws {
        let reading = reading(requests)
        reading.begin(with: Desk.readers)
        for request in reading.take() { try handle(request) }
    }
}

extension JSONObject {
    var code: String? { self["error"]?.object?["code"]?.string }
    var result: JSONObject { self["result"]?.object ?? [:] }
}

let area: JSONObject = ["area": "binhai", "name": "Binhai", "risk": "blue"]
