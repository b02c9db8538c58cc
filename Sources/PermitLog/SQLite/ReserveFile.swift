import Glibc

/// Blocks set aside while the disk has room, so that work can still be stopped when it has none.
/// SQLite needs space even to delete; a file that is deleted gives it.
struct ReserveFile {
    /// 4 MiB: at least a hundred suspensions and revocations, each with its request.
    static let size = 4 << 20

    let path: String

    /// Whether the blocks are set aside.
    var isWhole: Bool {
        var status = stat()
        // st_blocks counts 512 bytes each: a size alone would not prove that blocks are behind it.
        return stat(path, &status) == 0 && Int(status.st_blocks) * 512 >= Self.size
    }

    /// Deletes the file. False if there was none to give.
    func release() -> Bool {
        unlink(path) == 0
    }

    /// Allocates the file, unless it is whole. A file cut short by a crash or a full disk is made anew; if that does
    /// not succeed there is none, and the next call tries again.
    func restore() {
        if isWhole { return }
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, Self.size) != 0 || fsync(descriptor) != 0 { unlink(path) }
    }
}
