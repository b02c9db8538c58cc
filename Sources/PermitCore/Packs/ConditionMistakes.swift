/// Finds conditions that can't be meant: about facts that nobody is asked for, or compared with what they never are.
/// Such a condition would not fail loudly: it would hold for ever or never.
struct ConditionMistakes {
    let pack: Pack
    let kind: KindRules
    let path: String
    private let types: [String: FactRule.Kind]

    init(pack: Pack, kind: KindRules, path: String) {
        self.pack = pack
        self.kind = kind
        self.path = path
        let facts = pack.areaFacts + kind.facts
        types = Dictionary(facts.map { ($0.fact, $0.type) }, uniquingKeysWith: { first, _ in first })
    }

    func add(to list: inout MistakeList) {
        addMistakesOfFacts(to: &list)
        for (index, rule) in kind.grades.enumerated() { add(rule.when, at: "grades/\(index)/when", .toCome, to: &list) }
        for (index, rule) in kind.demands.enumerated() {
            add(rule.must, at: "demands/\(index)/must", .toCome, to: &list)
            add(rule.when, at: "demands/\(index)/when", .toCome, to: &list)
        }
        if let when = kind.upgrade?.when { add(when, at: "upgrade/when", .toCome, to: &list) }
        for (index, rule) in kind.checks.enumerated() { add(rule.required, at: "checks/\(index)/required", to: &list) }
        for (index, rule) in kind.restoration.enumerated() {
            add(rule.required, at: "restoration/\(index)/required", to: &list)
        }
        for (index, rule) in kind.conflicts.enumerated() { add(rule.when, at: "conflicts/\(index)/when", to: &list) }
        for (index, rule) in kind.links.enumerated() { add(rule.when, at: "links/\(index)/when", to: &list) }
        for (index, rule) in kind.weather.enumerated() { add(rule.when, at: "weather/\(index)/when", to: &list) }
        if let watch = kind.fireWatch {
            add(watch.required, at: "fireWatch/required", to: &list)
            add(watch.lasts, at: "fireWatch/lasts", to: &list)
        }
        if let gas = kind.gas { addMistakes(of: gas, to: &list) }
    }

    private func addMistakes(of gas: GasRule, to list: inout MistakeList) {
        add(gas.required, at: "gas/required", to: &list)
        for (index, point) in gas.points.enumerated() {
            add(point.required, at: "gas/points/\(index)/required", to: &list)
        }
        for (index, limit) in gas.limits.enumerated() {
            add(limit.required, at: "gas/limits/\(index)/required", to: &list)
        }
        add(gas.oldest, at: "gas/oldest", to: &list)
        add(gas.retestAfterBreak, at: "gas/retestAfterBreak", to: &list)
        if let every = gas.every { add(every, at: "gas/every", to: &list) }
    }

    private func addMistakesOfFacts(to list: inout MistakeList) {
        for (index, rule) in kind.facts.enumerated() {
            let place = "\(path)/facts/\(index)"
            if rule.fact == Self.grade {
                list.add("\(place)/fact", "grade is what facts lead to, not a fact", "grade 由事实得出，不得作为事实")
            }
            if let type = pack.areaFacts.first(where: { $0.fact == rule.fact })?.type, type != rule.type {
                list.add("\(place)/type", "is a \(type.rawValue) in areaFacts", "在 areaFacts 中类型为 \(type.rawValue)")
            }
        }
        for (index, rule) in kind.conflicts.enumerated() {
            guard let fact = rule.fact, !kind.facts.contains(where: { $0.fact == fact }) else { continue }
            list.add(
                "\(path)/conflicts/\(index)/fact", "no such fact of the request: \(fact)", "申请中没有此事实：\(fact)")
        }
    }

    /// Whether the grade is known where a condition is looked at.
    private enum Grade {
        case known
        /// The condition helps to find the grade, or is looked at before it.
        case toCome
    }

    private static let grade = "grade"

    private func add(_ rule: TimedRule, at place: String, to list: inout MistakeList) {
        for (index, entry) in rule.entries.enumerated() { add(entry.when, at: "\(place)/\(index)/when", to: &list) }
    }

    private func add(_ condition: Condition, at place: String, _ grade: Grade = .known, to list: inout MistakeList) {
        switch condition {
        case .always: break
        case .any(let parts):
            for (index, part) in parts.enumerated() { add(part, at: "\(place)/any/\(index)", grade, to: &list) }
        case .all(let parts):
            for (index, part) in parts.enumerated() { add(part, at: "\(place)/all/\(index)", grade, to: &list) }
        case .not(let part): add(part, at: "\(place)/not", grade, to: &list)
        case .fact(Self.grade, let value): addGrade(value, at: place, grade, to: &list)
        case .number(Self.grade, let comparison, _):
            list.add(
                "\(path)/\(place)/\(comparison.rawValue)", "a grade is compared by is alone", "grade 只能用 is 比较")
        case .fact(let name, let value):
            if let type = type(of: name, at: place, to: &list), !type.accepts(value) {
                list.add("\(path)/\(place)/is", "\(name) is a \(type.rawValue)", "\(name) 的类型为 \(type.rawValue)")
            }
        case .number(let name, let comparison, _):
            if let type = type(of: name, at: place, to: &list), type != .number {
                list.add(
                    "\(path)/\(place)/\(comparison.rawValue)", "\(name) is a \(type.rawValue), not a number",
                    "\(name) 的类型为 \(type.rawValue)，不是数字")
            }
        }
    }

    private func type(of fact: String, at place: String, to list: inout MistakeList) -> FactRule.Kind? {
        if let type = types[fact] { return type }
        list.add(
            "\(path)/\(place)/fact", "no such fact: \(fact); declare it in facts or areaFacts",
            "没有此事实：\(fact)，请在 facts 或 areaFacts 中声明")
        return nil
    }

    private func addGrade(_ value: JSONValue, at place: String, _ grade: Grade, to list: inout MistakeList) {
        if grade == .toCome {
            list.add("\(path)/\(place)/fact", "the grade is not known here yet", "此处尚未得出等级")
        } else if !kind.grades.contains(where: { $0.grade == value.string }) {
            let known = kind.grades.map { "\"\($0.grade)\"" }.joined(separator: ", ")
            list.add("\(path)/\(place)/is", "no such grade; known: \(known)", "没有此等级；可用：\(known)")
        }
    }
}
