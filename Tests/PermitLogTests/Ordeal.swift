import PermitFaultKit
import PermitTestKit

@testable import PermitLog

/// What a log is made to do, step by step.
enum LogStep {
    /// Appends a request and so many events, each with a body of so many bytes.
    case append(events: Int, bytes: Int)
    case checkpoint
    case reopen

    /// A short life with everything in it that touches the disk.
    static let short: [LogStep] = [
        .append(events: 2, bytes: 60), .append(events: 0, bytes: 0), .append(events: 3, bytes: 3_000), .checkpoint,
        .append(events: 1, bytes: 9_000), .reopen, .append(events: 1, bytes: 60), .checkpoint,
        .append(events: 2, bytes: 60),
    ]

    /// A longer one, as the seed has it; now and then it appends enough for a tile of the tree.
    static func life(of length: Int, _ chance: inout Chance) -> [LogStep] {
        (0..<length).map { _ in
            switch Int.random(in: 0...19, using: &chance) {
            case 0: return .reopen
            case 1, 2: return .checkpoint
            case 3: return .append(events: Int.random(in: 100...300, using: &chance), bytes: 20)
            default:
                let bytes = [20, 300, 5_000][Int.random(in: 0...2, using: &chance)]
                return .append(events: Int.random(in: 0...4, using: &chance), bytes: bytes)
            }
        }
    }
}

/// One log on one simulated disk, through faults and restarts, beside what it acknowledged.
final class Ordeal {
    let disk: SimulatedDisk
    private let scratch: Scratch
    private let name: String
    private var log: SQLiteLog?
    private var replayed: [StoredEvent] = []
    private var acknowledged: [LogBatch] = []
    private var doubtful: LogBatch?
    private var requests = 0
    private(set) var tally = Tally(lives: 1)

    init(_ name: String, on disk: SimulatedDisk, at scratch: Scratch) {
        self.name = name
        self.disk = disk
        self.scratch = scratch
        disk.mount(at: scratch.log)
    }

    /// Takes the steps until one meets a failure that ends the process; false then.
    func live(_ steps: [LogStep]) -> Bool {
        do {
            if log == nil { try open() }
            for step in steps {
                switch step {
                case .append(let events, let bytes): try append(batch(events, bytes))
                case .checkpoint: log?.checkpointIfIdle()
                case .reopen:
                    try log?.close()
                    log = nil
                    try open()
                }
            }
            return true
        } catch {
            return false
        }
    }

    /// Comes back and compares; then asks again for what was in doubt. False if the log can't be used any more.
    func comeBack(_ restart: Restart) -> Bool {
        tally.restarts += 1
        tally.faults = disk.failures
        disk.comeBack(restart)
        buryLog()
        disk.begin()
        do {
            try open()
            try compare()
        } catch {
            note("\(error)")
            tally.broken += 1
            return false
        }
        return true
    }

    private func open() throws {
        replayed = []
        log = try SQLiteLog.open(directory: scratch.log) { self.replayed.append($0) }
    }

    private func batch(_ events: Int, _ bytes: Int) -> LogBatch {
        requests += 1
        let first = (log?.head ?? 0) + 1
        let stored = (0..<UInt64(events)).map { number in
            let text = "\(first + number) of \(requests) ".utf8
            return StoredEvent(
                sequence: first + number, topic: "t", subject: "s\(requests % 7)",
                body: Array(text) + [UInt8](repeating: UInt8(requests % 251), count: bytes))
        }
        let range = events == 0 ? nil : first...first + UInt64(events) - 1
        return LogBatch(events: stored, requests: [.sample(id: "\(requests)", signer: "p", events: range)])
    }

    private func append(_ batch: LogBatch) throws {
        doubtful = batch
        do {
            try log?.append(batch)
        } catch LogFailure.full {
            // Nothing changed and the log goes on, says the log: then the same batch fits once there is room.
            disk.heal()
            try log?.append(batch)
        }
        acknowledge(batch)
    }

    private func acknowledge(_ batch: LogBatch) {
        acknowledged.append(batch)
        tally.acknowledged += 1
        doubtful = nil
    }

    /// Everything acknowledged is there once and as it was, and what was in doubt is there whole or not at all.
    private func compare() throws {
        guard let log else { return }
        let expected = acknowledged.flatMap(\.events)
        tally.lost += zip(expected, replayed).count { $0 != $1 } + max(0, expected.count - replayed.count)
        let beyond = Array(replayed.dropFirst(expected.count))
        for request in acknowledged.flatMap(\.requests) {
            let found = try log.recordedReply(key: request.key, id: request.id)
            if found?.reply != request.reply { tally.lost += 1 }
        }
        if let doubtful, let request = doubtful.requests.first {
            let isRecorded = try log.recordedReply(key: request.key, id: request.id) != nil
            if isRecorded, beyond == doubtful.events {
                acknowledge(doubtful)
            } else if !isRecorded, beyond.isEmpty {
                try log.append(doubtful)
                acknowledge(doubtful)
            } else {
                tally.broken += 1
            }
        } else if !beyond.isEmpty {
            tally.doubled += beyond.count
        }
        let stored = try log.events(after: 0, limit: .max)
        if stored != acknowledged.flatMap(\.events), tally.isClean { tally.broken += 1 }
        if !tally.isClean { note("\(stored.count) events, \(acknowledged.flatMap(\.events).count) acknowledged") }
    }

    /// The end of the last process.
    func end() {
        disk.endProcess(forgettingCache: false)
        buryLog()
    }

    /// Lets go of a log whose process is over. What it does from now on changes nothing on the disk.
    private func buryLog() {
        guard let log else { return }
        self.log = nil
        guard failure(of: { try log.close() }) != nil else { return }
        // Takes back what a failed log does in order never to be closed: thousands of them would fill the memory.
        Unmanaged.passUnretained(log.queue).release()
        Unmanaged.passUnretained(log.lock).release()
    }

    private func note(_ text: String) {
        tally.note("\(name): \(text)")
    }
}
