extension Act {
    /// `permit.suspend`: anyone may stop work (Work Safety Law art. 55). Where no work goes on or is about to, it is a
    /// note with an alarm.
    func suspend(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        guard permit.state.isSuspendable else {
            draft.origin.isLate = permit.state.isEnded
            try draft.record(.permitNoted, permit, args: publishedArgs)
            try draft.record(
                .permitAlarmed, permit, args: publishedArgs, effects: ["alarm": .string(Alarm.stopWork.rawValue)])
            return permit.state.isEnded ? ["late": true] : [:]
        }
        try draft.record(.permitSuspended, permit, cause: Cause.stopWork, args: publishedArgs)
        return [:]
    }

    /// `permit.release`: the approver clears the latches; nothing resumes by it.
    func release(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        guard permit.causes.contains(where: \.isLatched) else {
            throw wrongState(Message("nothing is latched", "没有需要解除的锁定"))
        }
        try draft.record(.permitReleased, permit, args: publishedArgs)
        return [:]
    }

    /// `permit.revoke`: a permit that never started, with nothing in place, is cancelled; any other owes make-safe, and
    /// one that expired owes it already.
    func revoke(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        if permit.state == .expired || circumstances(of: permit, rules).mustBeClosed {
            try draft.record(.permitRevoked, permit, args: publishedArgs)
        } else {
            try draft.record(.permitCancelled, permit, cause: "revoked", args: publishedArgs)
        }
        return [:]
    }

    /// `permit.leave`: leaving while active suspends when the draft is settled.
    func leave(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        draft.origin.isLate = !permit.presence.hasArrived
        try draft.record(.permitSupervisorLeft, permit, args: publishedArgs)
        let isLate = draft.origin.isLate
        draft.origin.isLate = false
        return isLate ? ["late": true] : [:]
    }
}
