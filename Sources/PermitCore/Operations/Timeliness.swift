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
        case .permitSuspend, .areaStop, .permitLeave, .permitFinish, .permitRevoke, .credentialRevoke, .keyRevoke,
            .hazardReport:
            .safer
        case .permitCrew:
            arguments.isAdverse ? .safer : .enabling
        case .permitCheck, .permitCondition, .permitWatch, .permitGasTest:
            arguments.isAdverse ? .safer : .record
        case .permitBrief, .permitBriefed, .permitEnter, .permitExit, .permitRestore, .permitNote, .permitIsolate,
            .permitVerifyIsolation, .areaAcknowledge:
            .record
        default:
            isRead ? .read : .enabling
        }
    }

    /// Whether this operation only looks.
    public var isRead: Bool {
        switch self {
        case .permitGet, .permitList, .permitHistory, .permitReadiness, .hazardGet, .hazardList, .areaBoard,
            .registerGet, .registerList,
            .rulesList, .rulesForm, .rulesExplain, .eventsRead, .boardSnapshot, .daemonStatus, .permitDossier,
            .permitTicket, .logCheckpoint, .logProof:
            true
        default:
            false
        }
    }
}

extension Command {
    /// How old this act may be, as things stand: gas beyond its limits and weather that got worse are safer acts.
    func timeliness(on permit: Permit?, _ rules: KindRules?, in state: State) -> Timeliness {
        switch arguments {
        case .gasTest(let test):
            guard let permit, let gas = rules?.gas else { break }
            let facts = Facts(request: permit.content.facts, area: state.facts(of: permit.content.area))
            return gas.judge(test.readings, facts).stopsWork ? .safer : operation.timeliness(of: arguments)
        case .weather(let report):
            guard let known = state.weather(in: report.area) else {
                return report.windBeaufort > 0 || !report.conditions.isEmpty ? .safer : .enabling
            }
            // Whatever gets better by it lets work go on.
            let isNowhereBetter =
                report.windBeaufort >= known.windBeaufort && Set(report.conditions).isSuperset(of: known.conditions)
            let isSame =
                report.windBeaufort == known.windBeaufort && Set(report.conditions) == Set(known.conditions)
            return isNowhereBetter && !isSame ? .safer : .enabling
        default:
            break
        }
        return operation.timeliness(of: arguments)
    }
}

extension GasVerdict {
    /// Whether work must not go on with it.
    var stopsWork: Bool { self == .outside || self == .incomparable }
}
