import Glibc

/// The files of a log and what is done to them as files. The database itself is opened by SQLite alone: closing any
/// other descriptor of it in this process would drop SQLite's locks.
struct LogDirectory {
    let path: String

    var database: String { path + "/permitd.sqlite" }
    var writeAhead: String { database + "-wal" }
    var sharedMemory: String { database + "-shm" }
    var lock: String { path + "/permitd.lock" }
    var reserve: String { path + "/permitd.reserve" }
    /// Where `LogReplacement` makes a copy ready.
    var restoring: String { path + "/permitd.restoring" }
    var staged: String { restoring + "/permitd.sqlite" }
    var plan: String { restoring + "/plan" }

    /// Refuses a directory in which one log was about to take another's place.
    func requireWhole() throws(LogFailure) {
        guard try size(of: plan) == nil else {
            throw .unusable("a restore into \(path) was interrupted; finish it: permitd restore, as before")
        }
    }

    /// Makes the directory, for its owner alone, unless it is there; its parent must be.
    func prepare() throws(LogFailure) {
        if mkdir(path, 0o700) == 0 {
            try sync(path + "/..")
        } else if errno != EEXIST {
            throw .unusable("\(path) cannot be made: \(systemError())")
        }
        guard try status(of: path).map({ $0.st_mode & S_IFMT == S_IFDIR }) == true else {
            throw .unusable("\(path) is not a directory")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .unusable("\(path) is not writable: \(systemError())")
        }
    }

    /// Makes an empty database file for its owner alone, unless there is one; SQLite gives the WAL the same mode.
    func createDatabaseFile() throws(LogFailure) {
        let descriptor = open(database, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw errno == ENOSPC ? .full : .unusable("\(database) cannot be made: \(systemError())")
        }
    }

    /// Syncs what a process that died may have left unsynced in the WAL.
    func syncWriteAhead() throws(LogFailure) {
        guard try size(of: writeAhead) != nil else { return }
        do { try SyncedFiles.sync(file: writeAhead) } catch { throw LogFailure(error) }
    }

    /// Makes the names of new files survive a power cut.
    func syncNames() throws(LogFailure) {
        try sync(path)
    }

    /// The size of a file of this directory in bytes, nil if it is not there.
    func size(of file: String) throws(LogFailure) -> Int? {
        try status(of: file).map { Int($0.st_size) }
    }

    /// Bytes this process may still write here; 0 if the file system does not say.
    func spaceLeft() -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private func status(of file: String) throws(LogFailure) -> stat? {
        var result = stat()
        if stat(file, &result) == 0 { return result }
        guard errno == ENOENT else { throw .unusable("\(file) cannot be looked at: \(systemError())") }
        return nil
    }

    /// Makes the names in a directory survive a power cut.
    func sync(_ directory: String) throws(LogFailure) {
        do { try SyncedFiles.sync(directory: directory) } catch { throw LogFailure(error) }
    }
}

/// The words for an error of the system, by default the one that the last call left.
func systemError(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
}
