extension Act {
    /// `permit.start`: every gate but closure, all unmet conditions at once.
    func start(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).unmetToStart())
        try draft.record(.permitStarted, permit, args: publishedArgs)
        return [:]
    }

    /// `permit.resume`: the same gates, with the break counted.
    func resume(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).unmetToResume())
        try draft.record(.permitResumed, permit, args: publishedArgs)
        return [:]
    }
}
