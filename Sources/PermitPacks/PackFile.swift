import PermitCore
import Yams

/// One YAML file of a pack: its values, and where each stands.
struct PackFile {
    let path: String
    let object: JSONObject
    private let root: Node

    /// The deepest nesting: what is read here lies seven levels down in the event that adopts the pack.
    private static let deepest = JSONParser.deepest - 7

    init(path: String, bytes: [UInt8]) throws(PackFault) {
        self.path = path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let sound = lines.prefix { String(validating: $0, as: UTF8.self) != nil }
            throw PackFault(path, sound.count + 1, "is not UTF-8")
        }
        do {
            let parser = try Parser(yaml: text)
            guard let root = try parser.singleRoot() else { throw PackFault(path, 1, "is empty") }
            // Nodes hold their anchors weakly; the parser keeps them.
            let value = try withExtendedLifetime(parser) { try Self.value(root, path, depth: 1) }
            guard let object = value.object else { throw PackFault(path, 1, "must be a mapping") }
            self.root = root
            self.object = object
        } catch let fault as PackFault {
            throw fault
        } catch {
            throw Self.fault(error, path)
        }
    }

    /// What the YAML reader found, on one line of our own.
    private static func fault(_ error: any Error, _ path: String) -> PackFault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            PackFault(path, mark.line, problem)
        case .reader(let problem, let offset, _, let text):
            PackFault(path, text.prefix(offset ?? 0).count(where: \.isNewline) + 1, problem)
        case .duplicatedKeysInMapping(let names, let context):
            PackFault(path, context.mark.line, "the name \(names.joined(separator: ", ")) twice")
        default:
            PackFault(path, 1, "\(error)")
        }
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
        let line = node.mark?.line ?? 1
        guard depth <= deepest else { throw PackFault(path, line, "nested too deep") }
        // The YAML reader puts a copy in the place of an alias, so a few lines could grow without end.
        guard node.anchor == nil else { throw PackFault(path, line, "anchors and aliases are not taken") }
        switch node {
        case .mapping(let mapping):
            var members: [JSONObject.Member] = []
            var names: Set<String> = []
            for (key, value) in mapping {
                let line = key.mark?.line ?? 1
                guard let name = key.string else { throw PackFault(path, line, "a name must be a text") }
                // The YAML reader takes 1 and "1" for two names.
                guard names.insert(name).inserted else { throw PackFault(path, line, "the name \(name) twice") }
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
            throw PackFault(path, line, "anchors and aliases are not taken")
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
