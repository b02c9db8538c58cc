extension Act {
    /// `permit.finish`: everyone and everything out; hot work that ran goes to its watch.
    func finish(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).insideGate())
        try draft.record(.permitFinished, permit, args: publishedArgs)
        return [:]
    }

    /// `permit.close`: the closure gate. The end is told in the event: how the work ended.
    func close(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).closureGate())
        let outcome = permit.outcome?.rawValue ?? ""
        try draft.record(.permitClosed, permit, args: publishedArgs, effects: ["outcome": .string(outcome)])
        return ["outcome": .string(outcome)]
    }
}
