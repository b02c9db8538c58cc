import CoreMetrics
import Logging
import PermitCore
import PermitLog

/// Looks after the daemon's own health: counts, judges and raises alarms. Of the Writer's thread, like the engine.
final class Watch {
    let instruments = Instruments()
    /// Nil where the kernel does not show a process its own files.
    let process = OwnProcess()
    private(set) var panel = AlarmPanel()
    /// As last looked up; nil before the first time, and for a log that is not on disk.
    private(set) var vitals: Vitals?
    private let logger: Logger
    private var nextVitals: Int64 = 0
    private var refusedHandshakes = PerMinute()
    private var busyAnswers = PerMinute()
    private var commits = PerMinute()
    private var slowCommits = PerMinute()
    private var slowTurn: (milliseconds: Int64, until: Int64) = (0, 0)

    init(_ logger: Logger) {
        self.logger = logger
    }

    // MARK: What happened

    func note(commit nanoseconds: Int64, requests: Int) {
        instruments.commit.recordNanoseconds(nanoseconds)
        instruments.batch.record(requests)
        let now = monotonicMilliseconds()
        commits.count(now: now)
        if nanoseconds >= AlarmLimits.slowCommitMilliseconds * 1_000_000 { slowCommits.count(now: now) }
    }

    /// Replies went out.
    func note(answered replies: [PendingReply], at now: Int64) {
        for reply in replies {
            guard let receivedAt = reply.receivedAt else { continue }
            instruments.request.recordNanoseconds(now - receivedAt)
        }
    }

    /// A turn was done; the next thing that happens is waited for.
    func note(turn nanoseconds: Int64, now: Int64) {
        instruments.turn.recordNanoseconds(nanoseconds)
        guard nanoseconds >= AlarmLimits.slowTurnMilliseconds * 1_000_000 else { return }
        slowTurn = (nanoseconds / 1_000_000, now + AlarmLimits.slowTurnStaysMilliseconds)
    }

    func note(handshakeAllowed isAllowed: Bool, now: Int64) {
        instruments.note(handshakeAllowed: isAllowed)
        if !isAllowed { refusedHandshakes.count(now: now) }
    }

    func note(_ operation: Operation?, _ code: RefusalCode) {
        instruments.note(operation, code.rawValue)
        if code == .busy { busyAnswers.count(now: monotonicMilliseconds()) }
    }

    // MARK: What to think of it

    /// Raises an alarm or clears it; either is logged when it changes something, and then only.
    func set(_ alarm: HealthAlarm, _ isRaised: Bool, _ figures: [AlarmPanel.Figure] = [], at now: Instant) {
        guard panel.set(alarm, isRaised, figures, at: now) else { return }
        var metadata: Logger.Metadata = ["alarm": "\(alarm.rawValue)", "state": isRaised ? "raised" : "cleared"]
        for figure in figures { metadata[figure.name] = "\(figure.value)" }
        logger.log(
            level: isRaised ? alarm.severity.level : .notice, "\(alarm.message.english)", metadata: metadata)
    }

    /// Judges what is counted by the minute.
    func judgeRates(now: Int64, at moment: Instant) {
        judge(.unknownKeys, refusedHandshakes.most(now: now), AlarmLimits.refusedHandshakes, "perMinute", moment)
        judge(.busyMany, busyAnswers.most(now: now), AlarmLimits.busyAnswers, "perMinute", moment)
        let slow = slowCommits.most(now: now)
        let isMany = slow * 100 > commits.most(now: now)
        judge(.commitSlow, isMany ? slow : 0, AlarmLimits.slowCommits, "slowCommitsPerMinute", moment)
        set(.turnSlow, now < slowTurn.until, [("milliseconds", "\(slowTurn.milliseconds)")], at: moment)
    }

    /// Takes the vitals if it is time for them.
    func takeVitals(now: Int64, at moment: Instant, _ take: () -> Vitals?) {
        guard now >= nextVitals else { return }
        nextVitals = now + AlarmLimits.vitalsMilliseconds
        guard let vitals = take() else { return }
        self.vitals = vitals
        judge(vitals, at: moment)
    }

    func judge(_ vitals: Vitals, at moment: Instant) {
        judge(.walLarge, vitals.files.backlogBytes, AlarmLimits.backlogBytes, "backlogBytes", moment)
        judge(.memoryHigh, vitals.residentBytes, AlarmLimits.residentBytes, "residentBytes", moment)
        let isLow = AlarmLimits.descriptorsPercent.holds(
            vitals.descriptorsPercent, wasRaised: panel.isRaised(.descriptorsLow))
        let figures = [("descriptors", "\(vitals.descriptors)"), ("limit", "\(vitals.descriptorLimit)")]
        set(.descriptorsLow, isLow, figures, at: moment)
        set(.reserveMissing, !vitals.files.hasReserve, at: moment)
    }

    private func judge(
        _ alarm: HealthAlarm, _ value: UInt64, _ threshold: Threshold, _ figure: String, _ moment: Instant
    ) {
        let isRaised = threshold.holds(value, wasRaised: panel.isRaised(alarm))
        set(alarm, isRaised, [(figure, "\(value)")], at: moment)
    }
}

extension HealthAlarm.Severity {
    fileprivate var level: Logger.Level {
        switch self {
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
