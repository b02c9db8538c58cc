/// A place where work is done.
public struct Area: Record, Hashable {
    /// The four colours of graded risk control (Work Safety Law art. 41).
    public enum Risk: String, Sendable, CaseIterable {
        case red, orange, yellow, blue
    }

    /// The path in the tree.
    public let area: AreaID
    /// The name that people use.
    public let name: String
    /// The areas next door, for stops that reach them.
    public let adjacent: [AreaID]
    /// What is true of the place: rules may ask for it.
    public let facts: JSONObject
    /// The risk colour.
    public let risk: Risk

    /// Reads `area.put`.
    public init(reading fields: inout FieldReader) {
        area = fields.required("area", .area)
        name = fields.required("name", .text(200))
        adjacent = fields.optional("adjacent", .list(0...100, .area), default: [])
        facts = fields.optional("facts", .facts, default: [:])
        risk = fields.required("risk", .choice(.red))
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "area": .string(area.text), "name": .string(name), "adjacent": .strings(adjacent.map(\.text)),
            "facts": .object(facts), "risk": .string(risk.rawValue),
        ]
    }
}

extension FieldKind where Value == JSONObject {
    /// Facts by name: truths, numbers and short texts without control characters, 100 at most.
    public static var facts: FieldKind {
        FieldKind(
            [:],
            Message(
                "at most 100 facts: true, false, a number or a text of at most 500 bytes",
                "最多 100 项事实：true、false、数字或 500 字节以内的文本"), .facts
        ) { value in
            guard let facts = value.object, facts.members.count <= 100 else { return nil }
            let isClean = facts.members.allSatisfy { fact in
                guard isPlainID(fact.name) else { return false }
                switch fact.value {
                case .bool, .number: return true
                case .string(let text): return text.utf8.count <= 500 && isCleanText(text)
                default: return false
                }
            }
            return isClean ? facts : nil
        }
    }
}
