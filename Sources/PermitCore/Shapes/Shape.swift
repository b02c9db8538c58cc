/// What a JSON value may be, told as JSON Schema (2020-12): one small language for what is read and what is written.
///
/// A shape with a name is told once, among the definitions, and referred to wherever it is used.
public struct Shape: Hashable, Sendable {
    /// The fragment of JSON Schema.
    public let schema: JSONObject
    /// The named shapes that the fragment refers to, and those that they refer to, by name.
    public private(set) var definitions: [String: JSONObject] = [:]

    /// Where the definitions stand in a document.
    public static let definitionsPath = "#/$defs/"

    /// Makes a shape of a fragment that is made of other shapes.
    init(_ schema: JSONObject, of parts: [Shape] = []) {
        self.schema = schema
        for part in parts { definitions.merge(part.definitions) { one, _ in one } }
    }

    /// The same shape under a name.
    public func named(_ name: String) -> Shape {
        var shape = Shape(["$ref": .string(Self.definitionsPath + name)], of: [self])
        shape.definitions[name] = schema
        return shape
    }

    /// The same shape with a sentence about it.
    public func noted(_ sentence: String) -> Shape { adding("description", .string(sentence)) }

    /// The same shape with one more keyword, which validators pass over.
    public func adding(_ keyword: String, _ value: JSONValue) -> Shape {
        Shape(schema.merging(JSONObject(members: [.init(name: keyword, value: value)])), of: [self])
    }

    /// The same, or null.
    public var orNull: Shape {
        if let type = schema["type"]?.string, schema["enum"] == nil {
            return Shape(schema.merging(["type": [.string(type), "null"]]), of: [self])
        }
        return .either([self, Shape(["type": "null"])])
    }
}

extension Shape {
    /// One value and no other.
    public static func only(_ value: JSONValue) -> Shape { Shape(["const": value]) }

    /// One of several shapes.
    public static func either(_ shapes: [Shape]) -> Shape {
        shapes.count == 1 ? shapes[0] : Shape(["anyOf": .array(shapes.map { .object($0.schema) })], of: shapes)
    }

    /// One of a closed set of words.
    public static func words(_ words: [String]) -> Shape {
        Shape(["type": "string", "enum": .strings(words)])
    }

    /// One of the words of a type, whose name it bears.
    public static func choice<Value>(_ type: Value.Type) -> Shape
    where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
        .words(Value.allCases.map(\.rawValue)).named(name(of: type))
    }

    /// A type's name within its module, by which schemas refer to it.
    static func name(of type: Any.Type) -> String {
        let whole = String(reflecting: type)
        return whole.firstIndex(of: ".").map { String(whole[whole.index(after: $0)...]) } ?? whole
    }

    /// A list of one kind, of so many where there is a limit.
    public static func list(_ element: Shape, _ counts: ClosedRange<Int>? = nil) -> Shape {
        var schema: JSONObject = ["type": "array", "items": .object(element.schema)]
        if let counts {
            schema["minItems"] = .count(counts.lowerBound)
            schema["maxItems"] = .count(counts.upperBound)
        }
        return Shape(schema, of: [element])
    }

    /// An object with these members; those that are not optional are always there. It may have others, which whoever
    /// reads it passes over.
    public static func object(
        _ members: KeyValuePairs<String, Shape>, optional: KeyValuePairs<String, Shape> = [:]
    ) -> Shape {
        .object(
            members.map { Member(name: $0.key, shape: $0.value, isRequired: true) }
                + optional.map { Member(name: $0.key, shape: $0.value, isRequired: false) })
    }

    /// One member of an object.
    struct Member {
        let name: String
        let shape: Shape
        let isRequired: Bool
    }

    static func object(_ members: [Member], rules: [JSONValue] = []) -> Shape {
        var properties: JSONObject = [:]
        for member in members { properties[member.name] = .object(member.shape.schema) }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = members.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = .strings(required) }
        if !rules.isEmpty { schema["allOf"] = .array(rules) }
        return Shape(schema, of: members.map(\.shape))
    }

    /// An object shape with the members of another, which come last.
    public func with(_ other: Shape) -> Shape {
        let properties = (schema["properties"]?.object ?? [:]).merging(other.schema["properties"]?.object ?? [:])
        let own = schema["required"]?.array ?? []
        let required = own + (other.schema["required"]?.array ?? []).filter { !own.contains($0) }
        var joined = schema.merging(other.schema)
        joined["properties"] = .object(properties)
        joined["required"] = required.isEmpty ? nil : .array(required)
        return Shape(joined, of: [self, other])
    }

    /// An object shape without some of its members, in each of its forms.
    func without(_ names: Set<String>) -> Shape {
        if let forms = schema["anyOf"]?.array {
            let left = forms.compactMap { $0.object.map { Shape($0, of: [self]).without(names) } }
            return Shape(["anyOf": .array(left.map { .object($0.schema) })], of: [self])
        }
        var left = schema
        let properties = schema["properties"]?.object?.members.filter { !names.contains($0.name) } ?? []
        let required = schema["required"]?.array?.filter { $0.string.map { !names.contains($0) } ?? true } ?? []
        left["properties"] = .object(JSONObject(members: properties))
        left["required"] = required.isEmpty ? nil : .array(required)
        return Shape(left, of: [self])
    }

    /// The same shape for what is refused with members that it doesn't name. Named shapes that this concerns get
    /// another name, for elsewhere they are open.
    public var closed: Shape {
        let concerned = Set(definitions.filter { Self.hasMembers(.object($0.value)) }.keys)
        func close(_ value: JSONValue) -> JSONValue {
            if let elements = value.array { return .array(elements.map(close)) }
            guard let object = value.object else { return value }
            var closed = JSONObject(members: object.members.map { .init(name: $0.name, value: close($0.value)) })
            if Self.isOpen(object) { closed["additionalProperties"] = false }
            if let name = object["$ref"]?.string?.dropFirst(Self.definitionsPath.count),
                concerned.contains(String(name))
            {
                closed["$ref"] = .string(Self.definitionsPath + name + ".closed")
            }
            return closed.isEmpty ? value : .object(closed)
        }
        var shape = Shape(close(.object(schema)).object ?? schema)
        for (name, definition) in definitions {
            let isConcerned = concerned.contains(name)
            shape.definitions[isConcerned ? name + ".closed" : name] =
                isConcerned ? close(.object(definition)).object : definition
        }
        return shape
    }

    private static func isOpen(_ object: JSONObject) -> Bool {
        object["properties"] != nil && object["type"] != nil && object["additionalProperties"] == nil
    }

    private static func hasMembers(_ value: JSONValue) -> Bool {
        if let elements = value.array { return elements.contains(where: hasMembers) }
        guard let object = value.object else { return false }
        return isOpen(object) || object.members.contains { hasMembers($0.value) }
    }
}
