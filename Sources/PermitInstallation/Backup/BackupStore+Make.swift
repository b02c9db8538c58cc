import Foundation
import PermitCore
import PermitLog
import PermitProof
import PermitServer
import PermitWire

extension BackupStore {
    /// How far a backup has come.
    public enum Progress: Sendable {
        /// Pages of 4 KiB that were copied, and of how many.
        case copied(Int, of: Int)
        /// Events of the copy that were verified, and of how many.
        case verified(UInt64, of: UInt64)
    }

    /// Makes a backup of an installation, while its daemon serves or not, and verifies it.
    ///
    /// It is made under a name that is none of a backup's, verified from end to end, synced file by file, and only then
    /// renamed.
    ///
    /// - Returns: the backup, and whether it has a checkpoint: it has none where no anchor holds one.
    /// - Throws: a ``BackupFault``, an ``InstallationFault`` or a `DaemonFault`; then there is no backup.
    public func make(
        _ installation: Installation, progress: (Progress) -> Void = { _ in }
    ) throws -> (backup: Backup, hasCheckpoint: Bool) {
        let made = SystemClock().now()
        let partial = "\(directory)/\(Self.partialPrefix)\(Self.stamp(made))"
        do {
            return try make(installation, made, in: partial, progress)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private func make(
        _ installation: Installation, _ made: Instant, in partial: String, _ progress: (Progress) -> Void
    ) throws -> (Backup, Bool) {
        let instance = try installation.instance()
        let key = try installation.logPublicKey()
        // Before the log is copied: what an anchor remembers by now must be in the copy.
        let anchors = try installation.anchorDirectories.map(Anchor.directory).flatMap { anchor in
            do { return try anchor.kept(origin: key.name) } catch { throw DaemonFault(error) }
        }
        try SyncedFiles.makeDirectory(partial)
        try Daemon.copyLog(stateDirectory: installation.stateDirectory, to: "\(partial)/permitd.sqlite") {
            progress(.copied($0, of: $1))
        }
        guard
            let reading = try Daemon.check(
                stateDirectory: partial, anchors: anchors, signedBy: [key],
                progress: { progress(.verified($0, of: $1)) })
        else { throw BackupFault.damaged("\(partial): the copy is gone") }
        let note = Self.newest(anchors)
        if let note { try SyncedFiles.write(Array(note.utf8), to: "\(partial)/checkpoint") }
        try copyFiles(of: installation, to: partial)
        let files = try Backup.files(under: partial).map { name in
            let (bytes, sha256) = try SyncedFiles.digest("\(partial)/\(name)")
            return BackupManifest.File(path: name, bytes: bytes, sha256: Signing.hex(sha256))
        }
        let manifest = BackupManifest(
            instance: instance, epoch: reading.epoch, head: reading.head,
            root: Signing.base64(reading.root), latest: reading.latest, made: made, files: files)
        try SyncedFiles.write(Array(manifest.json.utf8), to: "\(partial)/\(Backup.manifestName)")
        try syncDirectories(under: partial)
        let path = "\(directory)/\(Backup.prefix)\(Self.stamp(made))-\(reading.head)"
        try SyncedFiles.rename(partial, to: path)
        try SyncedFiles.sync(directory: directory)
        return (try Backup(path), note != nil)
    }

    /// `20261124T174301.123Z`: in the order of time when sorted as text.
    private static func stamp(_ time: Instant) -> String {
        time.description.filter { $0 != "-" && $0 != ":" }
    }

    /// The note that vouches for most.
    private static func newest(_ anchors: [Anchor]) -> String? {
        let notes = anchors.compactMap { anchor -> (size: UInt64, note: String)? in
            guard case .note(let note, _) = anchor, let signed = SignedNote(note) else { return nil }
            return Checkpoint(text: signed.text).map { ($0.size, note) }
        }
        return notes.max { $0.size < $1.size }?.note
    }

    /// The settings, the public keys and the packs. Never a private key.
    private func copyFiles(of installation: Installation, to partial: String) throws {
        try copy(installation.configurationFile, to: "\(partial)/permitd.yaml")
        try SyncedFiles.makeDirectory("\(partial)/keys")
        for name in ["instance", "server.pub", "log.pub", "admin.pub"] {
            guard let text = try? installation.keyText(name) else {
                if name == "admin.pub" { continue }
                throw InstallationFault("\(installation.keysDirectory)/\(name): can't be read")
            }
            try SyncedFiles.write(Array(text.utf8), to: "\(partial)/keys/\(name)")
        }
        try SyncedFiles.makeDirectory("\(partial)/packs")
        var taken: Set<String> = []
        for pack in installation.packDirectories {
            var name = URL(fileURLWithPath: pack).lastPathComponent
            while !taken.insert(name).inserted { name += "-other" }
            try copyTree(pack, to: "\(partial)/packs/\(name)")
        }
    }

    private func copyTree(_ from: String, to: String) throws {
        try SyncedFiles.makeDirectory(to)
        for name in try Backup.files(under: from) {
            var folder = to
            for part in name.split(separator: "/").dropLast() {
                folder += "/\(part)"
                if !FileManager.default.fileExists(atPath: folder) { try SyncedFiles.makeDirectory(folder) }
            }
            try copy("\(from)/\(name)", to: "\(to)/\(name)")
        }
    }

    private func copy(_ from: String, to: String) throws {
        guard let data = FileManager.default.contents(atPath: from) else {
            throw InstallationFault("\(from): can't be read")
        }
        try SyncedFiles.write(Array(data), to: to)
    }

    private func syncDirectories(under path: String) throws {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        for name in names {
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory),
                isDirectory.boolValue
            {
                try SyncedFiles.sync(directory: "\(path)/\(name)")
            }
        }
        try SyncedFiles.sync(directory: path)
    }
}
