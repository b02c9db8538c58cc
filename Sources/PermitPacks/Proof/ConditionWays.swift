import PermitCore

extension Condition {
    /// Ways to make the condition true, as facts; not all of them, but one for each alternative.
    func ways() -> [JSONObject] {
        switch self {
        case .always: [[:]]
        case .fact(let name, let value): [[name: value]]
        case .number(let name, let comparison, let limit): [[name: .number(comparison.example(limit))]]
        case .any(let conditions): conditions.flatMap { $0.ways() }
        case .all(let conditions):
            conditions.reduce([[:]]) { ways, condition in
                let more = condition.ways()
                return ways.flatMap { way in more.map { way.merging($0) } }.prefix(64).map(\.self)
            }
        case .not(let condition): condition.contraries()
        }
    }

    /// Ways to make the condition false.
    private func contraries() -> [JSONObject] {
        switch self {
        case .always: []
        case .fact(let name, let value): [[name: value == true ? false : value == false ? true : "other"]]
        case .number(let name, let comparison, let limit):
            [[name: .number(comparison.contrary.example(limit))]]
        case .any(let conditions): Condition.all(conditions.map { .not($0) }).ways()
        case .all(let conditions): Condition.any(conditions.map { .not($0) }).ways()
        case .not(let condition): condition.ways()
        }
    }
}

extension Condition.Comparison {
    fileprivate func example(_ limit: DecimalNumber) -> DecimalNumber {
        switch self {
        case .atLeast, .atMost: limit
        case .over: limit.adding(DecimalNumber(1)) ?? limit
        case .under: limit.subtracting(DecimalNumber(1)) ?? limit
        }
    }

    fileprivate var contrary: Self {
        switch self {
        case .over: .atMost
        case .atLeast: .under
        case .atMost: .over
        case .under: .atLeast
        }
    }
}
