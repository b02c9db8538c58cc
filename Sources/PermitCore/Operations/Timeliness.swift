/// How old an act may be when it arrives. What makes things safer always goes through; what lets work go on never
/// goes through stale.
public enum Timeliness: Sendable {
    /// Taken however old or ahead, takes effect on receipt; with nothing left to change it is recorded as late.
    case safer
    /// Taken late and ordered by when it was done.
    case record
    /// Lets work go on: refused when older than ``oldestEnablingAct``.
    case enabling
    /// Changes nothing.
    case read
}

/// `maxDelay`: the oldest an act that lets work go on may be.
public let oldestEnablingAct = Span.seconds(120)
/// `maxClockSkew`: the furthest a device's clock may be ahead.
public let greatestClockSkew = Span.seconds(30)

extension Operation {
    /// How old an act of this operation may be; failing tests, checks and conditions and findings are safer acts.
    public func timeliness(of arguments: Arguments) -> Timeliness {
        switch self {
        case .permitSuspend, .areaStop, .permitLeave, .permitFinish, .permitRevoke, .credentialRevoke, .keyRevoke:
            .safer
        case .permitCheck, .permitCondition, .permitWatch, .permitGasTest:
            arguments.isAdverse ? .safer : .record
        case .permitBrief, .permitBriefed, .permitEnter, .permitExit, .permitRestore, .permitNote:
            .record
        case .permitGet, .permitList, .permitHistory, .permitReadiness, .areaBoard, .registerGet, .registerList,
            .rulesList, .rulesForm, .rulesExplain, .eventsRead, .boardSnapshot, .daemonStatus:
            .read
        default:
            .enabling
        }
    }

    /// Whether this operation only looks.
    public var isRead: Bool {
        switch self {
        case .permitGet, .permitList, .permitHistory, .permitReadiness, .areaBoard, .registerGet, .registerList,
            .rulesList, .rulesForm, .rulesExplain, .eventsRead, .boardSnapshot, .daemonStatus:
            true
        default:
            false
        }
    }
}
