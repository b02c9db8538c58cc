import Foundation
public import PermitCore
import PermitWire
import Yams

/// A pack as it was found on disk.
public struct LoadedPack: Sendable {
    /// The pack.
    public let pack: Pack
    /// Which edition it is, with the digest of its text.
    public let reference: PackReference

    /// The pack as `packs.adopted` keeps it.
    public var json: JSONValue {
        [
            "pack": .string(reference.pack), "edition": .string(reference.edition),
            "digest": .string(reference.digest), "rules": .object(pack.json),
        ]
    }
}

/// What is wrong with a pack, with file and line.
public struct PackFault: Error, CustomStringConvertible, Hashable {
    /// Every fault, as `file:line: what`.
    public let lines: [String]

    init(lines: [String]) {
        self.lines = lines
    }

    /// One fault.
    init(_ path: String, _ line: Int, _ what: String) {
        lines = ["\(path):\(line): \(what)"]
    }

    /// The faults, one a line.
    public var description: String { lines.joined(separator: "\n") }
}

/// Reads packs from directories of YAML files: the file with a `pack` key is the pack, those with a `kind` key are
/// its kinds of work, in the order of their names.
public enum PackLoader {
    /// The largest pack, in bytes of YAML: its rules must fit into one event.
    public static let largest = 512 * 1_024

    /// Reads the pack in a directory and names every fault with file and line.
    public static func load(directory: String) throws(PackFault) -> LoadedPack {
        var head: PackFile?
        var kinds: [PackFile] = []
        for file in try files(in: directory) {
            if file.object["pack"] != nil {
                guard head == nil else { throw PackFault(file.path, 1, "a second file with a pack key") }
                head = file
            } else if file.object["kind"] != nil {
                kinds.append(file)
            } else {
                throw PackFault(file.path, 1, "has neither a pack nor a kind key")
            }
        }
        guard let head else { throw PackFault(lines: ["\(directory): no file with a pack key"]) }
        guard head.object["kinds"] == nil else {
            let line = head.line(of: ["kinds"])
            throw PackFault(head.path, line, "kinds: every kind of work has a file of its own")
        }
        var object = head.object
        object["kinds"] = .array(kinds.map { .object($0.object) })
        let pack: Pack
        do {
            pack = try Pack.read(object, path: "")
        } catch {
            throw PackFault(lines: error.faults.map { line(of: $0, head: head, kinds: kinds) })
        }
        let mistakes = pack.mistakes()
        guard mistakes.isEmpty else {
            throw PackFault(lines: mistakes.map { line(of: $0, head: head, kinds: kinds) })
        }
        let digest = Signing.digest(JSONValue.object(object).text)
        return LoadedPack(pack: pack, reference: PackReference(pack: pack.pack, edition: pack.edition, digest: digest))
    }

    private static func files(in directory: String) throws(PackFault) -> [PackFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw PackFault(lines: ["\(directory): can't be read"])
        }
        var files: [PackFile] = []
        var size = 0
        for name in names.filter({ $0.hasSuffix(".yaml") }).sorted() {
            let path = "\(directory)/\(name)"
            guard let data = FileManager.default.contents(atPath: path) else {
                throw PackFault(lines: ["\(path): can't be read"])
            }
            size += data.count
            guard size <= largest else { throw PackFault(lines: ["\(path): the pack is larger than \(largest) bytes"]) }
            files.append(try PackFile(path: path, bytes: Array(data)))
        }
        return files
    }

    /// Finds the file and the line of a fault: a path below `/kinds/N` lies in the N-th kind's file.
    private static func line(of fault: FieldFault, head: PackFile, kinds: [PackFile]) -> String {
        var steps = fault.path.split(separator: "/").map { step in
            String(step).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        var file = head
        if steps.first == "kinds", steps.count > 1, let index = Int(steps[1]), kinds.indices.contains(index) {
            file = kinds[index]
            steps.removeFirst(2)
        }
        return "\(file.path):\(file.line(of: steps)): \(steps.joined(separator: ".")): \(fault.message.english)"
    }
}
