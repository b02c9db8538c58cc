extension Act {
    /// `permit.enter`, `permit.exit`. To work one enters an active permit as one of its crew, or is recorded late as
    /// having entered while it was; rescue is never refused by a gate; an observed entry suspends.
    func move(_ entry: EntryArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        if operation == .permitEnter, entry.basis == .work {
            guard permit.state == .active || permit.wasActive(at: command.at) else {
                throw wrongState(
                    Message("the permit is \(permit.state.rawValue)", "作业票当前状态为 \(permit.state.rawValue)"))
            }
            if permit.state == .active, let person = entry.person, !permit.crew.contains(where: { $0.person == person })
            {
                throw .gateUnmet([
                    Unmet(
                        .crew, .notInCrew, person.text,
                        Message("\(person) is not one of the crew", "\(person) 不在作业人员名单内"))
                ])
            }
        }
        try draft.record(operation.eventType, permit, args: publishedArgs)
        if operation == .permitEnter, entry.basis == .observed, permit.state.isSuspendable {
            try draft.record(.permitSuspended, permit, cause: Cause.stopWork, args: publishedArgs)
        }
        return ["inside": .strings(try draft.permit(permit.permit).insideNames)]
    }
}
