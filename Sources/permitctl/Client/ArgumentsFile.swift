import PermitCore
import Yams

/// Arguments written by people, in YAML or JSON.
enum ArgumentsFile {
    /// The one object in a file, or in standard input for `-`.
    ///
    /// - Throws: a ``UsageFault`` with file and line.
    static func object(_ path: String) throws -> JSONObject {
        let text = try InputFile.text(path)
        if let object = try? JSONParser.parse(Array(text.utf8)).object { return object }
        let root = try root(of: text, path)
        guard let object = try value(of: root, path).object else {
            throw UsageFault("\(path):\(line(of: root)): must be a mapping")
        }
        return object
    }

    /// The root of a YAML text.
    static func root(of text: String, _ path: String) throws -> Node {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw UsageFault("\(path): \(error)")
        }
        guard let root else { throw UsageFault("\(path): is empty") }
        return root
    }

    /// A node as an argument. Only facts are numbers: elsewhere digits are text as they are written, so that the number
    /// of a certificate keeps its zeros. A member with nothing behind it is left out.
    static func value(of node: Node, _ path: String, inFacts: Bool = false, depth: Int = 1) throws -> JSONValue {
        guard depth <= JSONParser.deepest else { throw UsageFault("\(path):\(line(of: node)): nested too deep") }
        switch node {
        case .mapping(let mapping):
            var members: [JSONObject.Member] = []
            for (key, node) in mapping {
                guard let name = key.string else {
                    throw UsageFault("\(path):\(line(of: key)): a name must be a text")
                }
                let value = try value(of: node, path, inFacts: inFacts || name == "facts", depth: depth + 1)
                if value != .null { members.append(JSONObject.Member(name: name, value: value)) }
            }
            return .object(JSONObject(members: members))
        case .sequence(let sequence):
            return .array(try sequence.map { try value(of: $0, path, inFacts: inFacts, depth: depth + 1) })
        case .scalar(let scalar):
            return value(of: scalar, inFacts: inFacts)
        case .alias:
            throw UsageFault("\(path):\(line(of: node)): aliases are not taken")
        }
    }

    /// The line on which a node stands.
    static func line(of node: Node) -> Int { node.mark?.line ?? 1 }

    private static func value(of scalar: Node.Scalar, inFacts: Bool) -> JSONValue {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null", "~", "": return .null
        default: return inFacts ? WrittenFact.value(scalar.string) : .string(scalar.string)
        }
    }
}

/// A fact as people write it: `true`, `false`, a number, or a text.
enum WrittenFact {
    /// The value of a fact.
    static func value(_ text: String) -> JSONValue {
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
            let number = isDigits && text.contains(where: \.isNumber) ? DecimalNumber(text) : nil
            return number.map { .number($0) } ?? .string(text)
        }
    }
}
