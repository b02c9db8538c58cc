/// A measuring instrument, such as a gas detector.
public struct Instrument: Record, Hashable {
    /// The instrument's id.
    public let instrument: InstrumentID
    /// What it measures with.
    public let kind: String
    /// The last day its calibration is good for.
    public let calibrationDue: CalendarDate

    /// Reads `instrument.put`.
    public init(reading fields: inout FieldReader) {
        instrument = fields.required("instrument", .id())
        kind = fields.required("kind", .text(100))
        calibrationDue = fields.required("calibrationDue", .date)
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "instrument": .id(instrument), "kind": .string(kind),
            "calibrationDue": .string(calibrationDue.description),
        ]
    }
}

/// A piece of special equipment (Special Equipment Safety Law art. 33, 40).
public struct Equipment: Record, Hashable {
    /// Whether the equipment may be used at all.
    public enum Status: String, Sendable, CaseIterable {
        case inUse, stopped, scrapped
    }

    /// The equipment's id.
    public let equipment: EquipmentID
    /// What it is.
    public let kind: String
    /// The registration number.
    public let registration: String
    /// The last day its inspection is good for.
    public let inspectionDue: CalendarDate
    /// Whether it may be used.
    public let status: Status

    /// Reads `equipment.put`.
    public init(reading fields: inout FieldReader) {
        equipment = fields.required("equipment", .id())
        kind = fields.required("kind", .text(100))
        registration = fields.required("registration", .text(100))
        inspectionDue = fields.required("inspectionDue", .date)
        status = fields.required("status", .choice(.inUse))
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "equipment": .id(equipment), "kind": .string(kind), "registration": .string(registration),
            "inspectionDue": .string(inspectionDue.description), "status": .string(status.rawValue),
        ]
    }
}
