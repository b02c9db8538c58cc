import PermitCore

/// Everything about one permit in one file, provable without a daemon.
public struct Dossier: Hashable, Sendable {
    /// The format's name, with its version.
    public static let format = "permitd-dossier-v1"
    /// The largest file that is read, in bytes.
    public static let largest = 256 * 1_024 * 1_024

    /// The installation's UUID.
    public let instance: String
    /// The permit's id and number.
    public let permit, number: String
    /// The checkpoint that every entry is proven against, a signed note.
    public let checkpoint: String
    /// What the dossier holds, a signed note; see ``DossierManifest``.
    public let manifest: String
    /// The events, in the order of the log.
    public let entries: [DossierEntry]

    /// Makes a dossier.
    public init(
        instance: String, permit: String, number: String, checkpoint: String, manifest: String, entries: [DossierEntry]
    ) {
        self.instance = instance
        self.permit = permit
        self.number = number
        self.checkpoint = checkpoint
        self.manifest = manifest
        self.entries = entries
    }

    /// Reads a dossier.
    /// - Throws: a ``DossierFault`` for what is none.
    public init(_ bytes: [UInt8]) throws(DossierFault) {
        guard bytes.count <= Self.largest else { throw DossierFault("the file is larger than 256 MiB") }
        guard let object = try? JSONParser.parse(bytes).object, object["format"]?.string == Self.format else {
            throw DossierFault("not a dossier of the format \(Self.format)")
        }
        guard let instance = object["instance"]?.string, let permit = object["permit"]?.string,
            let number = object["number"]?.string, let checkpoint = object["checkpoint"]?.string,
            let manifest = object["manifest"]?.string, let entries = object["entries"]?.array
        else { throw DossierFault("the dossier lacks its fields") }
        self.init(
            instance: instance, permit: permit, number: number, checkpoint: checkpoint, manifest: manifest,
            entries: try entries.enumerated().map { index, entry throws(DossierFault) in
                guard let read = entry.object.flatMap(DossierEntry.init) else {
                    throw DossierFault("entry \(index + 1) can't be read")
                }
                return read
            })
    }

    /// The dossier as a file: JSON, an entry on each line.
    public var bytes: [UInt8] {
        let head: JSONValue = [
            "format": .string(Self.format), "instance": .string(instance), "permit": .string(permit),
            "number": .string(number), "checkpoint": .string(checkpoint), "manifest": .string(manifest),
        ]
        let lines = entries.map { JSONValue.object($0.json).utf8 }
        return head.utf8.dropLast() + Array(",\"entries\":[\n".utf8)
            + lines.joined(separator: Array(",\n".utf8)) + Array("\n]}\n".utf8)
    }
}

/// What is no dossier.
public struct DossierFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
