import Foundation
import PermitCore
import ZeroMQ

/// A supervisor's console: a subscriber that prints each event and would notice a hole.
final class DemoConsole {
    private let socket: Socket
    private let zone: TimeZoneTable
    private var newest: UInt64 = 0
    private(set) var count = 0
    var isShown = false

    init(_ context: Context, endpoint: String, serverKey: CurveKey, keys: CurveKeyPair, zone: TimeZoneTable) throws {
        self.zone = zone
        socket = try Socket(context, .sub)
        try socket.set(.linger, 0)
        try socket.setCurveClient(serverKey: serverKey, keys: keys)
        try socket.subscribe("")
        try socket.connect(endpoint)
        // After one heartbeat the subscription stands: nothing is missed from here on.
        while let message = try receive(), message.topic != "heartbeat" { try take(message.body) }
    }

    /// Takes in events until the one of a sequence was seen.
    func catchUp(to sequence: UInt64) throws {
        while newest < sequence {
            guard let message = try receive() else {
                throw DemoFault(description: "the console missed event \(newest + 1)")
            }
            if message.topic == "heartbeat" {
                // Before the first event the console knows where it stands from the heartbeat alone.
                if newest == 0, let position = message.body["seq"]?.integer { newest = UInt64(position) }
            } else {
                try take(message.body)
            }
        }
    }

    private func receive() throws -> (topic: String, body: JSONObject)? {
        var items = [socket.pollItem(for: .readable)]
        for _ in 0..<100 {
            if let message = try socket.receive(maximumFrames: 2), message.frames.count == 2 {
                let body = try JSONParser.parse(message.frames[1]).object ?? [:]
                return (String(decoding: message.frames[0], as: UTF8.self), body)
            }
            _ = try poll(&items, timeoutMilliseconds: 100)
        }
        return nil
    }

    private func take(_ event: JSONObject) throws {
        guard let sequence = event["id"]?.string.flatMap({ UInt64($0) }) else { return }
        guard sequence > newest else { return }
        if newest > 0, sequence != newest + 1 {
            throw DemoFault(description: "the console missed events between \(newest) and \(sequence)")
        }
        newest = sequence
        count += 1
        if isShown { show(event) }
    }

    private func show(_ event: JSONObject) {
        let data = event["data"]?.object ?? [:]
        let about = data["number"]?.string ?? event["subject"]?.string ?? ""
        let state = data["state"]?.string.map { " → \($0)" } ?? ""
        let cause = data["cause"]?.string.map { " (\($0))" } ?? ""
        let by = data["actor"]?.string ?? ""
        let time = event["time"]?.string.flatMap { Instant($0) }.map { zone.clock(at: $0) } ?? ""
        print("          console │ \(time) \(event["type"]?.string ?? "") \(about)\(state)\(cause) by \(by)")
    }
}
