extension Act {
    /// `permit.countersign`: fills the first open line of the signer's posts.
    func countersign(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        guard let person, let line = lineToSign(of: permit, by: person) else {
            throw wrongState(Message("this post has countersigned already", "该岗位已会签"))
        }
        try draft.record(
            .permitCountersigned, permit, args: publishedArgs,
            effects: ["post": .string(permit.signOffs[line].post)])
        return ["approvals": .array(try draft.permit(permit.permit).signOffs.map(\.json))]
    }

    /// `permit.approve`: every condition of the approval, crew and area gates, in a window that isn't over.
    func approve(_ approval: Approval, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).unmetToApprove(approval))
        let post = permit.approvingPost ?? ""
        try draft.record(.permitApproved, permit, args: publishedArgs, effects: ["post": .string(post)])
        return ["approvals": .array(try draft.permit(permit.permit).signOffs.map(\.json))]
    }

    /// `permit.cancel`, `permit.reject`: never with anyone or anything inside or an isolation in place, which only
    /// `closed` may end.
    func endUnstarted(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let now = circumstances(of: permit, rules)
        try require(now.insideGate() + now.isolationsHeld())
        try draft.record(operation.eventType, permit, args: publishedArgs)
        return [:]
    }

    /// `permit.briefed`: the person briefed signs, once.
    func signBriefing(into draft: inout Draft) throws(Refusal) -> JSONObject {
        try draft.record(.permitBriefed, try permit().permit, args: publishedArgs)
        return [:]
    }
}
