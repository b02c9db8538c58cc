/// One metric as it is published: what it is called, what it tells, how it is counted.
public struct MetricDescription: Hashable, Sendable {
    /// How a metric is counted.
    public enum Kind: Hashable, Sendable {
        /// A number that only rises, until the process ends.
        case counter
        /// A number that rises and falls.
        case gauge
        /// How often a value was at most each of these bounds, which rise; the last bound, infinity, is added.
        case histogram(bounds: [Double])
    }

    /// The name by the rules of Prometheus; it ends in the unit, and a counter's in `_total`.
    public let name: String
    /// What it tells, in one sentence.
    public let help: String
    /// How it is counted.
    public let kind: Kind
    /// The names of its labels. Their values come from closed lists: no person, key, permit or address is ever one.
    public let labels: [String]

    /// Describes a metric.
    public init(_ name: String, _ help: String, _ kind: Kind, labels: [String] = []) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
    }
}
