import Testing

@testable import PermitServer

@Suite("Two marks of free space") struct SpaceWatchTests {
    private static let mebibyte: UInt64 = 1 << 20

    @Test("Each crossing is told once, and a mark is left behind only with a quarter more")
    func crossings() {
        var marks = SpaceMarks()
        marks.warning = 100 * Self.mebibyte
        marks.low = 16 * Self.mebibyte
        var watch = SpaceWatch(marks)
        let course: [(free: UInt64, told: [SpaceWatch.Crossing], isLow: Bool)] = [
            (500, [], false), (100, [], false), (99, [.belowWarning], false), (98, [], false), (120, [], false),
            (99, [], false), (16, [], false), (15, [.belowLow], true), (19, [], true), (15, [], true),
            (20, [.aboveLow], false), (19, [], false), (15, [.belowLow], true), (124, [.aboveLow], false),
            (125, [.aboveWarning], false), (0, [.belowWarning, .belowLow], true),
            (1_000, [.aboveLow, .aboveWarning], false),
        ]
        for (index, step) in course.enumerated() {
            #expect(watch.note(free: step.free * Self.mebibyte) == step.told, "step \(index)")
            #expect(watch.isLow == step.isLow, "step \(index)")
        }
    }
}
