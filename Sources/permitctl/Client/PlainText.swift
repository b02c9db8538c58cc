import PermitCore

/// JSON as people read it: a line for each member, and the words of the protocol in the reader's language.
enum PlainText {
    /// A line for each member that says something; lists of objects take a line for each element.
    static func lines(_ object: JSONObject, _ language: Language, indent: String = "") -> [String] {
        object.members.flatMap { member -> [String] in
            switch member.value {
            case .null: return []
            case .array(let elements) where elements.isEmpty: return []
            case .object(let inner) where inner.isEmpty: return []
            case .array(let elements) where elements.contains { $0.object != nil }:
                return ["\(indent)\(member.name):"]
                    + elements.map { "\(indent)  - \(phrase($0, language))" }
            case .object(let inner) where inner["zh"] == nil:
                return ["\(indent)\(member.name):"] + lines(inner, language, indent: indent + "  ")
            default:
                return ["\(indent)\(member.name): \(phrase(member.value, language))"]
            }
        }
    }

    /// A value within a line.
    static func phrase(_ value: JSONValue, _ language: Language) -> String {
        switch value {
        case .string(let text): return text
        case .array(let elements): return elements.map { phrase($0, language) }.joined(separator: ", ")
        case .object(let object):
            if let text = object[language.rawValue]?.string { return text }
            return object.members.compactMap { member in
                let isSilent = member.value == .null || member.value == .array([])
                return isSilent ? nil : "\(member.name) \(phrase(member.value, language))"
            }.joined(separator: ", ")
        default: return value.text
        }
    }

    /// A permit's state in words.
    static func state(_ state: String, _ language: Language) -> String {
        language == .english ? state : states[state] ?? state
    }

    /// A gate in words.
    static func gate(_ gate: String, _ language: Language) -> String {
        language == .english ? gate : gates[gate] ?? gate
    }

    /// An operation in words.
    static func step(_ operation: String, _ language: Language) -> String {
        let verb = operation.split(separator: ".").last.map(String.init) ?? operation
        return language == .english ? verb : steps[operation] ?? verb
    }

    private static let states = [
        "requested": "待审批", "returned": "已退回", "approved": "已批准", "active": "作业中", "suspended": "已中止",
        "expired": "已超期", "revoked": "已吊销", "fireWatch": "动火后监护", "acceptance": "待验收", "closed": "已关闭",
        "rejected": "已否决", "cancelled": "已取消",
    ]

    private static let gates = [
        "approval": "审批", "crew": "作业人员", "preparation": "作业准备", "supervisor": "监护", "area": "区域",
        "window": "有效时间", "closure": "关闭",
    ]

    private static let steps = [
        "permit.amend": "修改", "permit.approve": "批准", "permit.start": "开工", "permit.resume": "恢复作业",
        "permit.finish": "完工", "permit.close": "验收关闭",
    ]
}
