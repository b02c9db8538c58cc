/// What must stay true while work goes on. Each is looked at by itself, so that an act only costs what it can change.
public struct StandingConditions: OptionSet, Hashable, Sendable {
    /// A bit for each.
    public let rawValue: UInt32

    /// Some of them.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    static let crewQualified = StandingConditions(rawValue: 1 << 0)
    static let supervisorQualified = StandingConditions(rawValue: 1 << 1)
    static let workersFit = StandingConditions(rawValue: 1 << 2)
    static let checksPassed = StandingConditions(rawValue: 1 << 3)
    static let isolationsInPlace = StandingConditions(rawValue: 1 << 4)
    static let gasInRange = StandingConditions(rawValue: 1 << 5)
    static let gasComparable = StandingConditions(rawValue: 1 << 6)
    static let gasRead = StandingConditions(rawValue: 1 << 7)
    static let instrumentsInUse = StandingConditions(rawValue: 1 << 8)
    static let equipmentInUse = StandingConditions(rawValue: 1 << 9)
    static let supervisorPresent = StandingConditions(rawValue: 1 << 10)
    static let areaNotStopped = StandingConditions(rawValue: 1 << 11)
    static let noMajorHazard = StandingConditions(rawValue: 1 << 12)
    static let jobLinked = StandingConditions(rawValue: 1 << 13)
    static let noConflict = StandingConditions(rawValue: 1 << 14)
    static let weatherWithinLimits = StandingConditions(rawValue: 1 << 15)

    /// All of them, those that nobody has thought of yet included.
    public static let all = StandingConditions(rawValue: .max)

    /// Each condition with what it still wants, in the order in which they are told.
    fileprivate static let table: [(condition: StandingConditions, unmet: @Sendable (Circumstances) -> [Unmet])] = [
        (.crewQualified, { $0.crewCredentials(through: $0.now) }),
        (.supervisorQualified, { $0.supervisorQualification(through: $0.now) }),
        (.workersFit, { $0.unfitWorkers() }),
        (.checksPassed, { $0.failedChecks() }),
        (.isolationsInPlace, { $0.isolationsInPlace() }),
        (.gasInRange, { $0.gasOutOfRange() }),
        (.gasComparable, { $0.gasIncomparable() }),
        (.gasRead, { $0.gasSilent() }),
        (.instrumentsInUse, { $0.instrumentsInUse() }),
        (.equipmentInUse, { $0.equipmentInUse() }),
        (.supervisorPresent, { $0.supervisorPresence() }),
        (.areaNotStopped, { $0.areaStops() }),
        (.noMajorHazard, { $0.majorHazards() }),
        (.jobLinked, { $0.links(.work) }),
        (.noConflict, { $0.conflicts(.atWork) }),
        (.weatherWithinLimits, { $0.weatherLimits() }),
    ]
}

extension Circumstances {
    /// What must stay true while work goes on. Each condition that lapses suspends the permit by itself.
    ///
    /// - Parameter asked: those that are looked at.
    func unmetWhileActive(_ asked: StandingConditions = .all) -> [Unmet] {
        var unmet: [Unmet] = []
        for (condition, look) in StandingConditions.table where asked.contains(condition) { unmet += look(self) }
        return unmet
    }
}

extension EventType {
    /// The conditions of its own permit that may no longer hold after an event. What it can only mend need not be among
    /// them: a permit is never resumed by itself.
    var conditionsAtStake: StandingConditions {
        switch self {
        case .permitGasTested: [.gasInRange, .gasComparable, .gasRead, .instrumentsInUse]
        case .permitChecked: .checksPassed
        case .permitConditionChecked: .workersFit
        case .permitSupervisorArrived, .permitSupervisorPresent, .permitBriefed, .permitEntered, .permitExited,
            .permitNoted:
            []
        default: .all
        }
    }
}
