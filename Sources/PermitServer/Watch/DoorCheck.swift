import ZeroMQ

/// The daemon's own attempts, now and then, to get in with keys that nobody enrolled. One that gets in ends the daemon;
/// one that nobody answers raises an alarm.
///
/// It does not keep the watchdog from being fed: whoever is connected works on, and a daemon that starts again and
/// finds its door out of reach again would end up not running at all.
final class DoorCheck {
    private let doors: [String]
    private let serverKey: CurveKey
    private let context: Context
    private let interval: Int64
    private var next: Int64
    private var probes: [Probe] = []
    private var unanswered: [String] = []

    init(_ doors: [String], serverKey: CurveKey, _ context: Context, interval: Int64, now: Int64) {
        self.doors = doors
        self.serverKey = serverKey
        self.context = context
        self.interval = interval
        next = now + interval
    }

    /// What a round of attempts showed.
    enum Finding: Equatable {
        /// No round is at its end.
        case none
        /// Every door is shut, but for these, which didn't answer.
        case shut(unanswered: [String])
    }

    /// Goes on with the attempts; never waits.
    ///
    /// - Throws: `DaemonFault.openDoor` when one gets in.
    func step(now: Int64) throws -> Finding {
        if probes.isEmpty {
            guard now >= next else { return .none }
            next = now + interval
            unanswered = []
            probes = try doors.map { try Probe(of: $0, serverKey: serverKey, context, now: now) }
        }
        var open: [Probe] = []
        for probe in probes {
            switch try probe.verdict(now: now) {
            case .none: open.append(probe)
            case .letIn: throw DaemonFault.openDoor(in: probe.endpoint)
            case .keptOut: break
            case .unanswered: unanswered.append(probe.endpoint)
            }
        }
        probes = open
        return open.isEmpty ? .shut(unanswered: unanswered) : .none
    }

    /// Whether a handshake is one of these attempts, which no count of strangers should hold.
    func isOwn(_ key: String) -> Bool { probes.contains { $0.key == key } }
}
