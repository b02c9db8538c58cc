import Foundation
import PermitCore
import PermitTestKit
import Synchronization
import Testing

@testable import PermitClient

/// Real files, and a daemon in memory that loses requests and replies.
final class OutboxTests {
    private let directory: String
    private var path: String { directory + "/outbox.sqlite" }

    init() throws {
        directory = NSTemporaryDirectory() + "permit-outbox-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func outbox(_ daemon: FakeDaemon, _ store: OutboxStore? = nil) async throws -> Outbox {
        try await Outbox(store ?? OutboxStore(path: path), daemon, firstRest: 2) { Instant(milliseconds: 0) }
    }

    @Test("Whatever is lost on the way, each act is taken once and each chain in its order", arguments: 1...12)
    func badNetwork(seed: UInt64) async throws {
        let daemon = FakeDaemon(seed: seed)
        daemon.contents.withLock { $0.badness = 30 }
        let outbox = try await outbox(daemon)
        for number in 0..<40 {
            _ = try await outbox.put(KeptAct.example("n\(number)", chain: "p\(number % 4)").request, .inTurn)
        }
        await outbox.settle { $0.waiting == 0 }
        let taken = daemon.taken
        #expect(taken.count == 40 && Set(taken).count == 40, "seed \(seed)")
        for chain in 0..<4 {
            let own = taken.compactMap { Int($0.dropFirst()) }.filter { $0 % 4 == chain }
            #expect(own == own.sorted(), "seed \(seed), chain \(chain)")
        }
        await outbox.close()
    }

