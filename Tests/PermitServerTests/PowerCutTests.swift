import Foundation
import Logging
import PermitCore
import PermitFaultKit
import PermitTestKit
import PermitWire
import Testing
import ZeroMQ

@testable import PermitLog
@testable import PermitServer

/// The daemon's engine on a disk that loses power, or fails, in the middle of its work; clients send the same bytes
/// again. `PERMITD_FAULTS=long` takes thousands of faults; `PERMITD_FAULTS_SEED` begins elsewhere.
@Suite("The engine through power cuts", .serialized)
struct PowerCutTests {
    private let isLong = ProcessInfo.processInfo.environment["PERMITD_FAULTS"] == "long"
    private let firstSeed = ProcessInfo.processInfo.environment["PERMITD_FAULTS_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("Nothing that was answered is lost, nothing is done twice")
    func powerCuts() throws {
        var total = Tally()
        let began = ContinuousClock.now
        for seed in firstSeed..<firstSeed + (isLong ? 250 : 3) {
            total += try life(seed: seed, lies: false)
        }
        if isLong {
            let seconds = max(1, (ContinuousClock.now - began).components.seconds)
            print("engine: \(total); \(total.restarts / Int(seconds)) restarts a second")
        }
        #expect(total.isClean, "\(total)")
    }

    @Test("A disk that lies about its syncs is found out: this harness can fail")
    func lyingDisk() throws {
        var total = Tally()
        for seed in firstSeed..<firstSeed + 3 { total += try life(seed: seed, lies: true) }
        #expect(total.lost + total.broken > 0, "\(total)")
    }

    private func life(seed: UInt64, lies: Bool) throws -> Tally {
        var chance = Chance(seed: seed)
        let disk = SimulatedDisk(seed: seed, sectorSize: seed.isMultiple(of: 2) ? 512 : 4_096, ignoresSyncs: lies)
        let plant = try Plant(on: disk, seed: seed)
        for _ in 0..<20 {
            let fault = DiskFault.allCases.randomElement(using: &chance) ?? .powerCut
            disk.fail(at: disk.operations + Int.random(in: 0...150, using: &chance), with: fault)
            plant.work(turns: 12)
            disk.comeBack(
                fault == .powerCut ? .powerCut : Restart.allCases.randomElement(using: &chance) ?? .powerCut)
            guard plant.comeBack() else { break }
            plant.work(turns: 2)
        }
        plant.end()
        return plant.tally
    }
}

/// A daemon's engine and a client beside it, who keeps what it sent until it is answered.
private final class Plant {
    private let disk: SimulatedDisk
    private let directory: String
    private let keys: CurveKeyPair
    private let signing = PersonSigningKey()
    private let clock = HandClock()
    private let seed: UInt64
    private var chance: Chance
    private var engine: Engine?
    private var sent: [(id: String, frames: [[UInt8]])] = []
    private var answered: [(frames: [[UInt8]], reply: [UInt8])] = []
    private var count = 0
    /// How many events there are when nothing was done yet; each act makes one more.
    private var atFirst: UInt64 = 0
    private(set) var tally = Tally(lives: 1)

