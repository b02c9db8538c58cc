import CoreMetrics
import PermitCore
import PermitMetrics

/// What the daemon counts, ready for the Writer's hand: a count is a look in a dictionary and an addition.
final class Instruments {
    private struct Answered: Hashable {
        let operation: Operation?
        let outcome: String
    }

    let registry = MetricRegistry(Catalogue.all)
    let request: CoreMetrics.Timer
    let commit: CoreMetrics.Timer
    let turn: CoreMetrics.Timer
    let batch: Recorder
    private var answered: [Answered: Counter] = [:]
    private var events: [EventType: Counter] = [:]
    private let allowed: Counter
    private let refused: Counter

    init() {
        request = CoreMetrics.Timer(label: "permitd_request_duration_seconds", factory: registry)
        commit = CoreMetrics.Timer(label: "permitd_commit_duration_seconds", factory: registry)
        turn = CoreMetrics.Timer(label: "permitd_turn_duration_seconds", factory: registry)
        batch = Recorder(label: "permitd_batch_requests", aggregate: true, factory: registry)
        let handshakes = "permitd_handshakes_total"
        allowed = Counter(label: handshakes, dimensions: [("decision", "allowed")], factory: registry)
        refused = Counter(label: handshakes, dimensions: [("decision", "refused")], factory: registry)
    }

    /// Counts an answer. The operation is nil where it could not be read, the outcome a word of a closed list.
    func note(_ operation: Operation?, _ outcome: String) {
        let key = Answered(operation: operation, outcome: outcome)
        if let known = answered[key] { return known.increment() }
        let dimensions = [("operation", operation?.rawValue ?? "none"), ("outcome", outcome)]
        let counter = Counter(label: "permitd_requests_total", dimensions: dimensions, factory: registry)
        answered[key] = counter
        counter.increment()
    }

    func note(event type: EventType) {
        if let known = events[type] { return known.increment() }
        let counter = Counter(
            label: "permitd_events_total", dimensions: [("type", type.rawValue)], factory: registry)
        events[type] = counter
        counter.increment()
    }

    func note(handshakeAllowed isAllowed: Bool) { (isAllowed ? allowed : refused).increment() }

    func note(checkpointIn place: String, at moment: Instant) {
        set("permitd_checkpoint_timestamp_seconds", [("place", place)], Double(moment.milliseconds) / 1_000)
    }

    /// Sets a gauge; for numbers that are looked up when somebody asks for them.
    func set(_ name: String, _ value: Double) { set(name, [], value) }

    func set(_ name: String, _ labels: [(String, String)], _ value: Double) {
        Meter(label: name, dimensions: labels, factory: registry).set(value)
    }
}