    @Test("An outbox that ends at any point goes on where it was: nothing lost, nothing twice", arguments: 1...12)
    func ends(seed: UInt64) async throws {
        let daemon = FakeDaemon(seed: seed)
        daemon.contents.withLock { $0.badness = 40 }
        var chance = Chance(seed: seed)
        let store = try OutboxStore(path: path)
        var number = 0
        while number < 30 {
            // A new one each time, as after a crash: what the last one had under way it knows nothing of.
            let outbox = try await outbox(daemon, store)
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                _ = try await outbox.put(KeptAct.example("n\(number)", chain: "p").request, .inTurn)
                number += 1
            }
            for _ in 0..<Int.random(in: 0...20, using: &chance) { await Task.yield() }
            await outbox.close()
        }
        let last = try await outbox(daemon, store)
        await last.settle { $0.waiting == 0 }
        #expect(daemon.taken == (0..<number).map { "n\($0)" }, "seed \(seed)")
        await last.close()
    }

    @Test("Without a connection acts are kept; with one the safer go first, then each chain in order")
    func offline() async throws {
        let daemon = FakeDaemon()
        daemon.become(.offline)
        let outbox = try await outbox(daemon)
        for (id, urgency) in [("a", Urgency.inTurn), ("b", .inTurn), ("stop", .first)] {
            let outcome = try await outbox.put(KeptAct.example(id, chain: "p", urgency).request, urgency)
            guard case .kept = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
        #expect(daemon.taken.isEmpty)
        daemon.become(.online)
        await outbox.settle { $0.waiting == 0 }
        #expect(daemon.taken == ["stop", "a", "b"])
        await outbox.close()
    }

    @Test("What lets work go on is never kept", arguments: [Urgency.now, .read])
    func neverKept(urgency: Urgency) async throws {
        let store = try OutboxStore(path: path)
        let outbox = try await outbox(FakeDaemon(), store)
        await #expect(throws: OutboxFault.notKept(urgency)) {
            try await outbox.put(KeptAct.example("start", chain: "p").request, urgency)
        }
        #expect(try store.acts().isEmpty)
        await outbox.close()
    }

    @Test("A refusal stops its chain until a person drops or retries it; other chains and safer acts go on")
    func refusal() async throws {
        let daemon = FakeDaemon()
        daemon.become(.offline)
        daemon.refuse("a", "wrongState")
        let store = try OutboxStore(path: path)
        let outbox = try await outbox(daemon, store)
        for (id, chain) in [("a", "p"), ("b", "p"), ("c", "q")] {
            _ = try await outbox.put(KeptAct.example(id, chain: chain).request, .inTurn)
        }
        daemon.become(.online)
        await outbox.settle { $0.held.count == 1 && $0.waiting == 1 }
        #expect(daemon.taken == ["c"])
        _ = try await outbox.put(KeptAct.example("stop", chain: "p", .first).request, .first)
        await outbox.settle { _ in daemon.taken.contains("stop") }
        await outbox.close()

        // It is still held after a restart.
        let again = try await self.outbox(daemon, store)
        #expect(await again.overview.held.map(\.id) == ["a"])
        daemon.refuse("a", nil)
        try await again.retry("a")
        await again.settle { $0.waiting == 0 && $0.held.isEmpty }
        #expect(daemon.taken == ["c", "stop", "a", "b"])
        await #expect(throws: OutboxFault.unknown("a")) { try await again.drop("a") }
        await again.close()
    }

    @Test("What a person drops is remembered as dropped, and its chain goes on")
    func dropping() async throws {
        let daemon = FakeDaemon()
        daemon.refuse("a", "wrongState")
        let store = try OutboxStore(path: path)
        let outbox = try await outbox(daemon, store)
        _ = try await outbox.put(KeptAct.example("a", chain: "p").request, .inTurn)
        _ = try await outbox.put(KeptAct.example("b", chain: "p").request, .inTurn)
        await outbox.settle { $0.held.count == 1 }
        try await outbox.drop("a")
        await outbox.settle { $0.waiting == 0 }
        #expect(daemon.taken == ["b"])
        let endings = try store.settled(limit: 9).map { "\($0.id) \($0.ending)" }
        #expect(endings == ["b done", "a dropped"])
        await outbox.close()
    }

    @Test("A person who waits is told the refusal, and nothing stays behind")
    func told() async throws {
        let daemon = FakeDaemon()
        daemon.refuse("a", "gateUnmet")
        let store = try OutboxStore(path: path)
        let outbox = try await outbox(daemon, store)
        do {
            _ = try await outbox.put(KeptAct.example("a", chain: "p").request, .inTurn, waitMilliseconds: 60_000)
            Issue.record("not told")
        } catch let refused as Refused {
            #expect(refused.code == .gateUnmet)
        }
        #expect(try store.acts().isEmpty)
        guard
            case .done = try await outbox.put(
                KeptAct.example("b", chain: "p").request, .inTurn, waitMilliseconds: 60_000)
        else {
            Issue.record("not done")
            return
        }
        await outbox.close()
    }

    @Test("A busy, closing or failing daemon is asked again", arguments: ["busy", "unavailable", "internal"])
    func again(code: String) async throws {
        let daemon = FakeDaemon()
        daemon.refuse("a", code)
        let outbox = try await outbox(daemon)
        _ = try await outbox.put(KeptAct.example("a", chain: "p").request, .inTurn)
        for _ in 0..<20 { await Task.yield() }
        daemon.refuse("a", nil)
        await outbox.settle { $0.waiting == 0 }
        #expect(daemon.taken == ["a"])
        await outbox.close()
    }

    @Test("What rests keeps nobody else waiting, least of all what makes things safer")
    func resting() async throws {
        let daemon = FakeDaemon()
        daemon.refuse("permit.note", "busy")
        let outbox = try await Outbox(OutboxStore(path: path), daemon, firstRest: 60_000) { Instant(milliseconds: 0) }
        for number in 0..<SendingOrder.mostAtOnce {
            _ = try await outbox.put(KeptAct.example("n\(number)", chain: "p\(number)").request, .inTurn)
        }
        let stop = KeptAct.example("stop", chain: "p0", .first).request
        guard case .done = try await outbox.put(stop, .first, waitMilliseconds: 60_000) else {
            Issue.record("the stop waited")
            return
        }
        #expect(daemon.taken == ["stop"])
        await outbox.close()
    }

    @Test("A key that is refused keeps everything; another key brings it")
    func otherKey() async throws {
        let revoked = FakeDaemon()
        revoked.refuse("permit.note", "unauthorized")
        revoked.refuse("daemon.status", "unauthorized")
        let outbox = try await outbox(revoked)
        _ = try await outbox.put(KeptAct.example("a", chain: "p").request, .inTurn)
        await outbox.settle { $0.isKeyRefused }
        #expect(await outbox.overview.held.isEmpty, "it is the key, not the act")
        let renewed = FakeDaemon()
        await outbox.use(renewed)
        await outbox.settle { $0.waiting == 0 }
        #expect(renewed.taken == ["a"] && revoked.taken.isEmpty)
        await outbox.close()
    }

    @Test("An act that this person may not do is held, where the key itself is good")
    func notAllowed() async throws {
        let daemon = FakeDaemon()
        daemon.refuse("a", "unauthorized")
        let outbox = try await outbox(daemon)
        _ = try await outbox.put(KeptAct.example("a", chain: "p").request, .inTurn)
        await outbox.settle { $0.held.count == 1 }
        #expect(await !outbox.overview.isKeyRefused)
        await outbox.close()
    }

    @Test("An act goes once: the same id is not kept again, waiting or done")
    func once() async throws {
        let daemon = FakeDaemon()
        daemon.become(.offline)
        let outbox = try await outbox(daemon)
        let stop = KeptAct.example("stop", chain: "p", .first).request
        _ = try await outbox.put(stop, .first)
        await #expect(throws: OutboxFault.alreadyKept("stop")) { try await outbox.put(stop, .first) }
        daemon.become(.online)
        await outbox.settle { $0.waiting == 0 }
        await #expect(throws: OutboxFault.alreadyKept("stop")) { try await outbox.put(stop, .first) }
        #expect(try await outbox.ending(of: "stop")?.ending == .done)
        #expect(try await outbox.ending(of: "other") == nil)
        #expect(daemon.taken == ["stop"])
        await outbox.close()
    }
}

extension Outbox {
    /// Waits until the outbox is as wanted.
    nonisolated func settle(_ isWanted: @Sendable (Overview) -> Bool) async {
        for await overview in await overviews() where isWanted(overview) { return }
    }
}
