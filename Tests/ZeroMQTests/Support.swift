import Glibc
import Testing
import ZeroMQ

/// All suites that touch libzmq hang below this one: they share one context, one ZAP address and the umask.
@Suite(.serialized) enum Live {}

/// One for the process, because 4.3.4 breaks CURVE in other contexts when one ends.
private let made = Result { try Context() }

/// The context of every test: making one fails only when memory or descriptors have run out.
var context: Context {
    switch made {
    case .success(let context): context
    case .failure(let error): preconditionFailure("no ZeroMQ context: \(error)")
    }
}

/// The allow-list and the clock behind a ZAP handler, both moved by hand.
final class Authenticator {
    var handler: ZAPHandler
    var allowed: [CurveKey: String] = [:]
    var otherwise = ZAPDecision.refuse("unknown key")
    var now: Int64 = 0
    private(set) var requests: [ZAPRequest] = []

    init(refusalDelayMilliseconds: Int = 0) throws {
        handler = try ZAPHandler(context, refusalDelayMilliseconds: refusalDelayMilliseconds)
    }

    func serve() {
        handler.serve(now: now) { request in
            requests.append(request)
            if case .curve(let key) = request.mechanism, let user = allowed[key] { return .allow(userID: user) }
            return otherwise
        }
    }

    func hasAsked(_ key: CurveKey) -> Bool {
        requests.contains { $0.mechanism == .curve(key) }
    }
}

struct TimeOut: Error {}

/// Repeats `step` until it gives a value. Between tries it waits on the items, so that idle SUBs get to run libzmq too.
func eventually<Value>(_ items: [PollItem], _ step: () throws -> Value?) throws -> Value {
    var items = items
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if let value = try step() { return value }
        _ = try poll(&items, timeoutMilliseconds: 5)
    }
    throw TimeOut()
}

/// Polls first, as the daemon does, and then receives.
func receive(_ socket: borrowing Socket, serving authenticator: Authenticator? = nil) throws -> ReceivedMessage {
    var items = [socket.pollItem(for: .readable)]
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        authenticator?.serve()
        if try poll(&items, timeoutMilliseconds: 5) > 0, let message = try socket.receive(maximumFrames: 16) {
            return message
        }
    }
    throw TimeOut()
}

/// Reads the monitor until an event satisfies the condition, and gives all events read.
@discardableResult
func events(
    of monitor: borrowing SocketMonitor,
    serving authenticator: Authenticator? = nil,
    until isLast: (MonitorEvent) -> Bool
) throws -> [MonitorEvent] {
    var items = [monitor.pollItem()]
    var events: [MonitorEvent] = []
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        authenticator?.serve()
        while let report = try monitor.next() {
            events.append(report.event)
            if isLast(report.event) { return events }
        }
        _ = try poll(&items, timeoutMilliseconds: 5)
    }
    throw TimeOut()
}

func isHandshakeFailure(_ event: MonitorEvent) -> Bool {
    if case .handshakeFailed = event { return true }
    return false
}

func isDisconnect(_ event: MonitorEvent) -> Bool {
    if case .disconnected = event { return true }
    return false
}

func text(_ string: String) -> [UInt8] { Array(string.utf8) }

/// A directory of its own under the system's temporary one, removed with its entries at the end.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/zeromq-tests-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        for name in ["socket", "file"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
    try body(path)
}
