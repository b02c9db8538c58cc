import Testing

@testable import PermitServer

@Suite("Two marks of free space") struct SpaceWatchTests {
    private static let mebibyte: UInt64 = 1 << 20

    @Test("A mark is left behind only with a quarter more than it")
    func marks() {
        var marks = SpaceMarks()
        marks.warning = 100 * Self.mebibyte
        marks.low = 16 * Self.mebibyte
        var watch = SpaceWatch(marks)
        let course: [(free: UInt64, isWarned: Bool, isLow: Bool)] = [
            (500, false, false), (100, false, false), (99, true, false), (124, true, false), (16, true, false),
            (15, true, true), (19, true, true), (20, true, false), (19, true, false), (15, true, true),
            (124, true, false), (125, false, false), (0, true, true), (1_000, false, false),
        ]
        for (index, step) in course.enumerated() {
            watch.note(free: step.free * Self.mebibyte)
            #expect(watch.isWarned == step.isWarned && watch.isLow == step.isLow, "step \(index)")
        }
    }
}
