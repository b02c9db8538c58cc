import Foundation
import Logging
import PermitCore
import PermitLog
import PermitProof
import PermitWire
import Synchronization
import Testing

@testable import PermitServer

@Suite("Alarms: raised and cleared once, with room between")
struct AlarmTests {
    private static let whole = Vitals(
        files: LogFigures(
            databaseBytes: 0, writeAheadBytes: 0, backlogBytes: 0, freeBytes: 1 << 40, hasReserve: true),
        residentBytes: 1 << 20, descriptors: 20, descriptorLimit: 1_000)

    /// A vital sign, and what it comes to: raised at the first, still so at the second, cleared at the third.
    struct Row: Sendable, CustomTestStringConvertible {
        let alarm: HealthAlarm
        let set: @Sendable (inout Vitals, UInt64) -> Void
        let values: [(UInt64, Bool)]
        var testDescription: String { alarm.rawValue }
    }

    static let rows: [Row] = [
        Row(
            alarm: .diskLow, set: { $0.files.freeBytes = $1 },
            values: [(256 << 20, false), ((256 << 20) - 1, true), (300 << 20, true), (320 << 20, false)]),
        Row(
            alarm: .walLarge, set: { $0.files.backlogBytes = $1 },
            values: [((64 << 20) - 1, false), (64 << 20, true), (33 << 20, true), (32 << 20, false)]),
        Row(
            alarm: .descriptorsLow, set: { $0.descriptors = $1 },
            values: [(799, false), (800, true), (710, true), (700, false)]),
        Row(
            alarm: .memoryHigh, set: { $0.residentBytes = $1 },
            values: [(767 << 20, false), (768 << 20, true), (641 << 20, true), (640 << 20, false)]),
        Row(
            alarm: .reserveMissing, set: { $0.files.hasReserve = $1 > 0 },
            values: [(1, false), (0, true), (0, true), (1, false)]),
    ]

    @Test("Vital signs", arguments: rows)
    func vitals(row: Row) {
        let lines = Lines()
        let watch = Watch(lines.logger)
        for (value, isRaised) in row.values {
            var vitals = Self.whole
            row.set(&vitals, value)
            watch.judge(vitals, at: Instant(milliseconds: 0))
            #expect(watch.panel.isRaised(row.alarm) == isRaised, "at \(value)")
        }
        let told = lines.all.filter { $0.contains("alarm=\(row.alarm)") }
        #expect(told.count == 2 && told[0].contains("state=raised") && told[1].contains("state=cleared"))
    }

    @Test("Rates, by the minute that runs and the one before")
    func rates() {
        let watch = Watch(Lines().logger)
        let moment = Instant(milliseconds: 0)
        func judge(at now: Int64) -> [HealthAlarm] {
            watch.judgeRates(now: now, at: moment)
            return watch.panel.all.map(\.alarm)
        }
        for _ in 0..<299 { watch.note(handshakeAllowed: false, now: 60_000) }
        #expect(judge(at: 60_000) == [])
        watch.note(handshakeAllowed: false, now: 60_001)
        #expect(judge(at: 60_002) == [.unknownKeys])
        #expect(judge(at: 179_999) == [.unknownKeys], "the minute before counts")
        #expect(judge(at: 180_000) == [])
    }

    @Test("A turn that was held up stays an alarm for ten minutes")
    func slowTurn() {
        let watch = Watch(Lines().logger)
        watch.note(turn: 4_999_000_000, now: 0)
        watch.judgeRates(now: 1, at: Instant(milliseconds: 0))
        #expect(!watch.panel.isRaised(.turnSlow))
        watch.note(turn: 5_000_000_000, now: 0)
        watch.judgeRates(now: 599_999, at: Instant(milliseconds: 0))
        #expect(watch.panel.isRaised(.turnSlow))
        watch.judgeRates(now: 600_000, at: Instant(milliseconds: 0))
        #expect(!watch.panel.isRaised(.turnSlow))
    }

