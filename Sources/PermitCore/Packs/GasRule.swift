/// The units that readings and limits come in.
public enum GasUnit: String, Sendable, CaseIterable {
    case percentVolume = "%vol"
    case percentLEL = "%LEL"
    case partsPerMillion = "ppm"
    case milligramsPerCubicMetre = "mg/m3"
}

/// What a pack wants of gas tests.
public struct GasRule: Record, Hashable {
    /// When gas must be tested.
    public let required: Condition
    /// The points that must be tested at the least.
    public let points: [Point]
    /// The gases and their limits; every one must be read at every point.
    public let limits: [GasLimit]
    /// The oldest a test may be when work starts.
    public let oldest: Span
    /// After a longer break the gas is tested again.
    public let retestAfterBreak: Span
    /// Whether each local day wants a test of its own.
    public let isDaily: Bool
    /// The clause.
    public let clause: String

    /// A place to sample.
    public struct Point: Record, Hashable {
        /// The point's name.
        public let point: String
        /// Where it is.
        public let title: Message

        /// Reads a point.
        public init(reading fields: inout FieldReader) {
            point = fields.required("point", .name)
            title = fields.required("title", .message)
        }
    }

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        required = fields.required("required", .condition)
        points = fields.required("points", .list(1...50, .record(Point.self)))
        limits = fields.required("limits", .list(1...50, .record(GasLimit.self)))
        oldest = fields.required("oldest", .span)
        retestAfterBreak = fields.required("retestAfterBreak", .span)
        isDaily = fields.required("daily", .bool)
        clause = fields.required("clause", .text(300))
    }
}

/// The limits of one gas.
public struct GasLimit: Record, Hashable {
    /// The gas.
    public let gas: String
    /// The gas's name.
    public let title: Message
    /// The unit of the limits.
    public let unit: GasUnit
    /// The least allowed, itself included.
    public let least: DecimalNumber?
    /// The most allowed, itself included.
    public let most: DecimalNumber?
    /// The clause.
    public let clause: String

    /// Reads a limit.
    public init(reading fields: inout FieldReader) {
        gas = fields.required("gas", .name)
        title = fields.required("title", .message)
        unit = fields.required("unit", .choice(.percentVolume))
        least = fields.optional("min", .decimal)
        most = fields.optional("max", .decimal)
        clause = fields.required("clause", .text(300))
        if least == nil, most == nil { fields.add("max", Message("a limit is missing: min or max", "缺少限值：min 或 max")) }
        if let least, let most, most < least { fields.add("max", Message("below min", "小于 min")) }
    }

    /// How a reading stands to the limits.
    public enum Verdict: String, Sendable {
        /// Within them.
        case within
        /// Beyond one of them.
        case outside
        /// The units can't be compared: the gas's own LEL is missing, or ppm meets %vol.
        case incomparable
    }

    /// Judges a reading. `%LEL` and `%vol` are compared exactly: `%vol = %LEL × LEL ÷ 100`.
    public func judge(_ reading: GasReading) -> Verdict {
        guard reading.unit != unit else {
            return judge(value: reading.value, scale: DecimalNumber(1))
        }
        guard let lel = reading.lel, DecimalNumber(0) < lel else { return .incomparable }
        switch (reading.unit, unit) {
        case (.percentVolume, .percentLEL):
            // value ÷ lel × 100 ≤ limit, without dividing.
            return reading.value.multiplied(by: DecimalNumber(100)).map { judge(value: $0, scale: lel) }
                ?? .incomparable
        case (.percentLEL, .percentVolume):
            // value × lel ÷ 100 ≤ limit, without dividing.
            return reading.value.multiplied(by: lel).map { judge(value: $0, scale: DecimalNumber(100)) }
                ?? .incomparable
        default:
            return .incomparable
        }
    }

    private func judge(value: DecimalNumber, scale: DecimalNumber) -> Verdict {
        if let most {
            guard let bound = most.multiplied(by: scale) else { return .incomparable }
            if value > bound { return .outside }
        }
        if let least {
            guard let bound = least.multiplied(by: scale) else { return .incomparable }
            if value < bound { return .outside }
        }
        return .within
    }
}

/// One value that an instrument showed.
public struct GasReading: Record, Hashable {
    /// The gas.
    public let gas: String
    /// What was shown.
    public let value: DecimalNumber
    /// Its unit.
    public let unit: GasUnit
    /// The gas's own lower explosive limit in %vol, to convert by.
    public let lel: DecimalNumber?

    /// Reads a reading.
    public init(reading fields: inout FieldReader) {
        gas = fields.required("gas", .name)
        value = fields.required("value", .decimal)
        unit = fields.required("unit", .choice(.percentVolume))
        lel = fields.optional("lel", .decimal)
        if value.isNegative { fields.add("value", Message("below zero", "小于零")) }
        if let lel, !(DecimalNumber(0) < lel && lel <= DecimalNumber(100)) {
            fields.add("lel", Message("a %vol above 0 and at most 100", "大于 0 且不超过 100 的 %vol"))
        }
    }
}
