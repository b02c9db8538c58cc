extension Act {
    /// `permit.finish`: everyone and everything out; hot work that ran goes to its watch.
    func finish(into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        try require(circumstances(of: permit, rules).insideGate())
        let now = circumstances(of: permit, rules)
        let isWatched = permit.wasEverActive && rules.fireWatch?.required.mayHold(now.facts) == true
        try draft.record(.permitFinished, permit, args: publishedArgs, effects: ["fireWatch": .bool(isWatched)])
        return [:]
    }

    /// `permit.watch`: a round; what it finds while work goes on suspends the work.
    func watch(_ arguments: WatchArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        try draft.record(.permitFireWatched, permit, args: publishedArgs)
        if arguments.finding != nil, permit.state == .active {
            try draft.record(.permitSuspended, permit, cause: Cause.stopWork, args: publishedArgs)
        }
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
