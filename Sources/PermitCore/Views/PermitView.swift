extension Circumstances {
    /// All of a permit, as `permit.get` answers it.
    ///
    /// - Parameter asked: the event that ``Permit/contentEvent`` names.
    public func view(asked: Event) -> JSONObject {
        summary().merging([
            "work": asked.args["work"] ?? .null, "method": asked.args["method"] ?? .null,
            "analysis": asked.args["analysis"] ?? [],
            "facts": .object(content.facts), "equipment": .strings(content.equipment.map(\.text)),
            "supersedes": .id(content.supersedes), "contentText": .string(asked.contentText(of: permit)),
            "contentDigest": .string(permit.contentDigest), "pack": .string(permit.pack.pack),
            "edition": .string(permit.pack.edition), "upgradeReasons": .strings(permit.upgradeReasons),
            "approvals": .array(permit.signOffs.map(\.json)), "checks": .array(rules.checks.map(check)),
            "conditions": .array(permit.conditions.map(condition)),
            "gasTests": .array(permit.gasTests.map(gasTest)),
            "briefed": .array(permit.briefings.map(briefing)),
            "acceptedAt": .moment(permit.acceptedAt), "startedAt": .moment(permit.startedAt),
            "restoration": .array(restoration), "isolations": .array(isolations),
            "related": .array(content.related.map(related)), "offers": .array(offers),
        ])
    }

    /// What a list or a board shows of a permit.
    public func summary() -> JSONObject {
        [
            "type": "permit", "permit": .id(permit.permit), "number": .string(permit.number),
            "kind": .string(content.kind), "area": .string(content.area.text), "grade": .string(permit.grade),
            "effectiveGrade": .string(permit.effectiveGrade), "state": .string(permit.state.rawValue),
            "revision": .count(permit.revision), "from": .moment(content.from), "until": .moment(permit.until),
            "leader": .id(permit.leader), "supervisor": .id(permit.supervisor),
            "crew": .array(permit.crew.map { ["person": .id($0.person), "trade": .string($0.trade)] }),
            "causes": .array(permit.causes.map(\.json)), "inside": .array(inside),
            "supervisorPresent": .bool(permit.isSupervisorPresent(at: now, rules)),
            "outcome": .text(permit.outcome?.rawValue),
            "due": .array(deadlines().map { ["what": .string($0.what.rawValue), "at": .moment($0.at)] }),
        ]
    }

    /// The next step, whether it may be taken, and everything it still wants.
    public func readiness(in language: Language) -> JSONObject {
        let (next, unmet) = nextStep()
        return [
            "ready": .bool(next != nil && unmet.isEmpty), "next": .text(next?.rawValue),
            "unmet": .array(unmet.map { $0.json(in: language) }),
        ]
    }

    /// The step that brings the permit on, and what it wants.
    func nextStep() -> (Operation?, [Unmet]) {
        switch permit.state {
        case .requested:
            let visit = Approval(permit: permit.permit, contentDigest: permit.contentDigest, siteVisited: true)
            return (.permitApprove, unmetToApprove(visit))
        case .returned: return (.permitAmend, unmetToRequest())
        case .approved: return (.permitStart, unmetToStart())
        case .active, .expired, .revoked: return (.permitFinish, insideGate())
        case .suspended: return (.permitResume, unmetToResume())
        case .fireWatch, .acceptance: return (.permitClose, closureGate())
        case .closed, .rejected, .cancelled: return (nil, [])
        }
    }

    private var inside: [JSONValue] {
        permit.peopleInside.map { person, entry in
            ["person": .id(person), "basis": .string(entry.basis.rawValue), "since": .moment(entry.since)]
        }
            + permit.toolsInside.map { tool, entry in
                ["tool": .string(tool), "basis": .string(entry.basis.rawValue), "since": .moment(entry.since)]
            }
    }

    private func check(_ rule: CheckRule) -> JSONValue {
        let record = permit.checks[rule.check]
        let isRequired = checksWanted.contains { $0.check == rule.check }
        let found: JSONObject = [
            "outcome": .text(record?.outcome.rawValue), "confirmedBy": .text(record?.by),
            "at": .moment(record?.done),
        ]
        return .object((rule.json(isRequired: isRequired).object ?? [:]).merging(found))
    }

    private func condition(_ person: PersonID, _ record: ConditionRecord) -> JSONValue {
        [
            "person": .id(person), "fit": .bool(record.isFit), "checkedBy": .string(record.by),
            "at": .moment(record.done),
        ]
    }

    private func gasTest(_ point: String, _ test: GasTestRecord) -> JSONValue {
        [
            "point": .string(point), "sampledAt": .moment(test.sampledAt), "instrument": .id(test.instrument),
            "by": .string(test.by), "within": .bool(!test.verdict.stopsWork),
            "verdict": .string(test.verdict.rawValue),
            "readings": .array(
                test.readings.map {
                    ["gas": .string($0.gas), "value": .number($0.value), "unit": .string($0.unit.rawValue)]
                }),
        ]
    }

    private func briefing(_ person: PersonID, _ record: BriefingRecord) -> JSONValue {
        [
            "person": .id(person), "briefedBy": .string(record.by), "at": .moment(record.done),
            "signedAt": .moment(record.signedAt),
        ]
    }

    private var isolations: [JSONValue] {
        content.isolations.map { point in
            let sharers = state.leaning(on: point.id, but: permit.permit)
            return .object(
                (state.isolations[point.id]?.json ?? point.json).merging([
                    "sharedWith": .array(
                        sharers.map { ["permit": .id($0.permit), "number": .string($0.number)] })
                ]))
        }
    }

    private func related(_ id: PermitID) -> JSONValue {
        let other = state.permit(id)
        return [
            "permit": .id(id), "number": .text(other?.number), "kind": .text(other?.content.kind),
            "state": .text(other?.state.rawValue),
            "isOneJob": .bool(state.job(of: permit).contains { $0.permit == id }),
        ]
    }

    private var offers: [JSONValue] {
        permit.offers.map { role, offer in
            [
                "role": .string(role.rawValue), "to": .id(offer.to), "by": .string(offer.by),
                "lapsesAt": .moment(offer.lapsesAt),
            ]
        }
    }

    private var restoration: [JSONValue] {
        let items = restorationWanted.map { ($0.item, $0.title.json) }
        let own = permit.defects.filter { defect in !items.contains { $0.0 == defect.key } }
            .map { ($0.key, JSONValue.string($0.value)) }
        return (items + own).map { item, title in
            [
                "item": .string(item), "title": title, "outcome": .text(permit.restored[item]?.outcome.rawValue),
                "defect": .text(permit.defects[item]),
            ]
        }
    }
}
