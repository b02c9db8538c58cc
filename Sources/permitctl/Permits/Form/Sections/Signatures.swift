import PermitCore

extension FormSource {
    /// Who briefed whom (安全交底人, 接受交底人), and who of the crew was not.
    var briefing: [FormBlock] {
        let records = permit.objects("briefed")
        let mustSign = rules["briefing"]?.object?["signed"]?.bool == true
        let briefed = records.map { record -> FormBlock in
            let id = record.text("person")
            let briefing = text(
                "briefed by \(by(record.text("briefedBy"), record.text("at")))",
                "交底人：\(by(record.text("briefedBy"), record.text("at")))")
            let signed = record.text("signedAt")
            let signature =
                signed.isEmpty
                ? mustSign ? [text("signature waiting", "待本人签字")] : []
                : [text("signed \(clock.text(signed))", "本人签字：\(clock.text(signed))")]
            if isWanted(id, .briefingMissing) {
                let anew = text("to be briefed anew, or to sign", "须重新交底或签字")
                return .item(.open, person(id), [briefing] + signature + [anew])
            }
            return .item(.done, person(id), [briefing] + signature)
        }
        let before: Set<String> = [PermitState.requested.rawValue, PermitState.returned.rawValue]
        guard !isEnded, !before.contains(state) else { return briefed }
        let missing = permit.objects("crew").map { $0.text("person") }
            .filter { id in !records.contains { $0.text("person") == id } }
        return briefed + missing.map { .item(.open, person($0), [text("not briefed", "未接受交底")]) }
    }

    /// The lines that are signed, in their order, whether they are or not; then the leader's acceptance.
    var approvals: [FormBlock] {
        let visit = events(.permitApproved).last
        let isLost = isEnded && state != PermitState.closed.rawValue
        let lines = permit.objects("approvals").enumerated().map { number, line -> FormBlock in
            let isApproval = line.text("step") == SignOff.Step.approve.rawValue
            let step = isApproval ? text("approves", "批准") : text("countersigns", "会签")
            let name = "\(number + 1). \(post(line.text("post"))) - \(step)"
            let signer = line.text("signedBy")
            guard !signer.isEmpty else {
                let waiting = isLost ? text("never signed", "未签字") : text("waiting", "待签字")
                return .item(isLost ? .notApplicable : .open, name, [waiting])
            }
            return .item(.done, name, [by(signer, line.text("signedAt"))] + (isApproval ? siteVisit(visit) : []))
        }
        let accepted = member("acceptedAt")
        let leader = events(.permitAccepted).last?.actor ?? member("leader")
        let name = text("Leader takes on the permit and its conditions", "作业负责人承诺落实安全措施")
        if !accepted.isEmpty { return lines + [.item(.done, name, [by(leader, accepted)])] }
        let isAwaited = [PermitState.approved, .suspended].contains { $0.rawValue == state }
        return lines + (isAwaited ? [.item(.open, name, [text("waiting", "待签字")])] : [])
    }

    private func siteVisit(_ approval: FormEvent?) -> [String] {
        guard let approval, let visited = approval.args["siteVisited"]?.bool else { return [] }
        if visited { return [text("the site was visited", "已到现场确认")] }
        let visitor = person(approval.args.text("siteVisitBy"))
        return [text("remote; the site was visited by \(visitor)", "远程审批，现场确认：\(visitor)")]
    }
}
