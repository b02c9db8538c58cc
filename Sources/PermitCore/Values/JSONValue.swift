/// A JSON value as the core works with it: numbers are exact decimals, objects keep the order of their members.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number within the limits of ``DecimalNumber``.
    case number(DecimalNumber)
    /// A number beyond them, as it was written: well-formed, but no field takes it.
    case hugeNumber(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// The string, if it is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, if it is one.
    public var bool: Bool? {
        if case .bool(let truth) = self { truth } else { nil }
    }

    /// The number, if it is one.
    public var number: DecimalNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The elements, if it is an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, if it is an object.
    public var object: JSONObject? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value as an integer, if it is a number that is one.
    public var integer: Int? { number?.integer }
}

/// The members of a JSON object in their order. Names are unique: whoever builds one sees to that.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One name and its value.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// Makes a member.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var members: [Member]

    /// Makes an object of members whose names are known to be unique.
    public init(members: [Member]) {
        self.members = members
    }

    /// Makes an object from a literal; a repeated name replaces the earlier one.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = []
        for (name, value) in elements { self[name] = value }
    }

    /// The value of a member. Setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index] = Member(name: name, value: value)
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The object without some of its members.
    public func without(_ names: String...) -> JSONObject {
        JSONObject(members: members.filter { !names.contains($0.name) })
    }

    /// The object with another's members added or replaced.
    public func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for member in other.members { merged[member.name] = member.value }
        return merged
    }

    /// Whether the object has no members.
    public var isEmpty: Bool { members.isEmpty }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string literal.
    public init(stringLiteral text: String) { self = .string(text) }
    /// A truth literal.
    public init(booleanLiteral truth: Bool) { self = .bool(truth) }
    /// An integer literal.
    public init(integerLiteral value: Int) { self = .number(DecimalNumber(value)) }
    /// An array literal.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.reduce(into: JSONObject()) { $0[$1.0] = $1.1 })
    }
    /// A null literal.
    public init(nilLiteral: ()) { self = .null }

    /// A number of things.
    public static func count(_ value: Int) -> JSONValue { .number(DecimalNumber(value)) }
    /// A sequence number.
    public static func sequence(_ value: UInt64) -> JSONValue { .number(DecimalNumber(Int(clamping: value))) }
    /// A moment, or null.
    public static func moment(_ value: Instant?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    /// An id, or null.
    public static func id<Named>(_ value: ID<Named>?) -> JSONValue { value.map { .string($0.text) } ?? .null }
    /// A text, or null.
    public static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    /// An array of strings.
    public static func strings(_ values: some Sequence<String>) -> JSONValue { .array(values.map { .string($0) }) }
}