    @Test(
        "Commits are slow when more than one in a hundred is",
        arguments: [(3, 297, false), (3, 296, true), (2, 0, false)])
    func slowCommits(slow: Int, quick: Int, isRaised: Bool) {
        let watch = Watch(Lines().logger)
        // Should a minute end meanwhile, both parts are judged over the same two.
        for _ in 0..<quick { watch.note(commit: 1_000_000, requests: 1) }
        for _ in 0..<slow { watch.note(commit: 250_000_000, requests: 1) }
        watch.judgeRates(now: monotonicMilliseconds(), at: Instant(milliseconds: 0))
        #expect(watch.panel.isRaised(.commitSlow) == isRaised)
    }

    @Test("Many put off raise busyMany")
    func busy() throws {
        let desk = try Desk()
        for _ in 0..<100 { try desk.ask("permit.list", isExcess: true) }
        desk.engine.watch.judgeRates(now: monotonicMilliseconds(), at: desk.clock.now())
        #expect(desk.engine.watch.panel.isRaised(.busyMany))
    }

    @Test("A full disk concerns everyone; no anchors, and all figures, only keys that may see everything")
    func whoIsTold() throws {
        let desk = try Desk()
        let tablet = String(repeating: "t", count: 40)
        try desk.ask("area.put", area)
        try desk.ask("key.enroll", ["key": .string(tablet), "device": "tablet", "areas": ["binhai"]])
        desk.engine.isShortOfSpace = true
        desk.engine.lookAfter(now: monotonicMilliseconds())
        let alarms = try #require(try desk.ask("daemon.status")?.result["alarms"]?.array)
        #expect(alarms.map { $0.object?["code"] } == ["diskFull", "anchorMissing"])
        try desk.put([desk.body("daemon.status", [:])], from: tablet)
        let told = try #require(try desk.replies().last?.result["alarms"]?.array)
        #expect(told.map { $0.object?["code"] } == ["diskFull"])
        try desk.put([desk.body("daemon.status", ["metrics": true])], from: tablet)
        #expect(try desk.replies().last?.code == "unauthorized")
    }

    @Test("An anchor that can't be written is told once, tried again, and cleared")
    func anchors() throws {
        let desk = try Desk()
        let place = NSTemporaryDirectory() + "anchor-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: place) }
        try Data().write(to: URL(fileURLWithPath: place))
        let key = try #require(LogPrivateKey(name: "permitd.test", pem: PersonSigningKey().pem))
        desk.engine.notary = Notary(key)
        desk.engine.anchors = [.directory(place)]
        for _ in 0..<3 { try desk.engine.keepCheckpoint(in: desk.engine.anchors) }
        #expect(desk.engine.watch.panel.isRaised(.anchorUnwritable))
        try FileManager.default.removeItem(atPath: place)
        try desk.engine.keepCheckpoint(in: desk.engine.anchors)
        #expect(!desk.engine.watch.panel.isRaised(.anchorUnwritable))
        #expect(FileManager.default.fileExists(atPath: "\(place)/checkpoint"))
    }

    @Test("Every alarm has its section of the runbook, and every section an alarm, a meaning, a remedy and a test")
    func runbook() throws {
        let file = URL(fileURLWithPath: Ground.packDirectory).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/permitd/permitd.docc/Alarms.md")
        let sections = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n### ").dropFirst()
        let names = sections.map { String($0.prefix { $0 != "\n" }) }
        #expect(names == HealthAlarm.allCases.map(\.rawValue))
        for (alarm, section) in zip(HealthAlarm.allCases, sections) {
            #expect(section.contains("*\(alarm.severity.rawValue)*"), "\(alarm): its severity")
            #expect(section.contains("*Test:*") || section.contains("*Tests:*"), "\(alarm): its test")
        }
    }
}

/// Keeps what is logged.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            lines.lines.withLock { $0.append("\(event.level) \(event.message)\(pairs)") }
        }
    }
}
