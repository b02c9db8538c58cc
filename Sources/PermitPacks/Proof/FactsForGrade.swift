import PermitCore

extension KindRules {
    /// Facts that lead to a grade: each that the grade's condition wants as it wants it, each that a stricter grade's
    /// wants as it does not, all others as harmless as they can be; nil where that leads elsewhere.
    func factsLeading(to grade: GradeRule, areaFacts: [FactRule]) -> JSONObject? {
        let harmless = harmlessFacts(areaFacts)
        let stricter = grades.filter { $0.rank > grade.rank }.map(\.when)
        let milder = stricter.isEmpty ? [] : Condition.not(.any(stricter)).ways()
        let candidates = [harmless] + (grade.when.ways() + milder).map { harmless.merging($0) } + [[:]]
        return candidates.first { facts in
            let known = Facts(request: facts, area: [:])
            return self.grade(for: known) == grade && demandsAreMet(by: known)
        }
    }

    private func demandsAreMet(by known: Facts) -> Bool {
        demands.allSatisfy { !$0.when.mayHold(known) || $0.must.holdsForCertain(known) }
    }

    /// Every declared fact at its plainest, and what demands want of it.
    private func harmlessFacts(_ areaFacts: [FactRule]) -> JSONObject {
        var told: JSONObject = [:]
        for fact in areaFacts + facts { told[fact.fact] = fact.type.plainest }
        for demand in demands {
            if let way = demand.must.ways().first { told = told.merging(way) }
        }
        return told
    }
}

extension FactRule.Kind {
    fileprivate var plainest: JSONValue {
        switch self {
        case .boolean: false
        case .number: 0
        case .text: "none"
        }
    }
}
