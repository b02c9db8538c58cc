import PermitCore

extension KindRules {
    /// Facts that lead to a grade: each that the grade's condition wants as it wants it, all others as harmless as they
    /// can be; nil where that leads elsewhere.
    func factsLeading(to grade: GradeRule) -> JSONObject? {
        let harmless = harmlessFacts
        let candidates = [harmless] + grade.when.ways().map { harmless.merging($0) } + [[:]]
        return candidates.first { facts in
            let known = Facts(request: facts, area: [:])
            return self.grade(for: known) == grade && demandsAreMet(by: known)
        }
    }

    private func demandsAreMet(by known: Facts) -> Bool {
        demands.allSatisfy { !$0.when.mayHold(known) || $0.must.holdsForCertain(known) }
    }

    /// Every declared fact at its plainest, and what demands want of it.
    private var harmlessFacts: JSONObject {
        var told: JSONObject = [:]
        for fact in facts { told[fact.fact] = fact.type.plainest }
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
