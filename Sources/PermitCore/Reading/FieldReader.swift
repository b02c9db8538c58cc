/// Something that is read from the members of a JSON object: an operation's arguments, a rule of a pack.
///
/// One initialiser serves requests, stored events and packs. It reads every field whatever is wrong with the others,
/// so that all faults are named at once; its result counts only if the reader found none.
public protocol Record: Sendable {
    /// Reads every field.
    init(reading fields: inout FieldReader)

    /// What such an object looks like: what a reading asks for.
    static var shape: Shape { get }
}

/// Reads the members of one object, remembers which names are known and collects every fault.
public struct FieldReader {
    /// The object that is read.
    public let object: JSONObject
    private let path: String
    /// The names that were asked for: so few that looking at each is quicker than a set.
    private var known: [String] = []
    private var description: Description?
    /// What was found wrong so far.
    public private(set) var faults: [FieldFault] = []

    /// Reads `object`, whose own place is `path` (empty for the root).
    public init(_ object: JSONObject, path: String) {
        self.object = object
        self.path = path
    }

    /// What an object looks like that `read` reads: a reader of nothing remembers what it is asked for.
    public static func shape(of read: (inout FieldReader) -> Void) -> Shape {
        var fields = FieldReader([:], path: "")
        fields.description = Description()
        read(&fields)
        return .object(fields.description?.members ?? [], rules: fields.description?.rules ?? [])
    }

    /// What was asked for, and what holds between the fields.
    private struct Description {
        var members: [Shape.Member] = []
        var rules: [JSONValue] = []

        mutating func note(_ name: String, _ shape: Shape, isRequired: Bool) {
            members.append(Shape.Member(name: name, shape: shape, isRequired: isRequired))
        }
    }

    /// Whether the object has a member of that name, null included.
    public func has(_ name: String) -> Bool { object[name] != nil }

    /// A field that must be there.
    public mutating func required<Value>(_ name: String, _ kind: FieldKind<Value>) -> Value {
        known.append(name)
        description?.note(name, kind.shape(), isRequired: true)
        guard let value = object[name] else {
            add(name, Message("missing", "缺少"))
            return kind.placeholder
        }
        return read(value, at: name, kind) ?? kind.placeholder
    }

    /// A field that may be left out or null; one that is wanted may be null, but must be there.
    public mutating func optional<Value>(
        _ name: String, _ kind: FieldKind<Value>, isWanted: Bool = false
    ) -> Value? {
        known.append(name)
        description?.note(name, kind.shape().orNull, isRequired: isWanted)
        if isWanted, !has(name) { add(name, Message("missing", "缺少")) }
        guard let value = object[name], value != .null else { return nil }
        return read(value, at: name, kind)
    }

    /// A field that may be left out, with what holds then.
    public mutating func optional<Value>(_ name: String, _ kind: FieldKind<Value>, default value: Value) -> Value {
        optional(name, kind) ?? value
    }

    /// Exactly one of two optional fields must have been told.
    public mutating func either(
        _ one: String, _ hasOne: Bool, or other: String, _ hasOther: Bool, _ message: Message
    ) {
        if hasOne == hasOther { add(one, message) }
        let forms = [one, other].map { name -> JSONValue in
            ["required": [.string(name)], "properties": .object([name: ["not": ["type": "null"]]])]
        }
        description?.rules.append(["oneOf": .array(forms)])
    }

    /// Adds a fault that no single field's kind can see.
    public mutating func add(_ name: String, _ message: Message) {
        faults.append(FieldFault(path: "\(path)/\(name)", message))
    }

    private mutating func read<Value>(_ value: JSONValue, at name: String, _ kind: FieldKind<Value>) -> Value? {
        kind.read(value, "\(path)/\(name)", &faults)
    }

    /// Ends the reading: names the members that nothing asked for, and gives all faults.
    public mutating func finish() -> [FieldFault] {
        for member in object.members where !known.contains(member.name) {
            add(Self.pointerToken(member.name), Message("unknown field", "未知字段"))
        }
        return faults
    }

    /// A name as a JSON pointer writes it (RFC 6901): only names from outside can hold what must be escaped.
    private static func pointerToken(_ name: String) -> String {
        name.unicodeScalars.reduce(into: "") { token, scalar in
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Record {
    /// What a reading of nothing asks for.
    public static var shape: Shape { FieldReader.shape { _ = Self(reading: &$0) } }

    /// Reads a whole object and names every fault, unknown members included.
    public static func read(_ object: JSONObject, path: String) throws(FieldFaults) -> Self {
        var fields = FieldReader(object, path: path)
        let record = Self(reading: &fields)
        let faults = fields.finish()
        guard faults.isEmpty else { throw FieldFaults(faults) }
        return record
    }
}
