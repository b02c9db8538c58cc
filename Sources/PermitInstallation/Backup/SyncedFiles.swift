import Crypto
import Foundation
import Glibc

/// Files that are on disk when the call returns: for their owner alone, synced, never over one that is there.
enum SyncedFiles {
    /// Writes a new file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw fault(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw fault(path) }
    }

    /// Writes a file in place of one that may be there; it is whole at every moment.
    static func replace(_ bytes: [UInt8], at path: String) throws {
        unlink("\(path).new")
        try write(bytes, to: "\(path).new")
        try rename("\(path).new", to: path)
    }

    /// Makes a directory whose parent is there.
    static func makeDirectory(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 else { throw fault(path) }
    }

    /// Makes the names in a directory survive a power cut.
    static func sync(directory path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(path) }
    }

    /// Renames within one file system.
    static func rename(_ from: String, to: String) throws {
        guard Glibc.rename(from, to) == 0 else { throw fault(to) }
    }

    /// The size and the SHA-256 of a file, read in pieces.
    static func digest(_ path: String) throws -> (bytes: Int, sha256: [UInt8]) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupFault.damaged("\(path): \(systemError())") }
        defer { close(descriptor) }
        var hash = SHA256()
        var bytes = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw BackupFault.damaged("\(path): \(systemError())") }
            if count == 0 { return (bytes, Array(hash.finalize())) }
            hash.update(data: buffer[..<count])
            bytes += count
        }
    }

    private static func fault(_ path: String) -> BackupFault {
        .cannotCreate("\(path): can't be written: \(systemError())")
    }

    private static func systemError() -> String { String(cString: strerror(errno)) }
}
