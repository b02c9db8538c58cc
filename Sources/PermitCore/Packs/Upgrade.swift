extension KindRules {
    /// Why work in a window is managed one step up; empty where it is not. The whole window counts, not its start.
    func upgradeReasons(
        from: Instant, until: Instant, facts: Facts, _ calendar: WorkCalendar?, in zone: TimeZoneTable
    ) -> [String] {
        guard let upgrade else { return [] }
        let occasions = upgrade.occasions.compactMap { occasion -> String? in
            guard let calendar else { return nil }
            return calendar.firstDay(of: occasion, from: from, until: until, in: zone).map {
                "\(occasion.rawValue) \($0)"
            }
        }
        let isRaisedByFacts = upgrade.when?.mayHold(facts) == true
        return occasions + (isRaisedByFacts ? ["circumstances"] : [])
    }
}
