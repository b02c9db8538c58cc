public import PermitCore

/// One value that a gas detector showed.
public struct GasValue: Hashable, Sendable {
    /// The gas.
    public var gas: String
    /// What was shown, exactly.
    public var value: DecimalNumber
    /// Its unit.
    public var unit: GasUnit
    /// The gas's own lower explosive limit in %vol, where it is known.
    public var lowerExplosiveLimit: DecimalNumber?

    /// Names a value.
    public init(_ gas: String, _ value: DecimalNumber, _ unit: GasUnit, lowerExplosiveLimit: DecimalNumber? = nil) {
        self.gas = gas
        self.value = value
        self.unit = unit
        self.lowerExplosiveLimit = lowerExplosiveLimit
    }

    var json: JSONValue {
        var object: JSONObject = ["gas": .string(gas), "value": .number(value), "unit": .string(unit.rawValue)]
        if let lowerExplosiveLimit { object["lel"] = .number(lowerExplosiveLimit) }
        return .object(object)
    }
}

extension Act {
    /// Confirms a check, says that it doesn't apply, or that it failed.
    public static func check(
        _ permit: PermitID, _ check: String, _ outcome: CheckOutcome, reason: String? = nil, evidence: [Evidence] = []
    ) -> Act {
        Act(
            .permitCheck, permit,
            [
                "check": .string(check), "outcome": .string(outcome.rawValue), "reason": .text(reason),
                "evidence": evidence.json,
            ])
    }
    /// Says whether a worker is fit for this work now.
    public static func condition(_ permit: PermitID, of person: PersonID, isFit: Bool, remarks: String? = nil) -> Act {
        Act(.permitCondition, permit, ["person": .id(person), "fit": .bool(isFit), "remarks": .text(remarks)])
    }
    /// Tells what a gas detector showed.
    public static func gasTest(
        _ permit: PermitID, point: String, sampledAt: Instant, instrument: InstrumentID, _ readings: [GasValue],
        mode: GasTestArguments.Mode = .test
    ) -> Act {
        Act(
            .permitGasTest, permit,
            [
                "point": .string(point), "sampledAt": .moment(sampledAt), "instrument": .id(instrument),
                "readings": .array(readings.map(\.json)), "mode": .string(mode.rawValue),
            ])
    }
    /// Holds energy back at a point.
    public static func isolate(_ permit: PermitID, _ isolation: IsolationID, lock: String? = nil) -> Act {
        Act(.permitIsolate, permit, ["isolation": .id(isolation), "lock": .text(lock)])
    }
    /// Confirms that energy is held back.
    public static func verifyIsolation(
        _ permit: PermitID, _ isolation: IsolationID, evidence: [Evidence] = []
    ) -> Act {
        Act(.permitVerifyIsolation, permit, ["isolation": .id(isolation), "evidence": evidence.json])
    }
    /// Takes an isolation away.
    public static func removeIsolation(
        _ permit: PermitID, _ isolation: IsolationID, _ purpose: RemoveIsolationArguments.Purpose
    ) -> Act {
        Act(.permitRemoveIsolation, permit, ["isolation": .id(isolation), "purpose": .string(purpose.rawValue)])
    }
    /// Agrees that an isolation is taken away for a test. ✍
    public static func sanctionTest(_ permit: PermitID, _ isolation: IsolationID, until: Instant) -> Act {
        Act(.permitSanctionTest, permit, ["isolation": .id(isolation), "until": .moment(until)])
    }
    /// Briefs people. ✍
    public static func brief(_ permit: PermitID, _ briefed: [PersonID]) -> Act {
        Act(.permitBrief, permit, ["briefed": .strings(briefed.map(\.text))])
    }
    /// Confirms having been briefed. ✍
    public static func briefed(_ permit: PermitID) -> Act { Act(.permitBriefed, permit) }
    /// The supervisor is on site.
    public static func arrive(_ permit: PermitID, evidence: [Evidence] = []) -> Act {
        Act(.permitArrive, permit, ["evidence": evidence.json])
    }
    /// The supervisor is still there.
    public static func present(_ permit: PermitID) -> Act { Act(.permitPresent, permit) }
    /// The supervisor leaves: work stops.
    public static func leave(_ permit: PermitID) -> Act { Act(.permitLeave, permit) }
    /// Changes the crew. ✍
    public static func crew(
        _ permit: PermitID, add: [CrewMember] = [], remove: [PersonID] = [], reason: String
    ) -> Act {
        Act(
            .permitCrew, permit,
            [
                "add": add.isEmpty ? .null : .array(add.map(\.json)),
                "remove": remove.isEmpty ? .null : .strings(remove.map(\.text)), "reason": .string(reason),
            ])
    }
    /// Offers a post to somebody.
    public static func handover(_ permit: PermitID, _ role: PermitRole, to person: PersonID) -> Act {
        Act(.permitHandover, permit, ["role": .string(role.rawValue), "to": .id(person)])
    }
    /// Takes a post that was offered, having counted who and what is inside. ✍
    public static func takeover(_ permit: PermitID, _ role: PermitRole, inside: [String], revision: Int) -> Act {
        Act(
            .permitTakeover, permit, ["role": .string(role.rawValue), "inside": .strings(inside)], expect: revision)
    }
    /// Offers the post of somebody absent to another. ✍
    public static func assign(_ permit: PermitID, _ role: PermitRole, to person: PersonID, reason: String) -> Act {
        Act(
            .permitAssign, permit,
            ["role": .string(role.rawValue), "to": .id(person), "reason": .string(reason)])
    }
    /// Somebody goes in.
    public static func enter(_ permit: PermitID, _ person: PersonID, _ basis: EntryArguments.Basis = .work) -> Act {
        Act(.permitEnter, permit, ["person": .id(person), "basis": .string(basis.rawValue)])
    }
    /// Somebody comes out.
    public static func exit(_ permit: PermitID, _ person: PersonID) -> Act {
        Act(.permitExit, permit, ["person": .id(person)])
    }
    /// A tool goes in.
    public static func enter(_ permit: PermitID, tool: String) -> Act {
        Act(.permitEnter, permit, ["tool": .string(tool)])
    }
    /// A tool comes out.
    public static func exit(_ permit: PermitID, tool: String) -> Act {
        Act(.permitExit, permit, ["tool": .string(tool)])
    }
    /// A round of the fire watch; a finding begins the watch anew.
    public static func watch(_ permit: PermitID, finding: String? = nil) -> Act {
        Act(.permitWatch, permit, ["finding": .text(finding)])
    }
    /// Puts something right after the work.
    public static func restore(
        _ permit: PermitID, _ item: String, _ outcome: CheckOutcome = .done, evidence: [Evidence] = []
    ) -> Act {
        Act(
            .permitRestore, permit,
            ["item": .string(item), "outcome": .string(outcome.rawValue), "evidence": evidence.json])
    }
    /// Writes something down.
    public static func note(_ permit: PermitID, _ text: String, evidence: [Evidence] = []) -> Act {
        Act(.permitNote, permit, ["text": .string(text), "evidence": evidence.json])
    }
}
