import Foundation
import PermitCore
import PermitWire
import Synchronization

/// Writes down what sites say on the wire, so that the published schemas can be held against it by another program.
///
/// `PERMITD_RECORD_RUN=FILE swift test --filter 'PermitCoreTests|PermitStoryTests'` appends one JSON object a line:
/// `kind` is the definition that the `message` must keep. Of messages that differ in ids, numbers and sentences alone
/// the first is written.
enum Tape {
    private static let path = ProcessInfo.processInfo.environment["PERMITD_RECORD_RUN"]
    private static let known = Mutex<Set<JSONValue>>([])
    private static let instance = "00000000-0000-4000-8000-00000000000f"

    static func record(request body: JSONValue, _ operation: PermitCore.Operation) {
        write("request.\(operation.rawValue)", body)
    }

    static func record(answer result: JSONObject, to command: Command, _ head: UInt64, _ now: Instant) {
        guard path != nil else { return }
        write(
            "reply.\(command.operation.rawValue)",
            bytes: Reply.ok(id: command.id, sequence: head, at: now, result: result))
    }

    static func record(refusal: Refusal, of command: Command, _ head: UInt64, _ now: Instant) {
        guard path != nil else { return }
        write(
            "refusal",
            bytes: Reply.refusal(id: command.id, sequence: head, at: now, refusal, language: command.language))
    }

    static func record(_ event: Event) {
        guard path != nil else { return }
        write("event.\(event.type.rawValue)", bytes: EventCoding.bytes(of: event, instance: instance))
    }

    private static func write(_ kind: String, bytes: [UInt8]) {
        guard let message = try? JSONParser.parse(bytes) else { return write(kind, .null) }
        write(kind, message)
    }

    private static func write(_ kind: String, _ message: JSONValue) {
        guard let path else { return }
        let line: JSONValue = ["kind": .string(kind), "message": message]
        known.withLock { known in
            guard known.insert(make(of: line)).inserted else { return }
            let stream = OutputStream(toFileAtPath: path, append: true)
            stream?.open()
            let bytes = line.utf8 + [UInt8(ascii: "\n")]
            _ = stream?.write(bytes, maxLength: bytes.count)
            stream?.close()
        }
    }

    /// What a message is made of: its members, the words in it, and where there are sentences and numbers.
    private static func make(of value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: value
        case .number, .hugeNumber: 0
        case .string(let text): text.utf8.allSatisfy(isPartOfWord) ? value : "…"
        case .array(let elements): .array(Array(Set(elements.map(make))))
        case .object(let object):
            .object(JSONObject(members: object.members.map { .init(name: $0.name, value: make(of: $0.value)) }))
        }
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: ".")
    }
}
