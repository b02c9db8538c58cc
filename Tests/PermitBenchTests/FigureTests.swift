import Testing

@testable import permit_bench

@Suite("What is made of measured times")
struct FigureTests {
    @Test(
        "A quantile is the smallest time that enough of all do not exceed",
        arguments: [
            (count: 1, thousandths: 500, wanted: 1), (2, 500, 1), (3, 500, 2), (4, 500, 2), (100, 500, 50),
            (100, 990, 99), (100, 999, 100), (1_000, 999, 999), (1_001, 999, 1_000), (10, 1_000, 10), (10, 0, 1),
        ])
    func quantiles(count: Int, thousandths: Int, wanted: Int) {
        let sorted = (1...count).map { Int64($0) }
        #expect(Quantiles.quantile(thousandths, of: sorted) == Int64(wanted))
    }

    @Test("The order in which times came makes no difference")
    func unsorted() {
        var chance = Chance(seed: 7)
        let times = (1...1_000).map { Int64($0) }
        let found = Quantiles(times.shuffled(using: &chance))
        #expect(found == Quantiles(times))
        #expect(found.p50 == 500 && found.p90 == 900 && found.p99 == 990 && found.p999 == 999 && found.max == 1_000)
        #expect(found.mean == 500.5 && found.count == 1_000)
    }

    @Test("Of nothing there are zeros")
    func nothing() {
        let none = Quantiles([])
        #expect(none.count == 0 && none.p50 == 0 && none.max == 0)
        #expect(median([]) == 0)
    }

    @Test(
        "The median of an even number of figures is the lower one",
        arguments: [([3.0], 3.0), ([4, 1], 1), ([9, 1, 5], 5)] as [([Double], Double)])
    func middle(values: [Double], wanted: Double) {
        #expect(median(values) == wanted)
    }

    @Test("An open loop's moments are fixed from the start, whatever happens")
    func schedule() {
        let schedule = OpenSchedule(start: 1_000, rate: 4)
        #expect((0..<4).map(schedule.moment) == [1_000, 250_001_000, 500_001_000, 750_001_000])
        #expect(schedule.count(within: 2.6) == 10)
        #expect(OpenSchedule(start: 0, rate: 3).moment(of: 3_000_000) == 1_000_000_000_000_000)
    }

    @Test("Only what was done in the time counts")
    func rates() {
        var result = LoadResult()
        #expect(result.rate == 0 && result.fault() == nil)
        result.done = 30
        result.doneLate = 70
        result.seconds = 2
        result.refused = ["tooLate": 2, "gateUnmet": 5]
        #expect(result.rate == 15)
        #expect(result.fault() == "5 gateUnmet, 2 tooLate")
        #expect(result.fault(besides: "gateUnmet") == "2 tooLate")
        result.unanswered = 1
        #expect(result.fault(besides: "gateUnmet") == "2 tooLate, 1 unanswered")
    }

    @Test("A target is met or not", arguments: [(0.35, true), (0.349, false), (2, true)])
    func targets(value: Double, isMet: Bool) {
        #expect(Measure("a", "", value, "", target: Measure.Target(atLeast: 0.35)).isMet == isMet)
        #expect(Measure("a", "", -value, "", target: Measure.Target(atMost: -0.35)).isMet == isMet)
        #expect(Measure("a", "", value, "").isMet == nil)
    }

    @Test(
        "Figures for people",
        arguments: [
            (0, "0"), (0.05, "0.050"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (999.6, "1000"),
            (1_234.5, "1,235"), (1_000_000, "1,000,000"), (-0.5, "-0.500"), (-12_345, "-12,345"), (7, "7"),
        ])
    func text(value: Double, wanted: String) {
        #expect(Figures.text(value) == wanted)
    }
}
