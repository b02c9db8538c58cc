import Foundation
import Logging
import PermitCore
import PermitLog
import PermitProof
import PermitWire
import Testing
import ZeroMQ

@testable import PermitServer

/// Starting from a snapshot: what it saves is time, and nothing that is wrong with it keeps a daemon from starting.
final class SnapshotTests {
    private let directory = NSTemporaryDirectory() + "permitd-snapshot-\(UUID().uuidString)"
    private let keys: CurveKeyPair
    private let signing = PersonSigningKey()
    private var options: Daemon.Options
    private var count = 0

    init() throws {
        keys = try CurveKeyPair.generate()
        var settings = Settings(
            commands: "tcp://127.0.0.1:*", events: "tcp://127.0.0.1:*", instance: Ground.instance, serverKeys: keys,
            house: try Ground.house())
        settings.firstAdministrator = Ground.administrator(keys, signing)
        settings.logKey = try Self.logKey()
        options = Daemon.Options(
            settings: settings, stateDirectory: directory, context: try Ground.context.get(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func logKey() throws -> LogPrivateKey {
        try #require(
            LogPrivateKey(name: Checkpoint.origin(instance: Ground.instance), pem: PersonSigningKey().pem))
    }

    private var file: SnapshotFile {
        get throws { try #require(SnapshotFile(options.settings, stateDirectory: directory)) }
    }

    private struct Life {
        let engine: Engine
        let log: SQLiteLog
        let from: LogPosition?

        func take(_ file: SnapshotFile) throws {
            #expect(try file.write(StateSnapshot(state: engine.state, position: log.position)) != nil)
        }
    }

    /// Starts as a daemon does, with the snapshot that is there, or as if there were none.
    private func start(withSnapshot: Bool = true) throws -> Life {
        let snapshot = withSnapshot ? try? file.read() : nil
        let (engine, log, from) = try Daemon.resumeEngine(options, from: snapshot)
        try engine.open(options.settings.firstAdministrator)
        _ = try engine.commit()
        return Life(engine: engine, log: log, from: from)
    }

    /// Has so many acts decided and stored.
    private func act(_ life: Life, _ acts: Int = 3) throws {
        for _ in 0..<acts {
            count += 1
            let body = JSONValue.object([
                "v": 1, "id": .string("r-\(count)"), "op": "area.put", "at": .moment(SystemClock().now()),
                "args": ["area": .string("a-\(count % 7)"), "name": .string("Area \(count)"), "risk": "blue"],
            ]).utf8
            let signature = try signing.sign(Signing.requestBytes(instance: Ground.instance, body: body))
            let inbound = Inbound(
                route: Route(frames: [[1]]), userID: keys.publicKey.z85, content: [body, signature],
                isTruncated: false, isExcess: false)
            try life.engine.handle([inbound])
        }
        let before = life.log.head
        _ = try life.engine.commit()
        #expect(life.log.head == before + UInt64(acts))
    }

    @Test("A start from it ends up where a start from the whole log does, and the log goes on")
    func resumes() throws {
        var life = try start()
        try act(life)
        try life.take(try file)
        let position = life.log.position
        try act(life)
        try life.log.close()
        life = try start(withSnapshot: false)
        let whole = life.engine.state
        #expect(life.from == nil)
        try life.log.close()
        life = try start()
        #expect(life.from == position)
        #expect(life.engine.state == whole)
        #expect(try PrefixVerification(directory: directory, through: position).run { _, _ in })
        try act(life)
        let end = life.log.position
        try life.log.close()
        #expect(try Daemon.check(stateDirectory: directory)?.head == end.head)
    }

    @Test("A byte more, less or other, and it is not used")
    func damaged() throws {
        let life = try start()
        try life.take(try file)
        let path = try file.path
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let places = Array(0..<200) + Array(stride(from: 200, to: whole.count, by: 4_099)) + [whole.count - 1]
        for place in places {
            var other = whole
            other[place] ^= 0x10
            try other.write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self, "byte \(place)") { try file.read() }
            try whole[..<place].write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self, "cut at \(place)") { try file.read() }
        }
        try (whole + [0]).write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self) { try file.read() }
        try whole.write(to: URL(fileURLWithPath: path))
        #expect(try file.read()?.state == life.engine.state)
        try life.log.close()
    }

    @Test(
        "One that a former key of the log sealed, or of another installation, is not used; without a key there is none")
    func otherKeys() throws {
        let life = try start()
        try life.take(try file)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        try life.log.close()
        var settings = options.settings
        settings.logKey = try Self.logKey()
        #expect(throws: SnapshotFault.self) { try SnapshotFile(settings, stateDirectory: directory)?.read() }
        settings = options.settings
        settings.instance = "00000000-0000-4000-8000-00000000beef"
        #expect(throws: SnapshotFault.self) { try SnapshotFile(settings, stateDirectory: directory)?.read() }
        settings.logKey = nil
        #expect(SnapshotFile(settings, stateDirectory: directory) == nil)
    }

