public import CoreMetrics
import Synchronization

/// Where the numbers are kept: the backend of the swift-metrics API for a closed list of metrics.
///
/// What is not on the list, has other labels than described or is one label value too many is counted nowhere, so that
/// nothing a client sends can make it grow. Numbers may be changed and read on any thread.
public final class MetricRegistry: MetricsFactory {
    /// The most combinations of label values of one metric.
    public static let mostSeries = 2_000

    let descriptions: [MetricDescription]
    private let byName: [String: MetricDescription]
    private let series = Mutex<[String: [[String]: Series]]>([:])

    /// Keeps these metrics, and shows them in this order.
    public init(_ descriptions: [MetricDescription]) {
        self.descriptions = descriptions
        byName = Dictionary(descriptions.map { ($0.name, $0) }) { first, _ in first }
    }

    /// A metric's numbers by its label values, in their order.
    func series(of name: String) -> [(values: [String], series: Series)] {
        let found = series.withLock { $0[name] ?? [:] }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    }

    private func make(_ label: String, _ dimensions: [(String, String)]) -> Series? {
        guard let description = byName[label], description.labels == dimensions.map(\.0) else { return nil }
        let values = dimensions.map(\.1)
        return series.withLock { series in
            if let known = series[label]?[values] { return known }
            guard series[label]?.count ?? 0 < Self.mostSeries else { return nil }
            let new = Series(description.kind)
            series[label, default: [:]][values] = new
            return new
        }
    }

    // MARK: The API's factory

    /// What counts up.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if let number = make(label, dimensions)?.number { number } else { NOOPMetricsHandler.instance }
    }

    /// What is set.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        if let number = make(label, dimensions)?.number { number } else { NOOPMetricsHandler.instance }
    }

    /// What is gathered in a histogram, or set.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch make(label, dimensions) {
        case .one(let number)?: number
        case .many(let histogram)?: histogram
        case nil: NOOPMetricsHandler.instance
        }
    }

    /// What is gathered in a histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if let histogram = make(label, dimensions)?.histogram { histogram } else { NOOPMetricsHandler.instance }
    }

    /// Numbers stay until the process ends.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Numbers stay until the process ends.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Numbers stay until the process ends.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Numbers stay until the process ends.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
