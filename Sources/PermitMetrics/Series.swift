import CoreMetrics
import Synchronization

/// The numbers of one metric for one combination of label values.
enum Series {
    case one(Number)
    case many(Histogram)

    init(_ kind: MetricDescription.Kind) {
        switch kind {
        case .counter, .gauge: self = .one(Number())
        case .histogram(let bounds): self = .many(Histogram(bounds: bounds))
        }
    }

    var number: Number? { if case .one(let number) = self { number } else { nil } }
    var histogram: Histogram? { if case .many(let histogram) = self { histogram } else { nil } }
}

/// One number: a counter's or a gauge's.
final class Number: CounterHandler, MeterHandler, RecorderHandler {
    private let stored = Mutex<Double>(0)

    var value: Double { stored.withLock { $0 } }

    func increment(by amount: Int64) { stored.withLock { $0 += Double(amount) } }
    func increment(by amount: Double) { stored.withLock { $0 += amount } }
    func decrement(by amount: Double) { stored.withLock { $0 -= amount } }
    func reset() { stored.withLock { $0 = 0 } }
    func set(_ value: Int64) { stored.withLock { $0 = Double(value) } }
    func set(_ value: Double) { stored.withLock { $0 = value } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

/// How often a value was within each bound, and the sum of all.
final class Histogram: RecorderHandler, TimerHandler {
    struct Counts {
        /// For each bound, how often a value was above the one before and not above this one; the last is infinity's.
        var within: [Int]
        var sum = 0.0
    }

    let bounds: [Double]
    private let stored: Mutex<Counts>

    init(bounds: [Double]) {
        self.bounds = bounds
        stored = Mutex(Counts(within: Array(repeating: 0, count: bounds.count + 1)))
    }

    var counts: Counts { stored.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func record(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        stored.withLock { counts in
            counts.within[index] += 1
            counts.sum += value
        }
    }
}
