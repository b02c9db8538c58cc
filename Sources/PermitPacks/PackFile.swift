import PermitCore
import PermitWire
import Yams

/// One YAML file of a pack: its values, and where each stands.
struct PackFile {
    let path: String
    let object: JSONObject
    private let root: Node

    init(path: String, text: String) throws(PackFault) {
        self.path = path
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw PackFault(lines: ["\(path): is empty"])
            }
            self.root = root
        } catch let fault as PackFault {
            throw fault
        } catch {
            throw PackFault(lines: ["\(path): \(error)"])
        }
        guard let object = try Self.value(root, path, depth: 1).object else {
            throw PackFault(lines: ["\(path):1: must be a mapping"])
        }
        self.object = object
    }

    /// The line on which the value at `steps` stands, or the nearest that exists above it.
    func line(of steps: [String]) -> Int {
        var node = root
        for step in steps {
            if let index = Int(step), let sequence = node.sequence, sequence.indices.contains(index) {
                node = sequence[index]
            } else if let found = node.mapping?.first(where: { $0.key.string == step }) {
                node = found.value
            } else {
                break
            }
        }
        return node.mark?.line ?? 1
    }

    private static func value(_ node: Node, _ path: String, depth: Int) throws(PackFault) -> JSONValue {
        guard depth <= JSONParser.deepest else {
            throw PackFault(lines: ["\(path):\(node.mark?.line ?? 1): nested too deep"])
        }
        switch node {
        case .mapping(let mapping):
            var members: [JSONObject.Member] = []
            for (key, value) in mapping {
                guard let name = key.string else {
                    throw PackFault(lines: ["\(path):\(key.mark?.line ?? 1): a name must be a text"])
                }
                members.append(JSONObject.Member(name: name, value: try self.value(value, path, depth: depth + 1)))
            }
            return .object(JSONObject(members: members))
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try value(element, path, depth: depth + 1)) }
            return .array(elements)
        case .scalar(let scalar):
            return value(scalar)
        case .alias:
            throw PackFault(lines: ["\(path):\(node.mark?.line ?? 1): aliases are not taken"])
        }
    }

    /// Plain words are truths, numbers or null where they read as such; all that is quoted is text.
    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null", "~", "": return .null
        default:
            let isNumber = scalar.string.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
            return (isNumber ? DecimalNumber(scalar.string) : nil).map { .number($0) } ?? .string(scalar.string)
        }
    }
}
