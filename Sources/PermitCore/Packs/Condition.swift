/// A condition over the facts of a request and its area, as packs write it.
///
/// `always`, `{fact, is}`, `{fact, over|atLeast|atMost|under}`, `{any: […]}`, `{all: […]}` and `{not: …}`.
/// There are no calls and no loops, so a condition always ends. A fact that is missing makes it unknown.
public indirect enum Condition: Hashable, Sendable {
    /// How a number is compared.
    public enum Comparison: String, Sendable, CaseIterable {
        case over, atLeast, atMost, under
    }

    case always
    case fact(String, equals: JSONValue)
    case number(String, Comparison, DecimalNumber)
    case any([Condition])
    case all([Condition])
    case not(Condition)

    /// Whether the condition is true, false or, for want of a fact, unknown (nil).
    public func holds(_ facts: JSONObject) -> Bool? { holds(Facts(request: facts, area: [:])) }

    /// Whether the condition is true, false or unknown (nil): for want of a fact, or where the accounts of it differ.
    func holds(_ facts: Facts) -> Bool? {
        switch self {
        case .always:
            return true
        case .fact(let name, let wanted):
            return facts.agree(on: name) { $0 == wanted }
        case .number(let name, let comparison, let limit):
            return facts.agree(on: name) { value in value.number.map { comparison.holds($0, limit) } }
        case .any(let conditions):
            let results = conditions.map { $0.holds(facts) }
            return results.contains(true) ? true : results.contains(nil) ? nil : false
        case .all(let conditions):
            let results = conditions.map { $0.holds(facts) }
            return results.contains(false) ? false : results.contains(nil) ? nil : true
        case .not(let condition):
            return condition.holds(facts).map { !$0 }
        }
    }

    /// Whether the condition is true or may be: what is not known counts as the stricter.
    public func mayHold(_ facts: JSONObject) -> Bool { holds(facts) != false }
    /// Whether the condition is true or may be, by either account.
    public func mayHold(_ facts: Facts) -> Bool { holds(facts) != false }
    /// Whether the condition is true for certain, by both accounts.
    public func holdsForCertain(_ facts: Facts) -> Bool { holds(facts) == true }
}

/// What is known of a permit's work: the facts of the request and those of its area.
///
/// Where both tell of one fact and differ, either may be true, so the stricter rule counts: nobody lowers a grade by
/// telling otherwise than the register, and the register does not hide what the request knows.
public struct Facts: Sendable {
    private var values: [String: [JSONValue]] = [:]

    /// Joins the facts of a request and of its area.
    public init(request: JSONObject, area: JSONObject) {
        for fact in request.members + area.members { values[fact.name, default: []].append(fact.value) }
    }

    /// The same facts and one more, which counts whatever others say of it.
    func adding(_ name: String, _ value: JSONValue) -> Facts {
        var facts = self
        facts.values[name] = [value]
        return facts
    }

    /// Whether nobody tells of a fact.
    func lacks(_ name: String) -> Bool { values[name] == nil }

    /// What a test says of a fact, if it says the same by every account of it.
    func agree(on name: String, _ test: (JSONValue) -> Bool?) -> Bool? {
        let results = (values[name] ?? []).map(test)
        return results.first.flatMap { first in results.allSatisfy { $0 == first } ? first : nil }
    }
}

extension Condition.Comparison {
    func holds(_ value: DecimalNumber, _ limit: DecimalNumber) -> Bool {
        switch self {
        case .over: value > limit
        case .atLeast: value >= limit
        case .atMost: value <= limit
        case .under: value < limit
        }
    }
}

extension FieldKind where Value == Condition {
    /// A condition.
    static var condition: FieldKind {
        FieldKind(
            .always,
            Message(
                "a condition: always, {fact, is}, {fact, over|atLeast|atMost|under}, {any}, {all} or {not}",
                "条件：always、{fact, is}、{fact, over|atLeast|atMost|under}、{any}、{all} 或 {not}"), .condition
        ) { Condition(json: $0) }
    }
}

extension Condition {
    fileprivate init?(json: JSONValue) {
        if json == "always" {
            self = .always
            return
        }
        guard let object = json.object else { return nil }
        switch object.members.map(\.name) {
        case ["any"], ["all"]:
            guard let parts = object.members[0].value.array?.map({ Condition(json: $0) }), !parts.isEmpty,
                !parts.contains(nil)
            else { return nil }
            let conditions = parts.compactMap(\.self)
            self = object["any"] != nil ? .any(conditions) : .all(conditions)
        case ["not"]:
            guard let condition = Condition(json: object.members[0].value) else { return nil }
            self = .not(condition)
        default:
            guard object.members.count == 2, let fact = object["fact"]?.string, isPlainID(fact),
                let test = object.members.first(where: { $0.name != "fact" })
            else { return nil }
            if test.name == "is" {
                // Facts hold nothing else, so nothing else could ever be equal to one.
                guard test.value.bool != nil || test.value.number != nil || test.value.string != nil else {
                    return nil
                }
                self = .fact(fact, equals: test.value)
            } else if let comparison = Comparison(rawValue: test.name), let limit = test.value.number {
                self = .number(fact, comparison, limit)
            } else {
                return nil
            }
        }
    }
}
