import Foundation
import Glibc
import PermitCore
import PermitWire
import ZeroMQ

/// The daemon that is measured: a process of its own, of an installation of its own.
final class BenchDaemon {
    let program: String
    let directory: String
    let instance: String
    let serverKey: CurveKey
    private(set) var commands = ""
    private(set) var events = ""
    private var child: Child?

    /// Makes the installation where there is none yet.
    init(_ program: String, in directory: String) throws {
        self.program = program
        self.directory = directory
        if !FileManager.default.fileExists(atPath: "\(directory)/permitd.yaml") {
            try Self.initialize(program, directory)
        }
        instance = try Self.text("\(directory)/keys/instance").trimmingCharacters(in: .whitespacesAndNewlines)
        serverKey = try CurveCertificate(parsing: Self.text("\(directory)/keys/server.pub")).publicKey
    }

    private static func initialize(_ program: String, _ directory: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["init", directory, "--admin", Scribe.admin]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchFault("permitd init failed") }
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else { throw BenchFault("no \(path)") }
        return String(decoding: data, as: UTF8.self)
    }

    /// The administrator's keys.
    func administrator() throws -> (CurveKeyPair, PersonSigningKey) {
        guard let keys = try CurveCertificate(parsing: Self.text("\(directory)/keys/admin.key")).keys,
            let signing = PersonSigningKey(pem: try Self.text("\(directory)/keys/admin.sign"))
        else { throw BenchFault("the administrator's keys can't be read") }
        return (keys, signing)
    }

    /// Its process; nil while it doesn't run.
    var id: pid_t? { child?.id }

    /// The log's file.
    var log: String { "\(directory)/state/permitd.sqlite" }

    /// Starts it, and answers how long it took until it said that it was ready, in seconds.
    @discardableResult
    func start(patience: Double = 1_200) throws -> Double {
        let notices = try Notices("\(directory)/notify")
        let environment = [
            "PERMITD_COMMANDS": "tcp://127.0.0.1:*", "PERMITD_EVENTS": "tcp://127.0.0.1:*",
            "PERMITD_SIGNATURES": "required", "PERMITD_TIMEZONE": Self.morningZone,
            "NOTIFY_SOCKET": notices.path,
        ]
        var words = [program, "serve", "--config", "\(directory)/permitd.yaml"]
        // The daemon is to end with its conductor, even where that is killed.
        let warden = "/usr/bin/setpriv"
        if FileManager.default.isExecutableFile(atPath: warden) {
            words = [warden, "--pdeathsig", "TERM", "--"] + words
        }
        let begun = nanoseconds()
        child = try Child(words[0], Array(words.dropFirst()), environment: environment, errors: "\(directory)/stderr")
        try notices.awaitReady(seconds: patience)
        let seconds = Double(nanoseconds() - begun) / 1e9
        let endpoints = try JSONParser.parse(Array(Self.text("\(directory)/state/endpoints.json").utf8)).object
        commands = endpoints?["commands"]?.string ?? ""
        events = endpoints?["events"]?.string ?? ""
        return seconds
    }

    /// Ends it in order.
    func stop() {
        child?.end(patience: 60)
        child = nil
    }

    /// Its resident memory in bytes.
    func residentBytes() throws -> Int {
        guard let id else { throw BenchFault("the daemon doesn't run") }
        let line = try Self.text("/proc/\(id)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw BenchFault("no VmRSS of the daemon")
        }
        return kilobytes * 1_024
    }

    /// A zone in which it is about ten in the morning: no day ends during a run, whenever it is started.
    private static var morningZone: String {
        let hour = Int(now().milliseconds / 3_600_000 % 24)
        let ahead = 10 - hour
        if ahead == 0 { return "Etc/GMT" }
        // POSIX counts hours west of Greenwich: the sign is the other way round. There are 14 ahead and 12 behind.
        let hours = ahead < -12 ? ahead + 24 : ahead
        return hours > 0 ? "Etc/GMT-\(hours)" : "Etc/GMT+\(-hours)"
    }
}
