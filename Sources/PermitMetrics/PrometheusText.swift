extension MetricRegistry {
    /// Every number in the text form of Prometheus, version 0.0.4: metrics in the order of their descriptions, series
    /// by their label values. A metric without labels is there from the start; one with labels once it was counted.
    public var prometheusText: String {
        var text = ""
        for description in descriptions {
            var series = series(of: description.name)
            if series.isEmpty, description.labels.isEmpty { series = [([], Series(description.kind))] }
            guard !series.isEmpty else { continue }
            text += "# HELP \(description.name) \(Self.escapedHelp(description.help))\n"
            text += "# TYPE \(description.name) \(description.kind.word)\n"
            for (values, series) in series {
                Self.write(series, of: description, Array(zip(description.labels, values)), to: &text)
            }
        }
        return text
    }

    private typealias Labels = [(String, String)]

    private static func write(
        _ series: Series, of description: MetricDescription, _ labels: Labels, to text: inout String
    ) {
        let name = description.name
        switch series {
        case .one(let number): line(name, labels, number.value, to: &text)
        case .many(let histogram):
            let counts = histogram.counts
            var sum = 0
            for (bound, count) in zip(histogram.bounds + [.infinity], counts.within) {
                sum += count
                line("\(name)_bucket", labels + [("le", written(bound))], Double(sum), to: &text)
            }
            line("\(name)_sum", labels, counts.sum, to: &text)
            line("\(name)_count", labels, Double(sum), to: &text)
        }
    }

    private static func line(_ name: String, _ labels: Labels, _ value: Double, to text: inout String) {
        let pairs = labels.map { "\($0)=\"\(escapedValue($1))\"" }.joined(separator: ",")
        text += name + (pairs.isEmpty ? "" : "{\(pairs)}") + " \(written(value))\n"
    }

    /// A whole number without its point, so that a bound of 1 is `1` and a count looks like one.
    private static func written(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }

    private static func escapedValue(_ text: String) -> String {
        escapedHelp(text).reduce(into: "") { $0 += $1 == "\"" ? "\\\"" : String($1) }
    }
}

extension MetricDescription.Kind {
    fileprivate var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
