import CoreMetrics
import PermitMetrics
import Testing

@Suite("Numbers in the text form of Prometheus")
struct PrometheusTextTests {
    @Test("Counters, gauges and histograms, in their order, with nothing unescaped")
    func text() {
        let registry = MetricRegistry([
            MetricDescription("b_total", "How often.\nA back\\slash.", .counter, labels: ["code", "kind"]),
            MetricDescription("a_bytes", "How much.", .gauge),
            MetricDescription("c_seconds", "How long.", .histogram(bounds: [0.5, 1])),
        ])
        Counter(label: "b_total", dimensions: [("code", "z"), ("kind", "x")], factory: registry).increment()
        Counter(label: "b_total", dimensions: [("code", "a\"\\\n"), ("kind", "x")], factory: registry)
            .increment(by: 41)
        Counter(label: "b_total", dimensions: [("code", "z"), ("kind", "x")], factory: registry).increment()
        Meter(label: "a_bytes", factory: registry).set(1.5)
        let timer = CoreMetrics.Timer(label: "c_seconds", factory: registry)
        for milliseconds in [500, 501, 2_000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            registry.prometheusText == """
                # HELP b_total How often.\\nA back\\\\slash.
                # TYPE b_total counter
                b_total{code="a\\"\\\\\\n",kind="x"} 41
                b_total{code="z",kind="x"} 2
                # HELP a_bytes How much.
                # TYPE a_bytes gauge
                a_bytes 1.5
                # HELP c_seconds How long.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.5"} 1
                c_seconds_bucket{le="1"} 2
                c_seconds_bucket{le="+Inf"} 3
                c_seconds_sum 3.001
                c_seconds_count 3

                """)
    }

    @Test("What was not counted yet is 0 without labels and absent with them")
    func nothingYet() {
        let registry = MetricRegistry([
            MetricDescription("a_total", "A.", .counter), MetricDescription("b_total", "B.", .counter, labels: ["c"]),
        ])
        #expect(registry.prometheusText == "# HELP a_total A.\n# TYPE a_total counter\na_total 0\n")
    }

    @Test("What is not described, or has other labels, is counted nowhere")
    func closed() {
        let registry = MetricRegistry([MetricDescription("a_total", "A.", .counter, labels: ["code"])])
        Counter(label: "other_total", factory: registry).increment()
        Counter(label: "a_total", factory: registry).increment()
        Counter(label: "a_total", dimensions: [("person", "p-li")], factory: registry).increment()
        CoreMetrics.Timer(label: "a_total", dimensions: [("code", "x")], factory: registry).recordNanoseconds(1)
        #expect(registry.prometheusText == "# HELP a_total A.\n# TYPE a_total counter\na_total{code=\"x\"} 0\n")
    }

    @Test("Label values have an end")
    func bounded() {
        let registry = MetricRegistry([MetricDescription("a_total", "A.", .counter, labels: ["code"])])
        for number in 0..<MetricRegistry.mostSeries + 10 {
            Counter(label: "a_total", dimensions: [("code", "\(number)")], factory: registry).increment()
        }
        #expect(registry.prometheusText.split(separator: "\n").count == MetricRegistry.mostSeries + 2)
    }
}
