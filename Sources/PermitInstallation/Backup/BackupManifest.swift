public import PermitCore

/// What a backup says of itself: `manifest.json`, written last.
public struct BackupManifest: Sendable, Equatable {
    /// One file of the backup.
    public struct File: Sendable, Equatable {
        /// Its path within the backup.
        public let path: String
        /// Its size.
        public let bytes: Int
        /// Its SHA-256 in lower-case hex.
        public let sha256: String
    }

    /// The version of this form.
    static let version = 1
    /// The most files that a backup holds.
    static let mostFiles = 10_000

    /// The installation's UUID.
    public let instance: String
    /// The log's epoch.
    public let epoch: String
    /// How many events the log holds.
    public let head: UInt64
    /// The root of their tree, in base64.
    public let root: String
    /// The time of the newest event.
    public let latest: Instant
    /// When the copy was made, by the machine's clock.
    public let made: Instant
    /// Every file but this one, by path.
    public let files: [File]

    /// The text of the file.
    var json: String {
        let files = JSONValue.array(
            files.map { ["path": .string($0.path), "bytes": .count($0.bytes), "sha256": .string($0.sha256)] })
        let object: JSONValue = [
            "version": .count(Self.version), "instance": .string(instance), "epoch": .string(epoch),
            "head": .sequence(head), "root": .string(root), "latest": .moment(latest), "made": .moment(made),
            "files": files,
        ]
        return object.text + "\n"
    }
}

extension BackupManifest {
    /// Reads a manifest.
    ///
    /// - Throws: `.damaged` for what is none, or is of another version.
    init(json bytes: [UInt8], at path: String) throws(BackupFault) {
        guard let object = try? JSONParser.parse(bytes).object else {
            throw .damaged("\(path): is not JSON")
        }
        guard object["version"]?.integer == Self.version else {
            throw .damaged("\(path): is of a version that this permitd doesn't know; it knows \(Self.version)")
        }
        func text(_ name: String) throws(BackupFault) -> String {
            guard let text = object[name]?.string else { throw .damaged("\(path): has no \(name)") }
            return text
        }
        guard let head = object["head"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let latest = Instant(try text("latest")), let made = Instant(try text("made")),
            let list = object["files"]?.array, list.count <= Self.mostFiles
        else { throw .damaged("\(path): head, latest, made or files are not what they should be") }
        var files: [File] = []
        for entry in list {
            guard let name = entry.object?["path"]?.string, Self.staysInside(name),
                let size = entry.object?["bytes"]?.integer, let digest = entry.object?["sha256"]?.string
            else { throw .damaged("\(path): names a file that can't be one of a backup") }
            files.append(File(path: name, bytes: size, sha256: digest))
        }
        self.init(
            instance: try text("instance"), epoch: try text("epoch"), head: head, root: try text("root"),
            latest: latest, made: made, files: files)
    }

    private static func staysInside(_ path: String) -> Bool {
        !path.utf8.contains(0)
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !["", ".", ".."].contains($0)
            }
    }
}
