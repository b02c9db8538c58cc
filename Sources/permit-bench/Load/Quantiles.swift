/// How long things took, in nanoseconds, by an exact sort.
struct Quantiles: Codable, Equatable {
    var count = 0
    var mean = 0.0
    var p50: Int64 = 0
    var p90: Int64 = 0
    var p99: Int64 = 0
    var p999: Int64 = 0
    var max: Int64 = 0

    init(_ times: [Int64]) {
        guard !times.isEmpty else { return }
        let sorted = times.sorted()
        count = sorted.count
        mean = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count)
        p50 = Self.quantile(500, of: sorted)
        p90 = Self.quantile(900, of: sorted)
        p99 = Self.quantile(990, of: sorted)
        p999 = Self.quantile(999, of: sorted)
        max = sorted[sorted.count - 1]
    }

    /// The smallest value that at least so many thousandths of all do not exceed (the nearest rank).
    static func quantile(_ thousandths: Int, of sorted: [Int64]) -> Int64 {
        let rank = (sorted.count * thousandths + 999) / 1_000
        return sorted[Swift.min(Swift.max(rank, 1), sorted.count) - 1]
    }
}

/// The middle one of some figures, the lower of two; 0 of none.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2]
}
