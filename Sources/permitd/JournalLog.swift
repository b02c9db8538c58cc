import Foundation
import Logging

/// Where the program's lines go: to the journal with fields of their own where it listens, else one line for each
/// message on standard error.
///
/// The writing thread logs, so nothing here waits for the journal: what it doesn't take at once is counted and told
/// with the next line that it takes. Standard error that is not the journal's, a terminal or a file, is written to in
/// the ordinary way.
struct JournalLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let journal: Journal?

    static func logger(level: String) -> Logger {
        let level = Logger.Level(rawValue: level) ?? .notice
        return Logger(label: "permitd") { _ in JournalLog(logLevel: level, journal: .listening) }
    }

    init(logLevel: Logger.Level, journal: Journal?) {
        self.logLevel = logLevel
        self.journal = journal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = all.sorted { $0.key < $1.key }.map { (name: $0.key, value: "\($0.value)") }
        let line = JournalEntry(message: "\(event.message)", priority: event.level.priority, pairs: pairs)
        if let journal { return journal.write(line) }
        FileHandle.standardError.write(Data("\(Date().formatted(.iso8601)) \(event.level) \(line.text)\n".utf8))
    }
}

extension Logger.Level {
    /// The priority of sd-daemon(3).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
