extension Circumstances {
    /// The supervisor gate (Work Safety Law art. 43: a dedicated person manages safety on site).
    func supervisorGate() -> [Unmet] {
        supervisorQualification(through: content.until) + supervisorPresence() + supervisorElsewhere()
    }

    /// Whether the supervisor holds the grant here and every credential the pack wants, until a moment.
    func supervisorQualification(through end: Instant) -> [Unmet] {
        let supervisor = content.supervisor
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
                .supervisor, .supervisorAbsent, content.supervisor.text,
                Message("\(content.supervisor) is not on site", "监护人 \(content.supervisor) 不在现场"),
                detail: [
                    "lastSeen": .moment(permit.presence.lastSeen),
                    "lapsesAfter": .string(rules.supervisor.lapsesAfter.description),
                ])
        ]
    }

    private func supervisorElsewhere() -> [Unmet] {
        guard rules.supervisor.onePermit else { return [] }
        return state.live.values.filter { other in
            other.permit != permit.permit && other.state == .active && other.content.supervisor == content.supervisor
        }.sorted { $0.number < $1.number }.map { other in
            Unmet(
                .supervisor, .supervisorElsewhere, content.supervisor.text,
                Message(
                    "\(content.supervisor) supervises \(other.number)", "\(content.supervisor) 正在监护 \(other.number)"),
                detail: ["permit": .id(other.permit), "number": .string(other.number)])
        }
    }

    private func unqualified(_ message: Message, _ detail: JSONObject) -> Unmet {
        Unmet(
            .supervisor, .supervisorUnqualified, content.supervisor.text, message,
            detail: detail.merging(["clause": .string(rules.supervisor.clause)]))
    }
}
