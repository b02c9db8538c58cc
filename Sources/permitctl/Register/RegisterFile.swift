import PermitCore
import Yams

/// A register in one YAML file: lists of what the register's operations take, by what they are.
struct RegisterFile {
    /// The parts of the file, in the order in which they are entered: what others name comes first.
    enum Section: String, CaseIterable {
        case areas, people, credentials, grants, instruments, equipment, keys

        /// The operation that enters one.
        var operation: String {
            switch self {
            case .areas: "area.put"
            case .people: "person.put"
            case .credentials: "credential.put"
            case .grants: "grant.put"
            case .instruments: "instrument.put"
            case .equipment: "equipment.put"
            case .keys: "key.enroll"
            }
        }

        /// The members that may hold an entry's id.
        var idFields: [String] {
            switch self {
            case .areas: ["area"]
            case .people: ["person"]
            case .credentials: ["credential"]
            case .grants: ["grant"]
            case .instruments: ["instrument"]
            case .equipment: ["equipment"]
            case .keys: ["key", "signing"]
            }
        }
    }

    /// One thing to enter.
    struct Entry {
        let section: Section
        let args: JSONObject
        /// The line on which it begins.
        let line: Int

        /// Its id, as far as it has one.
        var id: String {
            section.idFields.lazy.compactMap { args[$0]?.string }.first ?? "?"
        }
    }

    /// Everything to enter, in order; areas above others first.
    let entries: [Entry]

    /// Reads a register and names every fault with file and line.
    init(path: String, text: String) throws {
        let root = try ArgumentsFile.root(of: text, path)
        guard let mapping = root.mapping else {
            throw UsageFault("\(path):\(ArgumentsFile.line(of: root)): must be a mapping of lists")
        }
        var faults: [String] = []
        var found: [Section: [Entry]] = [:]
        for (key, value) in mapping {
            guard let section = key.string.flatMap(Section.init(rawValue:)) else {
                let known = Section.allCases.map(\.rawValue).joined(separator: ", ")
                let place = "\(path):\(ArgumentsFile.line(of: key))"
                faults.append("\(place): unknown key \(key.string ?? ""); keys are \(known)")
                continue
            }
            found[section] = try Self.entries(of: section, value, path, line: ArgumentsFile.line(of: key), &faults)
        }
        guard faults.isEmpty else { throw UsageFault(lines: faults) }
        // Paths sort after those that they begin with, and a stable order keeps the file's own among equals.
        found[.areas]?.sort { ($0.depth, $0.line) < ($1.depth, $1.line) }
        entries = Section.allCases.flatMap { found[$0] ?? [] }
    }

    private static func entries(
        of section: Section, _ value: Node, _ path: String, line: Int, _ faults: inout [String]
    ) throws -> [Entry] {
        // A key with nothing behind it is an empty list.
        if value.scalar?.string == "" { return [] }
        guard let sequence = value.sequence else {
            faults.append("\(path):\(line): \(section.rawValue) must be a list")
            return []
        }
        return try sequence.compactMap { node in
            let line = ArgumentsFile.line(of: node)
            guard node.mapping != nil, let args = try ArgumentsFile.value(of: node, path).object else {
                faults.append("\(path):\(line): an entry of \(section.rawValue) must be a mapping")
                return nil
            }
            return Entry(section: section, args: args, line: line)
        }
    }
}

extension RegisterFile.Entry {
    /// How many areas lie above an area.
    fileprivate var depth: Int { id.count { $0 == "/" } }
}