    @Test("Whatever moment a writing stops at, the one before is whole, and the next one takes its place")
    func interrupted() throws {
        let life = try start()
        try life.take(try file)
        let first = life.log.position
        let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
        try act(life)
        for length in [0, 1, 1_000, whole.count] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: file.path + ".new"))
            #expect(try file.read()?.position == first)
        }
        for pieces in 0..<2 {
            var asked = 0
            let size = try file.write(
                StateSnapshot(state: life.engine.state, position: life.log.position),
                isCancelled: {
                    asked += 1
                    return asked > pieces
                })
            #expect(size == nil)
            #expect(try file.read()?.position == first)
            #expect(!FileManager.default.fileExists(atPath: try file.path + ".new"))
        }
        try life.take(try file)
        #expect(try file.read()?.position == life.log.position)
        try life.log.close()
    }

    @Test("One that is ahead of the log, as after a restore of a backup, or of another course of things is not used")
    func replacedLog() throws {
        let database = "\(directory)/permitd.sqlite"
        let backup = database + ".backup"
        var life = try start()
        try act(life)
        try life.log.close()
        try FileManager.default.copyItem(atPath: database, toPath: backup)
        life = try start()
        try act(life)
        try life.take(try file)
        try life.log.close()
        try FileManager.default.removeItem(atPath: database)
        try FileManager.default.moveItem(atPath: backup, toPath: database)
        life = try start()
        #expect(life.from == nil, "it is ahead")
        try act(life, 20)
        try life.log.close()
        let again = try start()
        #expect(again.from == nil, "as many events, but others")
        #expect(again.engine.state == life.engine.state)
        try again.log.beginEpoch()
        try again.log.close()
        life = try start()
        try life.take(try file)
        try life.log.beginEpoch()
        try life.log.close()
        life = try start()
        #expect(life.from == nil, "of another epoch")
        try life.log.close()
    }

    @Test("Where what follows it doesn't fit, the whole log is read and says what is wrong")
    func damagedBehind() throws {
        let life = try start()
        try life.take(try file)
        try act(life)
        try life.log.close()
        try flip("Area 2", in: "\(directory)/permitd.sqlite")
        do {
            _ = try start()
            Issue.record("a damaged log was opened")
        } catch {
            guard case .badLog = DaemonFault(error) else { throw error }
        }
    }

    @Test("They are taken after some events and some quiet, and at the end; a directory that takes none is no matter")
    func keeper() throws {
        let life = try start()
        let keeper = SnapshotKeeper(try file, taken: 0, least: 100, options.logger)
        keeper.finish(life.engine.state, life.log, hasRoom: true, within: 60_000)
        #expect(try file.read() == nil, "the log is short")
        try act(life, Int(Limits.eventsBetweenIdleSnapshots))
        keeper.takeIfDue(life.engine.state, life.log, now: 1)
        keeper.takeIfDue(life.engine.state, life.log, now: Limits.snapshotIdleMilliseconds)
        keeper.abandon(within: 60_000)
        #expect(try file.read() == nil, "it isn't quiet yet")
        keeper.takeIfDue(life.engine.state, life.log, now: Limits.snapshotIdleMilliseconds + 1)
        keeper.abandon(within: 60_000)
        #expect(try file.read()?.position == life.log.position)
        try act(life)
        keeper.finish(life.engine.state, life.log, hasRoom: false, within: 60_000)
        #expect(try file.read()?.position.head == life.log.head - 3, "no room")
        keeper.finish(life.engine.state, life.log, hasRoom: true, within: 60_000)
        #expect(try file.read()?.position == life.log.position)
        try file.remove()
        try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        try act(life)
        keeper.finish(life.engine.state, life.log, hasRoom: true, within: 60_000)
        #expect(throws: (any Error).self) { try file.read() }
        try FileManager.default.removeItem(atPath: file.path)
        keeper.finish(life.engine.state, life.log, hasRoom: true, within: 60_000)
        #expect(try file.read()?.position == life.log.position, "what failed is tried again")
        try life.log.close()
        try start(withSnapshot: false).log.close()
    }
}

/// Changes a byte of a text in a file that nobody has open, wherever it stands there.
func flip(_ text: String, in path: String) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var count = 0
    while let place = bytes.range(of: Data(text.utf8)) {
        bytes[place.lowerBound] ^= 1
        count += 1
    }
    #expect(count > 0)
    try bytes.write(to: URL(fileURLWithPath: path))
}
