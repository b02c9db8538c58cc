import Crypto
import Foundation
import PermitCore
import PermitLog
import PermitTestKit
import PermitWire

/// A site with one permit at work and others open, and one gas reading on it in every form that a step wants.
struct Workbench {
    private let site: Site
    private let body: [UInt8]
    private let request: RequestBody
    private let command: Command
    private let decision: Decision
    private let events: [[UInt8]]
    private let key = PersonSigningKey()
    private let signature: [UInt8]

    init(open: Int) throws {
        var site = Site.with(.active)
        for number in 0..<open {
            let id = PermitID("10000000-0000-4000-8000-" + String(format: "%012d", number))
            try site.request(Site.content(id, ["work": .string("Work \(number)")]))
        }
        let args = site.gas(mode: "periodic").merging(["permit": .id(Site.permitID)])
        let object: JSONObject = [
            "v": 1, "id": "reading-1", "op": "permit.gasTest", "at": .moment(site.now),
            "actor": .id(PersonID.analyst), "args": .object(args),
        ]
        body = JSONValue.object(object).utf8
        request = try RequestBody(body)
        command = try site.command(.permitGasTest, by: .analyst, on: Site.permitID, site.gas(mode: "periodic"))
        decision = try decide(command, in: site.state, with: site.house)
        events = decision.events.map { EventCoding.bytes(of: $0, instance: "bench") }
        signature = try key.sign(Signing.requestBytes(instance: "bench", body: body))
        self.site = site
    }

    func run(_ step: Step, _ count: Int) throws {
        switch step {
        case .decode: for _ in 0..<count { keep(try RequestBody(body)) }
        case .fields: for _ in 0..<count { keep(try request.fields()) }
        case .verify:
            let bytes = Signing.requestBytes(instance: "bench", body: body)
            for _ in 0..<count { keep(Signing.isValid(signature, over: bytes, by: key.publicBase64)) }
        case .decide: for _ in 0..<count { keep(try decide(command, in: site.state, with: site.house)) }
        case .apply:
            for _ in 0..<count {
                var state = site.state
                var concern = Concern()
                for event in decision.events { try state.apply(event, noting: &concern) }
                keep(state.head)
            }
        case .encode:
            for _ in 0..<count {
                for event in decision.events { keep(EventCoding.bytes(of: event, instance: "bench")) }
            }
        case .replay:
            for _ in 0..<count {
                for (bytes, event) in zip(events, decision.events) {
                    keep(try EventCoding.event(from: bytes, sequence: event.sequence))
                }
            }
        case .reply:
            for _ in 0..<count {
                keep(Reply.ok(id: "reading-1", sequence: 1, at: site.now, result: decision.result))
            }
        case .appendOne: try append(count, in: 1)
        case .appendMany: try append(count, in: 64)
        }
    }

    /// Appends acts, so many in one transaction.
    private func append(_ count: Int, in size: Int) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "permit-steps-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let log = try SQLiteLog.open(directory: directory.path) { _ in }
        var number = 0
        while number < count {
            var batch = LogBatch(events: [], requests: [])
            for _ in 0..<min(size, count - number) {
                number += 1
                let sequence = UInt64(number)
                batch.events.append(
                    StoredEvent(
                        sequence: sequence, topic: decision.events[0].topic, subject: decision.events[0].subject,
                        body: events[0]))
                batch.requests.append(
                    RecordedRequest(
                        key: "key", id: UUID().uuidString, body: body + Array("\(number)".utf8), signature: signature,
                        signer: "analyst", reply: body, firstSequence: sequence, lastSequence: sequence))
            }
            try log.append(batch)
        }
        try log.close()
    }

    /// Keeps the compiler from leaving out what nobody reads.
    @inline(never) private func keep<Value>(_ value: Value) {}
}
