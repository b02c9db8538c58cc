import PermitCore

/// The alarms that are raised, since when and with which figures.
struct AlarmPanel {
    /// A number or a name that goes with an alarm.
    typealias Figure = (name: String, value: String)

    struct Raised {
        let since: Instant
        var figures: [Figure]
    }

    private(set) var raised: [HealthAlarm: Raised] = [:]

    /// What is raised, the worst first.
    var all: [(alarm: HealthAlarm, raised: Raised)] {
        HealthAlarm.allCases.compactMap { alarm in raised[alarm].map { (alarm, $0) } }
            .sorted { $0.alarm.severity.order > $1.alarm.severity.order }
    }

    func isRaised(_ alarm: HealthAlarm) -> Bool { raised[alarm] != nil }

    /// Raises or clears an alarm; true if that changed anything.
    mutating func set(_ alarm: HealthAlarm, _ isRaised: Bool, _ figures: [Figure], at now: Instant) -> Bool {
        guard isRaised else { return raised.removeValue(forKey: alarm) != nil }
        if raised[alarm] == nil {
            raised[alarm] = Raised(since: now, figures: figures)
            return true
        }
        raised[alarm]?.figures = figures
        return false
    }
}

extension HealthAlarm.Severity {
    fileprivate var order: Int {
        switch self {
        case .warning: 0
        case .error: 1
        case .critical: 2
        }
    }
}

/// Where a figure raises an alarm and where it clears it again: the room between the two is what keeps it from
/// flapping.
struct Threshold {
    private let raise: UInt64
    private let clear: UInt64

    /// Raised from `above` on, cleared once at most `to`.
    init(above: UInt64, downTo clear: UInt64) {
        raise = above
        self.clear = clear
    }

    /// Raised below `below`, cleared once at least `to`.
    init(below: UInt64, upTo clear: UInt64) {
        raise = below
        self.clear = clear
    }

    func holds(_ value: UInt64, wasRaised: Bool) -> Bool {
        if raise > clear { return wasRaised ? value > clear : value >= raise }
        return wasRaised ? value < clear : value < raise
    }
}

/// How often something happened within a minute: the last whole one, or the one that runs.
struct PerMinute {
    private var minute: Int64 = 0
    private var running: UInt64 = 0
    private var last: UInt64 = 0

    /// Counts it. Time is of the clock that never runs back, in milliseconds.
    mutating func count(_ times: UInt64 = 1, now: Int64) {
        turn(to: now)
        running += times
    }

    /// The most within one of the two minutes.
    mutating func most(now: Int64) -> UInt64 {
        turn(to: now)
        return max(running, last)
    }

    private mutating func turn(to now: Int64) {
        let current = now / 60_000
        guard current != minute else { return }
        last = current == minute + 1 ? running : 0
        running = 0
        minute = current
    }
}
