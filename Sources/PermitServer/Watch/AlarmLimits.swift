/// Where alarms are raised and cleared. Bytes, milliseconds, or times within a minute.
enum AlarmLimits {
    /// How often the slower vitals are taken, in milliseconds.
    static let vitalsMilliseconds: Int64 = 10_000
    /// How often the daemon tries its own doors, in milliseconds.
    static let doorMilliseconds: Int64 = 60_000

    static let freeBytes = Threshold(below: 256 << 20, upTo: 320 << 20)
    /// Of the write-ahead log, what is not yet copied.
    static let backlogBytes = Threshold(above: 64 << 20, downTo: 32 << 20)
    /// Descriptors in use, in hundredths of the limit.
    static let descriptorsPercent = Threshold(above: 80, downTo: 70)
    /// Three quarters of the unit's MemoryMax=.
    static let residentBytes = Threshold(above: 768 << 20, downTo: 640 << 20)
    /// Handshakes refused in a minute. A single revoked tablet tries about 25 times.
    static let refusedHandshakes = Threshold(above: 300, downTo: 100)
    /// `busy` answers in a minute.
    static let busyAnswers = Threshold(above: 100, downTo: 10)
    /// A commit from here on is a slow one, in milliseconds.
    static let slowCommitMilliseconds: Int64 = 250
    /// Slow commits in a minute, if they are also more than one in a hundred (the p99 is over the limit).
    static let slowCommits = Threshold(above: 3, downTo: 0)
    /// A turn from here on is a near miss of the watchdog, in milliseconds, and how long that stays an alarm.
    static let slowTurnMilliseconds: Int64 = 5_000
    static let slowTurnStaysMilliseconds: Int64 = 600_000
}
