/// What a pack wants of gas tests.
public struct GasRule: Record, Hashable {
    /// When gas must be tested.
    public let required: Condition
    /// The points that must be tested at the least.
    public let points: [Point]
    /// The gases and their limits; every one must be read at every point, in this order where ``isOrdered``.
    public let limits: [GasLimit]
    /// Whether the readings of a test must come in the order of ``limits``.
    public let isOrdered: Bool
    /// The oldest a test may be when work starts.
    public let oldest: TimedRule
    /// After a longer break the gas is tested again.
    public let retestAfterBreak: TimedRule
    /// Whether each local day wants a test of its own.
    public let isDaily: Bool
    /// The longest time between readings while work goes on; nil where none is wanted.
    public let every: TimedRule?
    /// The points that are read while work goes on, such as the zone that people work in; where none is named, all that
    /// are tested.
    public let watch: [String]
    /// The warning comes so long before a reading is overdue.
    public let warnBefore: Span
    /// Whether gas out of range here suspends work in the same area and next door.
    public let concernsNeighbours: Bool
    /// The clause.
    public let clause: String

    /// A place to sample.
    public struct Point: Record, Hashable {
        /// The point's name.
        public let point: String
        /// Where it is.
        public let title: Message
        /// When it must be sampled.
        public let required: Condition

        /// Reads a point.
        public init(reading fields: inout FieldReader) {
            point = fields.required("point", .name)
            title = fields.required("title", .message)
            required = fields.optional("required", .condition, default: .always)
        }
    }

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        required = fields.required("required", .condition)
        points = fields.required("points", .list(1...50, .record(Point.self)))
        limits = fields.required("limits", .list(1...50, .record(GasLimit.self)))
        isOrdered = fields.optional("ordered", .bool, default: false)
        oldest = fields.required("oldest", .timed)
        retestAfterBreak = fields.required("retestAfterBreak", .timed)
        isDaily = fields.required("daily", .bool)
        every = fields.optional("every", .timed)
        watch = fields.optional("watch", .list(1...50, .name), default: [])
        warnBefore = fields.optional("warnBefore", .period, default: .minutes(2))
        concernsNeighbours = fields.optional("concernsNeighbours", .bool, default: false)
        clause = fields.required("clause", .text(300))
    }
}

/// How a reading, or a whole test, stands to the limits.
public enum GasVerdict: String, Sendable, CaseIterable {
    /// Every limited gas was read and is within its limits.
    case within
    /// A gas is beyond a limit.
    case outside
    /// A reading can't be compared with its limit: the gas's own LEL is missing, ppm meets %vol, a value below zero.
    case incomparable
    /// A limited gas was not read.
    case partial
}

extension GasRule {
    /// Judges the readings of one test; gases that the pack has no limit for are kept, but say nothing.
    func judge(_ readings: [GasReading], _ facts: Facts) -> GasVerdict {
        let verdicts = readings.flatMap { reading in
            limits.filter { $0.isOf(reading.gas) }.map { $0.judge(reading, facts) }
        }
        if verdicts.contains(.outside) { return .outside }
        if verdicts.contains(.incomparable) { return .incomparable }
        let isComplete = wanted(facts).allSatisfy { limit in readings.contains { limit.isOf($0.gas) } }
        return isComplete ? .within : .partial
    }

    /// The limits of the gases that must be read for this work.
    public func wanted(_ facts: Facts) -> [GasLimit] { limits.filter { $0.required.mayHold(facts) } }

    /// Whether the readings come in the order of the limits: oxygen first, since a meter for combustible gas needs it.
    func areInOrder(_ readings: [GasReading]) -> Bool {
        let places = readings.compactMap { reading in limits.firstIndex { $0.isOf(reading.gas) } }
        return !isOrdered || places == places.sorted()
    }
}
