/// Something that somebody has to see to: the closed list of what the daemon raises an alarm about.
///
/// Each is raised and cleared by itself, with room between the two so that it does not flap, and each of these
/// crossings is logged once. `Alarms.md` says of each what it means and what to do.
public enum HealthAlarm: String, Sendable, CaseIterable {
    /// The disk fills: soon only safer acts are taken.
    case diskLow
    /// The disk is nearly full: only safer acts are taken.
    case diskFull
    /// The blocks set aside for safer acts on a full disk are not there.
    case reserveMissing
    /// Much of the write-ahead log can't be copied into the database.
    case walLarge
    /// Commits take long.
    case commitSlow
    /// The clock was moved, or can't be relied on.
    case clockUntrusted
    /// A checkpoint can't be written outside the log.
    case anchorUnwritable
    /// Nothing outside the log remembers it.
    case anchorMissing
    /// File descriptors run out.
    case descriptorsLow
    /// The daemon needs much memory.
    case memoryHigh
    /// A key asked for more subscriptions than anyone needs.
    case keyShutOut
    /// Many handshakes by keys that nobody enrolled.
    case unknownKeys
    /// Many requests were put off.
    case busyMany
    /// The deciding thread was held up.
    case turnSlow
    /// The rules on disk are not those in force.
    case reloadRefused
    /// The daemon can't get through to its own door.
    case doorUnanswered

    /// How bad it is, as the journal and monitoring count it.
    public enum Severity: String, Sendable, CaseIterable {
        /// Work goes on; see to it today.
        case warning
        /// Work goes on, but not all of it is as it should be; see to it now.
        case error
        /// Work is held up.
        case critical
    }

    /// How bad it is.
    public var severity: Severity {
        switch self {
        case .diskFull: .critical
        case .clockUntrusted, .anchorUnwritable, .descriptorsLow, .turnSlow, .reloadRefused, .doorUnanswered: .error
        case .diskLow, .reserveMissing, .walLarge, .commitSlow, .anchorMissing, .memoryHigh, .keyShutOut,
            .unknownKeys, .busyMany:
            .warning
        }
    }

    /// Whether every client is told: those that say why acts are put off. The others tell how close the daemon is to
    /// its limits, which is for keys that may see everything.
    public var concernsEveryone: Bool {
        switch self {
        case .diskFull, .clockUntrusted: true
        default: false
        }
    }
}
