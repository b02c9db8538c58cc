import Crypto
import Glibc

/// Files that are on disk when the call returns: for their owner alone, synced, never over one that is there.
public enum SyncedFiles {
    /// How much of a file is in memory at once, in bytes.
    private static let pieceSize = 1 << 20

    /// Writes a new file.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
        let descriptor = try make(path)
        defer { close(descriptor) }
        try write(bytes[...], to: descriptor, path)
        try sync(descriptor, path)
    }

    /// Writes a file in place of one that may be there; it is whole at every moment.
    public static func replace(_ bytes: [UInt8], at path: String) throws(FileFault) {
        unlink("\(path).new")
        try write(bytes, to: "\(path).new")
        try rename("\(path).new", to: path)
    }

    /// Writes a file piece by piece in place of one that may be there, which stays if the writing throws.
    ///
    /// It is synced now and then, so that the sync of a commit beside it never has to wait for much of it.
    public static func replace(at path: String, _ fill: (_ put: ([UInt8]) throws -> Void) throws -> Void) throws {
        let new = "\(path).new"
        unlink(new)
        let descriptor = try make(new)
        do {
            defer { close(descriptor) }
            var unsynced = 0
            try fill { bytes in
                try write(bytes[...], to: descriptor, new)
                unsynced += bytes.count
                guard unsynced >= 4 * pieceSize else { return }
                unsynced = 0
                try sync(descriptor, new)
            }
            try sync(descriptor, new)
            try rename(new, to: path)
        } catch {
            unlink(new)
            throw error
        }
    }

    /// All of a file; nil where there is none.
    ///
    /// - Parameter most: the most bytes that are taken.
    public static func read(_ path: String, atMost most: Int) throws(FileFault) -> [UInt8]? {
        var status = stat()
        if stat(path, &status) != 0, errno == ENOENT { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(most, Int(status.st_size)))
        try read(path) { piece throws(FileFault) in
            guard bytes.count + piece.count <= most else {
                throw FileFault(attempt: .read, path: path, code: EFBIG)
            }
            bytes += piece
        }
        return bytes
    }

    /// Copies a file into a new one; the SHA-256 of what was copied.
    public static func copy(_ from: String, to path: String) throws(FileFault) -> [UInt8] {
        let descriptor = try make(path)
        defer { close(descriptor) }
        var hash = SHA256()
        try read(from) { piece throws(FileFault) in
            hash.update(data: piece)
            try write(piece, to: descriptor, path)
        }
        try sync(descriptor, path)
        return Array(hash.finalize())
    }

    /// The size and the SHA-256 of a file.
    public static func digest(_ path: String) throws(FileFault) -> (bytes: Int, sha256: [UInt8]) {
        var hash = SHA256()
        var bytes = 0
        try read(path) { piece in
            hash.update(data: piece)
            bytes += piece.count
        }
        return (bytes, Array(hash.finalize()))
    }

    /// Makes a directory whose parent is there.
    public static func makeDirectory(_ path: String) throws(FileFault) {
        guard mkdir(path, 0o700) == 0 else { throw FileFault(attempt: .write, path: path, code: errno) }
    }

    /// Renames within one file system.
    public static func rename(_ from: String, to path: String) throws(FileFault) {
        guard Glibc.rename(from, path) == 0 else { throw FileFault(attempt: .write, path: path, code: errno) }
    }

    /// Makes the names in a directory survive a power cut.
    public static func sync(directory path: String) throws(FileFault) {
        try sync(path, O_DIRECTORY)
    }

    /// Syncs a file that SQLite has not open in this process.
    public static func sync(file path: String) throws(FileFault) {
        try sync(path, 0)
    }

    private static func sync(_ path: String, _ flags: Int32) throws(FileFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else { throw FileFault(attempt: .read, path: path, code: errno) }
        defer { close(descriptor) }
        try sync(descriptor, path)
    }

    private static func sync(_ descriptor: Int32, _ path: String) throws(FileFault) {
        guard fsync(descriptor) == 0 else { throw FileFault(attempt: .sync, path: path, code: errno) }
    }

    private static func make(_ path: String) throws(FileFault) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFault(attempt: .write, path: path, code: errno) }
        return descriptor
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ path: String) throws(FileFault) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FileFault(attempt: .write, path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func read(
        _ path: String, _ take: (ArraySlice<UInt8>) throws(FileFault) -> Void
    ) throws(FileFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault(attempt: .read, path: path, code: errno) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw FileFault(attempt: .read, path: path, code: errno) }
            if count == 0 { return }
            try take(buffer[..<count])
        }
    }
}
