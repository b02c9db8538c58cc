import Foundation
import Logging

/// One line for each message on standard error. Where the journal reads it, each begins with its priority.
struct JournalLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let isJournal: Bool

    static func logger(level: String) -> Logger {
        let level = Logger.Level(rawValue: level) ?? .notice
        let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil
        return Logger(label: "permitd") { _ in JournalLog(logLevel: level, isJournal: isJournal) }
    }

    private init(logLevel: Logger.Level, isJournal: Bool) {
        self.logLevel = logLevel
        self.isJournal = isJournal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = isJournal ? "<\(event.level.priority)>" : "\(Date().formatted(.iso8601)) \(event.level) "
        // A line feed in a message would begin a line of its own, with no priority.
        let line = "\(event.message)\(pairs)".replacingOccurrences(of: "\n", with: " | ")
        FileHandle.standardError.write(Data("\(prefix)\(line)\n".utf8))
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
