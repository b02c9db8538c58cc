import Foundation
import PermitLog
public import PermitProof
public import PermitServer
import PermitWire

/// A backup on disk: a directory with the log, its newest checkpoint, and what a restore needs besides but the private
/// keys.
public struct Backup: Sendable {
    /// What its name begins with; the time and the head follow.
    static let prefix = "permitd-"
    /// The file written last.
    static let manifestName = "manifest.json"
    /// The most bytes of a manifest.
    private static let longestManifest = 4 << 20

    /// Its directory.
    public let path: String
    /// What it says of itself.
    public let manifest: BackupManifest

    /// Its directory's name.
    public var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// Opens a backup; nothing of it is verified yet.
    public init(_ path: String) throws {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let file = "\(path)/\(Self.manifestName)"
        guard let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int,
            size <= Self.longestManifest, let data = FileManager.default.contents(atPath: file)
        else { throw BackupFault.damaged("\(path): is no backup: it has no manifest.json that can be read") }
        self.path = path
        manifest = try BackupManifest(json: Array(data), at: file)
    }

    /// Compares every file with the manifest, byte for byte; quicker than ``verify(trusting:progress:)``.
    public func checkFiles() throws {
        var expected: Set<String> = [Self.manifestName]
        for file in manifest.files {
            let (bytes, sha256) = try SyncedFiles.digest("\(path)/\(file.path)")
            guard bytes == file.bytes, Signing.hex(sha256) == file.sha256 else {
                throw BackupFault.damaged("\(path)/\(file.path): is not what the manifest says; it was changed")
            }
            expected.insert(file.path)
        }
        for found in try Self.files(under: path) where !expected.contains(found) {
            throw BackupFault.damaged("\(path)/\(found): is not named by the manifest")
        }
    }

    /// Verifies all of it: every file against the manifest, then the log with its chains, its tree and every event
    /// replayed, then its checkpoint.
    ///
    /// - Parameters:
    ///   - keys: the log's keys that count; none for the one that the backup itself brings, which proves that it is
    ///     whole, but not whose it is.
    ///   - progress: called now and then with the number of events verified.
    /// - Throws: a ``BackupFault`` or a `DaemonFault`.
    @discardableResult
    public func verify(
        trusting keys: [LogPublicKey] = [], progress: (_ verified: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws -> LogReading {
        try checkFiles()
        let keys = keys.isEmpty ? [try ownKey()] : keys
        let checkpoint = Anchor.directory(path)
        guard
            let reading = try Daemon.check(
                stateDirectory: path, anchors: [checkpoint], signedBy: keys, progress: progress)
        else { throw BackupFault.damaged("\(path): holds no log") }
        let root = Signing.base64(reading.root)
        guard reading.head == manifest.head, root == manifest.root, reading.epoch == manifest.epoch else {
            throw BackupFault.damaged("\(path): its log is not the one that the manifest names")
        }
        return reading
    }

    /// The log's key that it brings.
    private func ownKey() throws -> LogPublicKey {
        guard let pem = FileManager.default.contents(atPath: "\(path)/keys/log.pub"),
            let key = LogPublicKey(
                name: Checkpoint.origin(instance: manifest.instance), pem: String(decoding: pem, as: UTF8.self))
        else { throw BackupFault.damaged("\(path)/keys/log.pub: is no public key in PEM") }
        return key
    }

    /// Every regular file under a directory, by its path there.
    static func files(under path: String) throws -> [String] {
        guard let names = FileManager.default.enumerator(atPath: path) else {
            throw BackupFault.damaged("\(path): can't be read")
        }
        return names.compactMap { $0 as? String }.filter { name in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }.sorted()
    }
}
