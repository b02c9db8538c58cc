extension Act {
    /// `permit.gasTest`: judged against the permit's limits once, here; a reading beyond them suspends when the draft
    /// is settled.
    func testGas(_ test: GasTestArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let isWithin = rules.isWithinLimits(test.readings) && test.mode != .alarm
        try draft.record(.permitGasTested, permit, args: publishedArgs, effects: ["within": .bool(isWithin)])
        return ["within": .bool(isWithin)]
    }
}

extension KindRules {
    /// Whether no reading is beyond a limit. Readings that can't be compared are for the gate to name.
    func isWithinLimits(_ readings: [GasReading]) -> Bool {
        let limits = gas?.limits ?? []
        return readings.allSatisfy { reading in
            limits.filter { $0.gas == reading.gas }.allSatisfy { $0.judge(reading) != .outside }
        }
    }
}
