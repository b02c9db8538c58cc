public import PermitCore

/// How an act is sent: the client's half of the rule that offline is asymmetric (contract §3).
public enum Urgency: String, Sendable, CaseIterable {
    /// Makes things safer whatever comes before it: kept, and sent before all else.
    case first
    /// A record, or an act whose gate looks at the records before it: kept, and sent in its permit's order.
    case inTurn
    /// Lets work go on: never kept. Without a connection it is refused at once.
    case now
    /// Changes nothing: never kept.
    case read

    /// How an act is sent.
    /// - Throws: every field that is wrong, so that nothing is kept that can't be taken.
    public init(of operation: Operation, _ args: JSONObject) throws(FieldFaults) {
        let arguments = try Arguments.read(operation, args)
        switch operation.timeliness(of: arguments) {
        // A hand-back is refused while anyone is inside, and so is leaving the crew: the exits before it go first.
        case .safer: self = operation == .permitFinish || operation == .permitCrew ? .inTurn : .first
        case .record: self = .inTurn
        case .enabling: self = .now
        case .read: self = .read
        }
    }

    /// Whether the act is kept until the daemon has answered it.
    public var isKept: Bool { self == .first || self == .inTurn }
}
