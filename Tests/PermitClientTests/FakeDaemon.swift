import PermitCore
import PermitTestKit
import Synchronization

@testable import PermitClient

/// A daemon and the way to it, in memory: remembers what it took by id, as a real one does, and loses requests and
/// replies by chance.
final class FakeDaemon: Courier {
    struct Contents {
        var chance: Chance
        var state = ConnectionState.online
        /// How many of a hundred exchanges go wrong.
        var badness = 0
        /// What was taken, in order.
        var taken: [String] = []
        var answers: [String: JSONObject] = [:]
        /// How often something was sent that had been taken already.
        var repeats = 0
        /// What is refused, with which code.
        var refusals: [String: String] = [:]
        var watchers: [AsyncStream<ConnectionState>.Continuation] = []
    }

    let contents: Mutex<Contents>

    init(seed: UInt64 = 1) { contents = Mutex(Contents(chance: Chance(seed: seed))) }

    var state: ConnectionState { contents.withLock(\.state) }
    var taken: [String] { contents.withLock(\.taken) }

    func states() -> AsyncStream<ConnectionState> {
        AsyncStream { continuation in
            contents.withLock {
                continuation.yield($0.state)
                $0.watchers.append(continuation)
            }
        }
    }

    /// Changes how the daemon can be reached.
    func become(_ state: ConnectionState) {
        let watchers = contents.withLock {
            $0.state = state
            return $0.watchers
        }
        for watcher in watchers { watcher.yield(state) }
    }

    /// Refuses a request from now on, or with nil no longer.
    func refuse(_ id: String, _ code: String?) { contents.withLock { $0.refusals[id] = code } }

    func send(_ request: PreparedRequest, _ options: Client.Options) async throws -> Answer {
        await Task.yield()
        return try contents.withLock { contents throws(ClientFault) in
            guard contents.state == .online else { throw .offline("no connection") }
            let luck = Int.random(in: 0..<100, using: &contents.chance)
            if luck < contents.badness / 2 { throw .noAnswer("the request was lost") }
            let reply = Self.reply(to: request, &contents)
            if luck < contents.badness { throw .noAnswer("the reply was lost") }
            return try Answer(reply)
        }
    }

    private static func reply(to request: PreparedRequest, _ contents: inout Contents) -> JSONObject {
        if let known = contents.answers[request.id] {
            contents.repeats += 1
            return known
        }
        if let code = contents.refusals[request.id] ?? contents.refusals[request.operation] {
            let error: JSONObject = ["code": .string(code), "message": "no", "retryAfterMs": 1]
            return reply(request, ["ok": false, "seq": 0, "error": .object(error)])
        }
        let isRead = request.operation == "daemon.status"
        if !isRead { contents.taken.append(request.id) }
        let made = reply(request, ["ok": true, "seq": .count(contents.taken.count), "result": [:]])
        if !isRead { contents.answers[request.id] = made }
        return made
    }

    private static func reply(_ request: PreparedRequest, _ rest: JSONObject) -> JSONObject {
        (["v": 1, "id": .string(request.id), "at": .moment(Instant(milliseconds: 0))] as JSONObject).merging(rest)
    }
}
