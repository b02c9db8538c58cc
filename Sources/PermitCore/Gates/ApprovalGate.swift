extension Circumstances {
    /// The approval gate: countersignatures and the visit to the site (GB 30871 4.11 as the model; HSG250).
    func approvalGate(_ approval: Approval) -> [Unmet] {
        var unmet = countersignatures()
        if !approval.siteVisited, !isRemoteVisitProven(by: approval.siteVisitBy) {
            unmet.append(
                Unmet(
                    .approval, .siteVisitMissing, permit.permit.text,
                    rules.allowsRemoteApproval
                        ? Message(
                            "whoever visited the site must have confirmed a check there",
                            "到场人员须在现场确认检查项")
                        : Message("the approver must visit the site", "审批人须到现场")))
        }
        return unmet
    }

    /// The posts that have not countersigned.
    func countersignatures() -> [Unmet] {
        permit.signOffs.filter { $0.step == .countersign && $0.signedBy == nil }.map { line in
            Unmet(
                .approval, .countersignMissing, line.post,
                Message("\(line.post) has not countersigned", "\(line.post) 尚未会签"))
        }
    }

    /// What keeps a suspended permit from resuming, or an approved one from starting, until the approver releases it.
    func releaseGate() -> [Unmet] {
        permit.causes.filter(\.isLatched).map { cause in
            Unmet(
                .approval, .releaseMissing, cause.cause,
                Message("the approver has not released \(cause.cause)", "审批人尚未解除：\(cause.cause)"),
                detail: ["since": .moment(cause.since), "by": .string(cause.by)])
        }
    }

    private func isRemoteVisitProven(by visitor: PersonID?) -> Bool {
        guard rules.allowsRemoteApproval, let visitor else { return false }
        return permit.checks.values.contains { $0.by == visitor.text && $0.outcome == .done }
    }
}
