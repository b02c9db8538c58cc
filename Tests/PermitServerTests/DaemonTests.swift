import Foundation
import Logging
import PermitClient
import PermitCore
import PermitProof
import PermitWire
import Synchronization
import Testing
import ZeroMQ

@testable import PermitServer

/// Real daemons on loopback. They share one ZeroMQ context, as 4.3.4 wants, and one handshake handler's address, so
/// they run one after the other.
@Suite("The daemon, its door and its directory", .serialized)
final class DaemonTests {
    private let directory: String
    private let keys: CurveKeyPair
    private let admin: CurveKeyPair
    private let signing = PersonSigningKey()

    init() throws {
        directory = NSTemporaryDirectory() + "permitd-test-\(UUID().uuidString)"
        keys = try CurveKeyPair.generate()
        admin = try CurveKeyPair.generate()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func options() throws -> Daemon.Options {
        var settings = Settings(
            commands: "tcp://127.0.0.1:*", events: "tcp://127.0.0.1:*", instance: Ground.instance, serverKeys: keys,
            house: try Ground.house())
        settings.firstAdministrator = Ground.administrator(admin, signing)
        return Daemon.Options(
            settings: settings, stateDirectory: directory, context: try Ground.context.get(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("It refuses to serve when its own probe with a random key gets in")
    func openDoor() throws {
        var options = try options()
        options.admitsAnyone = { true }
        do {
            _ = try Daemon.start(options)
            Issue.record("it serves with the door open")
        } catch DaemonFault.openDoor(let text) {
            #expect(text.contains("tcp://127.0.0.1:"))
        }
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/endpoints.json"))
    }

    @Test("It ends when, later on, its own probe gets in")
    func doorOpensLater() async throws {
        let door = Door()
        var options = try options()
        options.admitsAnyone = { door.isOpen.load(ordering: .relaxed) }
        options.doorMilliseconds = 100
        let daemon = try Daemon.start(options)
        _ = try await status(of: daemon)
        door.isOpen.store(true, ordering: .relaxed)
        do {
            try await daemon.waitUntilEnded()
            Issue.record("it ended as if asked to")
        } catch DaemonFault.openDoor(let text) {
            #expect(text.contains("tcp://127.0.0.1:"))
        }
    }

    @Test("A door that nobody answers at is told, and tried again")
    func doorUnanswered() throws {
        let door = "tcp://127.0.0.1:9"
        let check = DoorCheck(
            [door], serverKey: keys.publicKey, try Ground.context.get(), interval: 60_000, now: 0)
        #expect(try check.step(now: 59_999) == .none)
        #expect(try check.step(now: 60_000) == .none)
        #expect(try check.step(now: 69_999) == .none)
        #expect(try check.step(now: 70_000) == .shut(unanswered: [door]))
        #expect(try check.step(now: 119_999) == .none)
        #expect(try check.step(now: 120_000) == .none, "a new round")
        #expect(try check.step(now: 130_000) == .shut(unanswered: [door]))
    }

    @Test("A second daemon on the same state directory is refused; the first goes on, ends and can be begun again")
    func secondDaemon() async throws {
        let daemon = try Daemon.start(try options())
        do {
            _ = try Daemon.start(try options())
            Issue.record("two daemons on one log")
        } catch DaemonFault.unavailable(let text) {
            #expect(text.contains("lock"))
        }
        let seen = try await status(of: daemon)
        daemon.stop()
        try await daemon.waitUntilEnded()
        #expect(try Daemon.check(stateDirectory: directory)?.head == UInt64(seen))
        let again = try Daemon.start(try options())
        let seenAgain = try await status(of: again)
        #expect(seenAgain == seen, "the administrator and the packs are recorded once")
        again.stop()
        try await again.waitUntilEnded()
    }

    @Test("An old event that was changed ends the daemon that began from a snapshot, and the next start is refused")
    func damagedBeforeSnapshot() async throws {
        var options = try options()
        options.settings.logKey = LogPrivateKey(
            name: Checkpoint.origin(instance: Ground.instance), pem: PersonSigningKey().pem)
        options.eventsWorthASnapshot = 1
        options.snapshotAtStopMilliseconds = 60_000
        let snapshot = "\(directory)/permitd.snapshot"
        var daemon = try Daemon.start(options)
        daemon.stop()
        try await daemon.waitUntilEnded()
        #expect(FileManager.default.fileExists(atPath: snapshot))
        daemon = try Daemon.start(options)
        _ = try await status(of: daemon)
        daemon.stop()
        try await daemon.waitUntilEnded()
        try flip("permitd init", in: "\(directory)/permitd.sqlite")
        daemon = try Daemon.start(options)
        do {
            try await daemon.waitUntilEnded()
            Issue.record("it ended as if asked to")
        } catch DaemonFault.badLog(let text) {
            #expect(text.contains("event 1"))
        }
        #expect(!FileManager.default.fileExists(atPath: snapshot))
        do {
            _ = try Daemon.start(options)
            Issue.record("it serves on a damaged log")
        } catch DaemonFault.badLog(let text) {
            #expect(text.contains("event 1"))
        }
    }

    private func status(of daemon: Daemon) async throws -> Int {
        let client = try Client(
            try Ground.context.get(), endpoint: daemon.endpoints.commands,
            Client.Identity(
                serverKey: keys.publicKey, keys: admin, instance: Ground.instance, signer: signing),
            now: { SystemClock().now() })
        let answer = try await client.call("daemon.status")
        return try #require(answer.content["seq"]?.integer)
    }
}

private final class Door: Sendable {
    let isOpen = Atomic(false)
}
