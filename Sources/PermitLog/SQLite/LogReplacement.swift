import FoundationEssentials
import Glibc

/// Puts a copy in the place of the log in a directory, with the lock held. What was there is renamed, never deleted.
///
/// Steps, each synced before the next:
/// 1. the copy is made whole in `permitd.restoring`;
/// 2. the plan is put beside it: the point of no return. Up to here the old log is untouched;
/// 3. the old log's files are moved into the directory that the plan names;
/// 4. the copy takes their place;
/// 5. the plan goes.
/// While there is a plan nothing opens the log, and `finish` does the rest of it as often as it takes.
public final class LogReplacement {
    /// What a replacement past its point of no return is of.
    public struct Plan: Equatable, Sendable {
        /// The name of the copy.
        public let copy: String
        /// The name, within the log's directory, of where the old log goes.
        public let aside: String

        /// Names a replacement.
        public init(copy: String, aside: String) {
            self.copy = copy
            self.aside = aside
        }
    }

    private let directory: LogDirectory
    private let lock: LockFile

    /// Takes the log's lock, held until `close` or the end of this object.
    ///
    /// - Parameter path: the log's directory, made if it is not there; its parent must be.
    /// - Throws: `.locked` while a daemon runs, or `.unusable`.
    public init(directory path: String) throws(LogFailure) {
        directory = LogDirectory(path: path)
        try directory.prepare()
        lock = try LockFile(path: directory.lock)
    }

    /// Gives up the lock.
    public func close() { lock.release() }

    /// What an earlier replacement has begun and not finished.
    public func unfinished() throws(LogFailure) -> Plan? {
        guard try directory.size(of: directory.plan) != nil else { return nil }
        let lines = (try? String(contentsOfFile: directory.plan, encoding: .utf8))?.split(separator: "\n") ?? []
        guard lines.count == 2 else { throw .unusable("\(directory.plan) is not what a restore writes") }
        return Plan(copy: String(lines[0]), aside: String(lines[1]))
    }

    /// Does steps 1 and 2.
    ///
    /// - Parameters:
    ///   - file: the copy, a whole database without a WAL.
    ///   - digest: its SHA-256.
    /// - Throws: a `LogFailure`; then the old log is as it was.
    public func begin(_ plan: Plan, with file: String, digest: [UInt8]) throws(LogFailure) {
        try? FileManager.default.removeItem(atPath: directory.restoring)
        do {
            try stage(plan, file, digest)
        } catch {
            try? FileManager.default.removeItem(atPath: directory.restoring)
            guard let fault = error as? FileFault else { throw error as? LogFailure ?? .failed("\(error)") }
            throw LogFailure(fault)
        }
    }

    private func stage(_ plan: Plan, _ file: String, _ digest: [UInt8]) throws {
        try SyncedFiles.makeDirectory(directory.restoring)
        guard try SyncedFiles.copy(file, to: directory.staged) == digest else {
            throw LogFailure.corrupt(sequence: nil, "\(file) was read otherwise than it was verified")
        }
        // The copy's name must be on disk before the plan's: a plan without a copy means that the copy is in place.
        try directory.sync(directory.restoring)
        try directory.syncNames()
        try SyncedFiles.replace(Array("\(plan.copy)\n\(plan.aside)\n".utf8), at: directory.plan)
        try directory.sync(directory.restoring)
    }

    /// Does steps 3 to 5, or what is left of them.
    ///
    /// - Returns: the directory that holds the old log; nil where there was none.
    public func finish() throws(LogFailure) -> String? {
        guard let plan = try unfinished() else { return nil }
        let aside = "\(directory.path)/\(plan.aside)"
        // Without the staged copy what lies in the log's place is the copy itself.
        if try directory.size(of: directory.staged) != nil {
            for file in [directory.writeAhead, directory.sharedMemory, directory.database]
            where try directory.size(of: file) != nil {
                guard mkdir(aside, 0o700) == 0 || errno == EEXIST else {
                    throw LogFailure(FileFault(attempt: .write, path: aside, code: errno))
                }
                try move(file, "\(aside)/\(file.dropFirst(directory.path.count + 1))")
                try directory.sync(aside)
                try directory.syncNames()
            }
            try move(directory.staged, directory.database)
            try directory.sync(directory.restoring)
            try directory.syncNames()
        }
        unlink(directory.plan)
        rmdir(directory.restoring)
        try directory.syncNames()
        return try directory.size(of: aside) == nil ? nil : aside
    }

    private func move(_ from: String, _ to: String) throws(LogFailure) {
        do { try SyncedFiles.rename(from, to: to) } catch { throw LogFailure(error) }
    }
}
