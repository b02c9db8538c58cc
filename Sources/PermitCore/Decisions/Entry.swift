extension Act {
    /// `permit.enter`, `permit.exit`. To work one enters an active permit as one of its crew; rescue is never refused
    /// by
    /// a gate; an observed entry suspends.
    func move(_ entry: EntryArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        if operation == .permitEnter, entry.basis == .work {
            guard permit.state == .active else {
                throw Refusal(
                    .wrongState,
                    Message("the permit is \(permit.state.rawValue)", "作业票当前状态为 \(permit.state.rawValue)"),
                    details: ["state": .string(permit.state.rawValue)])
            }
            if let person = entry.person, !permit.content.crew.contains(where: { $0.person == person }) {
                throw .gateUnmet([
                    Unmet(
                        .crew, .notInCrew, person.text,
                        Message("\(person) is not one of the crew", "\(person) 不在作业人员名单内"))
                ])
            }
        }
        try draft.record(operation.eventType, permit, args: publishedArgs)
        if operation == .permitEnter, entry.basis == .observed, permit.state == .active {
            try draft.record(.permitSuspended, permit, cause: "observedEntry", args: [:])
        }
        return ["inside": .strings(try draft.permit(permit.permit).insideNames)]
    }
}
