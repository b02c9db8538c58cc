import Foundation
import PermitClient
import PermitCore

/// What a device was told of its acts, one a line, each on disk before the next: the test holds the log to it.
actor Journal {
    /// What the device was told.
    enum Word: String {
        /// The daemon took it, and said so.
        case done
        /// It is kept and will be sent.
        case kept
        /// The id was used: an earlier attempt had been taken.
        case taken
        /// The process was killed after it was kept and before that was written here.
        case found
    }

    private let file: FileHandle
    private var known: Set<String> = []

    /// Opens the journal, and takes in what the outbox held when the last process ended.
    init(_ path: String, _ store: OutboxStore) throws {
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
        guard let file = FileHandle(forUpdatingAtPath: path) else { throw Unexpected("\(path) can't be opened") }
        self.file = file
        // A process killed while it wrote leaves half a line, which says nothing.
        let lines = (try file.readToEnd() ?? Data()).split(separator: UInt8(ascii: "\n"))
        known = Set(lines.compactMap { try? JSONParser.parse(Array($0)).object?["id"]?.string })
        let kept = try store.acts()
        var text = "\n"
        for act in try store.settled(limit: OutboxStore.mostSettled).reversed() where !known.contains(act.id) {
            text += Self.line(act.id, act.operation, act.chain, .found)
        }
        for act in kept where !known.contains(act.id) {
            text += Self.line(act.id, act.request.operation, act.chain, .found)
        }
        known.formUnion(try store.settled(limit: OutboxStore.mostSettled).map(\.id) + kept.map(\.id))
        // What waits is sent again now: where the log has it from before this moment, it was answered as recorded.
        let waiting: JSONObject = ["waiting": .strings(kept.map(\.id)), "at": .string(Self.now)]
        text += JSONValue.object(waiting).text + "\n"
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.synchronize()
    }

    func has(_ id: String) -> Bool { known.contains(id) }

    /// Writes down what the device was told. `age`: how old the answer was when it came, in milliseconds.
    func write(_ word: Word, _ step: Step, _ permit: String, age: Int? = nil) throws {
        guard known.insert(step.id).inserted else { return }
        try file.write(contentsOf: Data(Self.line(step.id, step.operation.rawValue, permit, word, age: age).utf8))
        try file.synchronize()
    }

    private static func line(
        _ id: String, _ operation: String, _ permit: String, _ word: Word, age: Int? = nil
    ) -> String {
        var line: JSONObject = [
            "id": .string(id), "op": .string(operation), "permit": .string(permit), "word": .string(word.rawValue),
        ]
        if let age { line["age"] = .count(age) }
        return JSONValue.object(line).text + "\n"
    }

    private static var now: String {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)).description
    }
}
