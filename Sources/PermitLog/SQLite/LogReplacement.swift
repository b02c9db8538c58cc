import Crypto
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
        do throws(LogFailure) {
            guard mkdir(directory.restoring, 0o700) == 0 else { throw writeFailure(directory.restoring) }
            let found = try copyFile(file, to: directory.staged)
            guard found == digest else {
                throw LogFailure.corrupt(sequence: nil, "\(file) was read otherwise than it was verified")
            }
            let draft = directory.plan + ".new"
            try writeFile(Array("\(plan.copy)\n\(plan.aside)\n".utf8), to: draft)
            try directory.sync(directory.restoring)
            try directory.syncNames()
            try move(draft, directory.plan)
            try directory.sync(directory.restoring)
        } catch {
            try? FileManager.default.removeItem(atPath: directory.restoring)
            throw error
        }
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
                guard mkdir(aside, 0o700) == 0 || errno == EEXIST else { throw writeFailure(aside) }
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
        guard rename(from, to) == 0 else {
            throw .unusable("\(from) cannot be moved to \(to): \(systemError())")
        }
    }
}

/// Copies a file for its owner alone and syncs it; the SHA-256 of what was copied.
private func copyFile(_ from: String, to: String) throws(LogFailure) -> [UInt8] {
    let source = open(from, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw .unusable("\(from) cannot be opened: \(systemError())") }
    defer { close(source) }
    let target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw writeFailure(to) }
    defer { close(target) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
        let count = read(source, &buffer, buffer.count)
        guard count >= 0 else { throw .failed("\(from) cannot be read: \(systemError())") }
        if count == 0 { break }
        hash.update(data: buffer[..<count])
        try writeAll(buffer[..<count], to: target, name: to)
    }
    guard fsync(target) == 0 else { throw writeFailure(to) }
    return Array(hash.finalize())
}

/// Writes a new file for its owner alone and syncs it.
private func writeFile(_ bytes: [UInt8], to path: String) throws(LogFailure) {
    let target = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw writeFailure(path) }
    defer { close(target) }
    try writeAll(bytes[...], to: target, name: path)
    guard fsync(target) == 0 else { throw writeFailure(path) }
}

private func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, name: String) throws(LogFailure) {
    var rest = bytes
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw writeFailure(name) }
        rest = rest.dropFirst(count)
    }
}

private func writeFailure(_ path: String) -> LogFailure {
    errno == ENOSPC ? .full : .unusable("\(path) cannot be written: \(systemError())")
}
