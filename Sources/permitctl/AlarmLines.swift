import PermitCore

/// The alarms of `daemon.status` in words.
struct AlarmLines {
    /// How bad it is, by the exit codes that monitoring knows (Nagios and its kin).
    enum Grade: Int32, Comparable {
        case ok = 0
        case warning, critical, unknown

        static func < (one: Grade, other: Grade) -> Bool { one.rawValue < other.rawValue }
    }

    private struct Alarm {
        let code: String
        let grade: Grade
        let since: String
        let message: String
        let remedy: String
        let figures: String
    }

    private let alarms: [Alarm]

    init(_ status: JSONObject) {
        alarms = (status["alarms"]?.array ?? []).compactMap(\.object).map { alarm in
            let figures = (alarm["figures"]?.array ?? []).compactMap(\.object).map { figure in
                "\(figure["name"]?.string ?? "") \(figure["value"]?.string ?? "")"
            }
            return Alarm(
                code: alarm["code"]?.string ?? "", grade: alarm["severity"] == "warning" ? .warning : .critical,
                since: alarm["since"]?.string ?? "", message: alarm["message"]?.string ?? "",
                remedy: alarm["remedy"]?.string ?? "", figures: figures.joined(separator: ", "))
        }
    }

    /// The worst of them.
    var grade: Grade { alarms.map(\.grade).max() ?? .ok }

    /// All on one line.
    func summary(_ language: Language) -> String {
        let word = [Grade.ok: "OK", .warning: "WARNING", .critical: "CRITICAL"][grade] ?? "UNKNOWN"
        guard !alarms.isEmpty else { return "\(word): \(Message("no alarms", "无告警").text(in: language))" }
        return "\(word): " + alarms.map { "\($0.code): \($0.message)" }.joined(separator: "; ")
    }

    /// Three lines for each: what, since when with which figures, what to do.
    func all(_ language: Language) -> [String] {
        let since = Message("since", "始于").text(in: language)
        return alarms.flatMap { alarm in
            [
                "\(alarm.grade == .warning ? "!" : "!!") \(alarm.code): \(alarm.message)",
                "   \(since) \(alarm.since)" + (alarm.figures.isEmpty ? "" : " (\(alarm.figures))"),
                "   → \(alarm.remedy)",
            ]
        }
    }
}
