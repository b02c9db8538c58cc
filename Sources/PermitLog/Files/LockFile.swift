import Glibc

/// The lock that keeps a second process away from a log or a directory of backups, held from `init` to `release` or the
/// end of the process.
///
/// It is a file of its own because SQLite's locks are lost as soon as this process closes any other descriptor of the
/// database; `flock` belongs to the open file and has no such trap. The file stays: deleting it would let two
/// processes hold two locks of one name.
public final class LockFile {
    private var descriptor: Int32

    /// Takes the lock, or makes its file first.
    ///
    /// - Throws: `.locked` with the holder's process id, `.unusable`, or `.failed` when this disk cannot even sync
    /// that.
    public init(path: String) throws(LogFailure) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == ENOSPC ? .full : .unusable("\(path) cannot be opened: \(systemError())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .unusable("\(path) cannot be locked: \(systemError())") }
            throw .locked("process \(holder()) holds \(path)")
        }
        try writeHolder(path)
    }

    /// Gives it up.
    public func release() {
        guard descriptor >= 0 else { return }
        // Said and not left to the closing: a child that is not yet another program has the open file as well.
        flock(descriptor, LOCK_UN)
        close(descriptor)
        descriptor = -1
    }

    deinit { release() }

    private func holder() -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }

    /// A full disk keeps the lock but not the process id: then what is safety-relevant can still be stored.
    private func writeHolder(_ path: String) throws(LogFailure) {
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count || errno == ENOSPC,
            fsync(descriptor) == 0
        else { throw .failed("\(path) cannot be written: \(systemError())") }
    }
}
