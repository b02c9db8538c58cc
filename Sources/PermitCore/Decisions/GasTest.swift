extension Act {
    /// `permit.gasTest`: judged against the permit's limits once, here; a reading beyond them suspends when the draft
    /// is settled.
    func testGas(_ test: GasTestArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let facts = circumstances(of: permit, rules).facts
        let judged = rules.gas?.judge(test.readings, facts) ?? .within
        let verdict = test.mode == .alarm ? .outside : judged
        let isWithin = verdict == .within || verdict == .partial
        try draft.record(
            .permitGasTested, permit, args: publishedArgs,
            effects: ["within": .bool(isWithin), "verdict": .string(verdict.rawValue)])
        return ["within": .bool(isWithin), "verdict": .string(verdict.rawValue)]
    }
}
