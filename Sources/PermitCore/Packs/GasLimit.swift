/// The units that readings and limits come in.
public enum GasUnit: String, Sendable, CaseIterable {
    case percentVolume = "%vol"
    case percentLEL = "%LEL"
    case partsPerMillion = "ppm"
    case milligramsPerCubicMetre = "mg/m3"
}

/// The limits of one gas, or of one class of gases.
public struct GasLimit: Record, Hashable {
    /// Limits in one unit.
    struct Bounds: Record, Hashable {
        let unit: GasUnit
        let least: DecimalNumber?
        let most: DecimalNumber?
        /// The limits hold for gases whose own LEL is at least this, in %vol; a gas whose LEL is unknown is not one.
        let lelAtLeast: DecimalNumber?

        init(reading fields: inout FieldReader) {
            unit = fields.required("unit", .choice(.percentVolume))
            least = fields.optional("min", .decimal)
            most = fields.optional("max", .decimal)
            lelAtLeast = fields.optional("lelAtLeast", .decimal)
            if least == nil, most == nil { fields.add("max", Message("a min or a max is wanted", "须填写 min 或 max")) }
            if let least, let most, most < least { fields.add("max", Message("below min", "小于 min")) }
        }
    }

    /// The gas.
    public let gas: String
    /// The gas's name.
    public let title: Message
    /// Other names of gases that the limits hold for.
    public let covers: [String]
    /// When the gas must be read; a reading of it is judged in any case.
    public let required: Condition
    /// The unit of the first bounds.
    public var unit: GasUnit { bounds.first?.unit ?? .percentVolume }
    /// The bounds, one for each unit or class; the first that fits a reading judges it.
    let bounds: [Bounds]
    /// The clause.
    public let clause: String

    /// Reads a limit: `unit`, `min`, `max`, and `also` for bounds in other units or of other classes.
    public init(reading fields: inout FieldReader) {
        gas = fields.required("gas", .name)
        title = fields.required("title", .message)
        covers = fields.optional("covers", .list(1...50, .name), default: [])
        required = fields.optional("required", .condition, default: .always)
        let also = fields.optional("also", .list(1...10, .record(Bounds.self)), default: [])
        bounds = [Bounds(reading: &fields)] + also
        clause = fields.required("clause", .text(300))
    }

    /// A value within the first bounds: the least allowed, or nothing.
    public var harmless: DecimalNumber { bounds.first?.least ?? DecimalNumber(0) }

    /// Whether a gas is the one, or one of those, that is limited.
    func isOf(_ name: String) -> Bool { gas == name || covers.contains(name) }

    /// Judges a reading. `%LEL` and `%vol` are compared exactly: `%vol = %LEL × LEL ÷ 100`. Bounds of the reading's own
    /// unit come first; of those that hold for a class of gases, the class whose LEL is known to fit.
    public func judge(_ reading: GasReading) -> GasVerdict {
        guard !reading.value.isNegative else { return .incomparable }
        let fitting = bounds.filter { bound in
            bound.lelAtLeast.map { least in reading.lel.map { least <= $0 } ?? false } ?? true
        }
        let ofClass = fitting.filter { $0.lelAtLeast != nil }
        let candidates =
            ofClass
            + fitting.filter { bound in
                bound.lelAtLeast == nil && !ofClass.contains { $0.unit == bound.unit }
            }
        let own = candidates.filter { $0.unit == reading.unit }
        for bound in own + candidates {
            let verdict = bound.judge(reading)
            if verdict != .incomparable { return verdict }
        }
        return .incomparable
    }
}

extension GasLimit.Bounds {
    func judge(_ reading: GasReading) -> GasVerdict {
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

    private func judge(value: DecimalNumber, scale: DecimalNumber) -> GasVerdict {
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
    /// What was shown; a value below zero is taken, as an alarm must be, but can't be judged.
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
        if let lel, !(DecimalNumber(0) < lel && lel <= DecimalNumber(100)) {
            fields.add("lel", Message("a %vol above 0 and at most 100", "大于 0 且不超过 100 的 %vol"))
        }
    }
}
