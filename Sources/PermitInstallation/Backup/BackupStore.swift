import Foundation
import PermitLog
import PermitServer

/// A directory of backups of one installation. One process makes backups in it at a time.
public final class BackupStore {
    /// Where.
    public let directory: String
    private let lock: LockFile

    /// What is under way has a name that begins so, and is no backup.
    static let partialPrefix = ".partial-"

    /// Opens the directory, made for its owner alone if it is not there, and takes away what a process that died has
    /// left unfinished.
    public init(directory: String) throws {
        self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
        let files = FileManager.default
        if !files.fileExists(atPath: self.directory) { try SyncedFiles.makeDirectory(self.directory) }
        do {
            lock = try LockFile(path: "\(self.directory)/.lock")
        } catch {
            guard case .locked = error else { throw BackupFault.cannotCreate("\(self.directory): \(error)") }
            throw BackupFault.busy("\(self.directory): another backup is being made there")
        }
        for name in try files.contentsOfDirectory(atPath: self.directory) where name.hasPrefix(Self.partialPrefix) {
            try files.removeItem(atPath: "\(self.directory)/\(name)")
        }
    }

    /// The names of the backups there, the newest first.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasPrefix(Backup.prefix) }.sorted(by: >)
    }

    /// Removes the oldest backups that are sound, so that `count` sound ones stay, the newest always among them. One
    /// that is damaged, or is another installation's, is neither counted nor removed.
    ///
    /// - Parameter newest: the one that was just made and verified.
    /// - Returns: what was removed, and what was found to be damaged.
    public func keep(_ count: Int, newest: Backup) throws -> (removed: [String], damaged: [String]) {
        var kept = 1
        var removed: [String] = []
        var damaged: [String] = []
        for name in try names() where name != newest.name {
            do {
                let backup = try Backup("\(directory)/\(name)")
                guard backup.manifest.instance == newest.manifest.instance else { continue }
                try backup.checkFiles()
            } catch {
                damaged.append("\(error)")
                continue
            }
            if kept < count {
                kept += 1
                continue
            }
            // Under another name first: half of it gone, it must not look like one.
            let doomed = "\(directory)/\(Self.partialPrefix)\(name)"
            try SyncedFiles.rename("\(directory)/\(name)", to: doomed)
            try SyncedFiles.sync(directory: directory)
            try FileManager.default.removeItem(atPath: doomed)
            removed.append(name)
        }
        return (removed, damaged)
    }
}
