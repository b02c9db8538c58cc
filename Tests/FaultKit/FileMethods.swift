import GRDBSQLite
import Synchronization

/// What SQLite calls on a file of a simulated disk.
enum FileMethods {
    static let all = sqlite3_io_methods(
        iVersion: 2,
        xClose: { file in
            guard let file else { return SQLITE_OK }
            file.opened.disk.close(file.opened)
            file.end()
            return SQLITE_OK
        },
        xRead: { file, buffer, count, place in
            guard let opened = file?.opened, let buffer else { return Failed.read }
            let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
            return opened.disk.read(opened, into: bytes, at: Int(place))
        },
        xWrite: { file, buffer, count, place in
            guard let opened = file?.opened, let buffer else { return Failed.write }
            let bytes = [UInt8](UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            return opened.disk.write(opened, bytes, at: Int(place))
        },
        xTruncate: { file, size in
            guard let opened = file?.opened else { return Failed.truncate }
            return opened.disk.truncate(opened, to: Int(size))
        },
        xSync: { file, _ in
            guard let opened = file?.opened else { return Failed.sync }
            return opened.disk.sync(opened)
        },
        xFileSize: { file, answer in
            guard let opened = file?.opened, let size = opened.disk.size(of: opened) else { return Failed.size }
            answer?.pointee = Int64(size)
            return SQLITE_OK
        },
        xLock: { file, level in
            guard let opened = file?.opened else { return Failed.sharedMemory }
            return opened.sharing.lock(upTo: level, by: opened)
        },
        xUnlock: { file, level in
            guard let opened = file?.opened else { return Failed.sharedMemory }
            return opened.sharing.lock(upTo: level, by: opened)
        },
        xCheckReservedLock: { file, answer in
            answer?.pointee = file?.opened.sharing.isReserved == true ? 1 : 0
            return SQLITE_OK
        },
        xFileControl: { _, question, answer in
            // How much is mapped into memory: nothing.
            guard question == SQLITE_FCNTL_MMAP_SIZE, let answer else { return SQLITE_NOTFOUND }
            answer.storeBytes(of: 0, as: Int64.self)
            return SQLITE_OK
        },
        // What SQLite's own VFS tells of a disk on Linux.
        xSectorSize: { _ in 4_096 },
        xDeviceCharacteristics: { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE },
        xShmMap: { file, region, size, extends, answer in
            guard let opened = file?.opened else { return Failed.sharedMemory }
            answer?.pointee = opened.sharing.memory(region: Int(region), size: Int(size), extends: extends != 0)
            return SQLITE_OK
        },
        xShmLock: { file, first, count, flags in
            guard let opened = file?.opened else { return Failed.sharedMemory }
            return opened.sharing.lock(Int(first)..<Int(first + count), flags, by: opened)
        },
        xShmBarrier: { _ in atomicMemoryFence(ordering: .sequentiallyConsistent) },
        // It stays until the last connection has closed the database.
        xShmUnmap: { _, _ in SQLITE_OK },
        xFetch: nil,
        xUnfetch: nil)
}