    init(on disk: SimulatedDisk, seed: UInt64) throws {
        self.disk = disk
        self.seed = seed
        chance = Chance(seed: ~seed)
        keys = try CurveKeyPair.generate()
        directory = NSTemporaryDirectory() + "permitd-power-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        disk.mount(at: directory)
        try start()
        atFirst = engine?.log.head ?? 0
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func start() throws {
        var settings = Settings(
            commands: "tcp://127.0.0.1:*", events: "tcp://127.0.0.1:*", instance: Ground.instance,
            serverKeys: keys, house: try Ground.house())
        settings.firstAdministrator = Ground.administrator(keys, signing)
        var options = Daemon.Options(
            settings: settings, stateDirectory: directory, context: try Ground.context.get(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        options.clock = clock
        let (engine, _) = try Daemon.openEngine(options)
        self.engine = engine
        try engine.open(settings.firstAdministrator)
        _ = try engine.commit()
    }

    /// Takes turns with new acts in them, until the log fails and the process with it.
    func work(turns: Int) {
        do {
            for _ in 0..<turns {
                clock.advance(.seconds(1))
                for _ in 0...Int.random(in: 0...3, using: &chance) { try put(newAct()) }
                try finishTurn()
                if Int.random(in: 0...3, using: &chance) == 0 { (engine?.log as? SQLiteLog)?.checkpointIfIdle() }
            }
        } catch {
            return
        }
    }

    /// Starts again on what the disk kept, sends what was not answered once more, and compares.
    func comeBack() -> Bool {
        bury()
        disk.begin()
        tally.restarts += 1
        tally.faults = disk.failures
        do {
            try start()
            for (_, frames) in sent { try put(frames) }
            try finishTurn()
            try compare()
        } catch {
            tally.broken += 1
            note("\(error)")
            return false
        }
        return true
    }

    func end() {
        disk.endProcess(forgettingCache: false)
        bury()
    }

    private func newAct() throws -> [[UInt8]] {
        count += 1
        let id = "act-\(count)"
        let args: JSONObject
        let operation: String
        if count == 1 || count.isMultiple(of: 4) {
            operation = "area.put"
            args = ["area": .string("a\(count)"), "name": "A", "risk": "blue"]
        } else if count.isMultiple(of: 3) {
            operation = "area.stop"
            args = ["area": "a1", "reason": .string("smoke \(count)")]
        } else {
            operation = "person.put"
            args = ["person": .string("p-\(count)"), "name": "Li", "employer": "Home"]
        }
        let body = JSONValue.object([
            "v": 1, "id": .string(id), "op": .string(operation), "at": .moment(clock.now()), "args": .object(args),
        ]).utf8
        let frames = [body, try signing.sign(Signing.requestBytes(instance: Ground.instance, body: body))]
        sent.append((id, frames))
        return frames
    }

    private func put(_ frames: [[UInt8]]) throws {
        let inbound = Inbound(
            route: Route(frames: [[1]]), userID: keys.publicKey.z85, content: frames, isTruncated: false,
            isExcess: false)
        try engine?.handle([inbound])
    }

    /// Commits, and lets most replies arrive; one that is lost on its way is asked for again after the next start.
    private func finishTurn() throws {
        for pending in try engine?.commit().replies ?? [] {
            guard let reply = try JSONParser.parse(pending.bytes).object, let id = reply["id"]?.string,
                let place = sent.firstIndex(where: { $0.id == id })
            else { continue }
            guard reply["ok"] == true else {
                note("\(id) got \(reply.code ?? "nothing")")
                tally.broken += 1
                continue
            }
            if Int.random(in: 0...9, using: &chance) == 0 { continue }
            answered.append((sent[place].frames, pending.bytes))
            sent.remove(at: place)
            tally.acknowledged += 1
        }
    }

    /// Everything answered is answered the same again, and there is one event for each act that took effect.
    private func compare() throws {
        guard let engine else { return }
        let done = UInt64(answered.count + sent.count)
        let head = engine.log.head
        for (frames, reply) in answered.suffix(40) {
            try put(frames)
            guard try engine.commit().replies.last?.bytes != reply else { continue }
            tally.lost += 1
            note("a reply is another one now")
        }
        if head < atFirst + done { tally.lost += Int(atFirst + done - head) }
        if head > atFirst + done { tally.doubled += Int(head - atFirst - done) }
        if engine.log.head != head { tally.doubled += 1 }
        if head != atFirst + done { note("\(head) events, \(atFirst + done) wanted") }
    }

    /// Ends the process as far as the log goes.
    private func bury() {
        guard let log = engine?.log as? SQLiteLog else { return }
        engine = nil
        do {
            try log.close()
        } catch {
            // Takes back what a failed log does in order never to be closed: thousands of them would fill the memory.
            Unmanaged.passUnretained(log.queue).release()
            Unmanaged.passUnretained(log.lock).release()
        }
    }

    private func note(_ text: String) {
        tally.note("seed \(seed): \(text)")
    }
}
