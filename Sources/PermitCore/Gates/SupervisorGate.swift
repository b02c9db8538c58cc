extension Circumstances {
    /// The supervisor gate (Work Safety Law art. 43: a dedicated person manages safety on site).
    func supervisorGate() -> [Unmet] {
        supervisorQualification(through: permit.until) + supervisorPresence() + supervisorElsewhere()
    }

    /// Whether the supervisor holds the grant here and every credential the pack wants, until a moment.
    func supervisorQualification(through end: Instant) -> [Unmet] {
        let supervisor = permit.supervisor
        var unmet: [Unmet] = []
        let isGranted = authority.holds(
            Grant.Role.supervisor.rawValue, supervisor, in: content.area, kind: content.kind)
        if !isGranted {
            unmet.append(
                unqualified(
                    Message("\(supervisor) has no grant to supervise here", "\(supervisor) 在此没有监护授权"),
                    ["grant": "supervisor"]))
        }
        for kind in rules.supervisor.credentials {
            for fault in lacking(kind, supervisor, through: end, as: "supervisor") {
                unmet.append(
                    unqualified(fault.message, fault.detail.merging(["code": .string(fault.code.rawValue)])))
            }
        }
        return unmet
    }

    /// Whether the supervisor is there now.
    func supervisorPresence() -> [Unmet] {
        guard !permit.isSupervisorPresent(at: now, rules) else { return [] }
        return [
            Unmet(
                .supervisor, .supervisorAbsent, permit.supervisor.text,
                Message("\(permit.supervisor) is not on site", "监护人 \(permit.supervisor) 不在现场"),
                detail: [
                    "lastSeen": .moment(permit.presence.lastSeen),
                    "lapsesAfter": .string(rules.supervisor.lapsesAfter.description),
                ])
        ]
    }

    /// Whether the supervisor has another active permit; those of the same job count unless the pack spares them.
    func supervisorElsewhere() -> [Unmet] {
        guard rules.supervisor.onePermit else { return [] }
        let spared = rules.supervisor.sparesJob ? Set(state.job(of: permit).map(\.permit)) : []
        return state.live.inOrder(state.live.of(permit.supervisor)) { other in
            other.permit != permit.permit && !spared.contains(other.permit) && other.state == .active
                && other.supervisor == permit.supervisor
        }.map { other in
            Unmet(
                .supervisor, .supervisorElsewhere, permit.supervisor.text,
                Message(
                    "\(permit.supervisor) supervises \(other.number)", "\(permit.supervisor) 正在监护 \(other.number)"),
                detail: ["permit": .id(other.permit), "number": .string(other.number)])
        }
    }

    private func unqualified(_ message: Message, _ detail: JSONObject) -> Unmet {
        Unmet(
            .supervisor, .supervisorUnqualified, permit.supervisor.text, message,
            detail: detail.merging(["clause": .string(rules.supervisor.clause)]))
    }
}
