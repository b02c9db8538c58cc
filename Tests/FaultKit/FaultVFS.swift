import GRDBSQLite
import Glibc
import Synchronization

/// The VFS that hands a path to the simulated disk mounted at its directory, and any other to SQLite's own.
enum FaultVFS {
    private static let mounts = Mutex<[String: SimulatedDisk]>([:])
    private static let isRegistered = register()

    static func mount(_ disk: SimulatedDisk, at directory: String) {
        precondition(isRegistered, "SQLite does not take a VFS")
        mounts.withLock { $0[real(directory)] = disk }
    }

    /// SQLite asks by the path without links.
    private static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func disk(of path: UnsafePointer<CChar>?) -> (disk: SimulatedDisk, name: String)? {
        guard let path else { return nil }
        let parts = String(cString: path).split(separator: "/")
        guard let name = parts.last else { return nil }
        let directory = "/" + parts.dropLast().joined(separator: "/")
        return mounts.withLock { $0[directory] }.map { ($0, String(name)) }
    }

    /// What the callbacks find in the VFS's own data.
    private struct Wiring {
        let original: UnsafeMutablePointer<sqlite3_vfs>
        let methods: UnsafeMutablePointer<sqlite3_io_methods>
    }

    private static func wiring(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> Wiring? {
        vfs?.pointee.pAppData?.assumingMemoryBound(to: Wiring.self).pointee
    }

    private static func register() -> Bool {
        guard sqlite3_initialize() == SQLITE_OK, let original = sqlite3_vfs_find(nil) else { return false }
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: FileMethods.all)
        let wiring = UnsafeMutablePointer<Wiring>.allocate(capacity: 1)
        wiring.initialize(to: Wiring(original: original, methods: methods))
        // Time, chance and full paths stay SQLite's own, which look at no data of their VFS.
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: original.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(strdup("permitd-faults"))
        vfs.pointee.szOsFile = max(original.pointee.szOsFile, Int32(UnsafeMutablePointer<sqlite3_file>.byteCount))
        vfs.pointee.pAppData = UnsafeMutableRawPointer(wiring)
        vfs.pointee.xOpen = { vfs, path, file, flags, outFlags in
            guard let wiring = FaultVFS.wiring(vfs), let file else { return SQLITE_CANTOPEN }
            guard let (disk, name) = FaultVFS.disk(of: path) else {
                return wiring.original.pointee.xOpen(wiring.original, path, file, flags, outFlags)
            }
            file.pointee.pMethods = nil
            guard let opened = disk.open(name, flags) else { return SQLITE_CANTOPEN }
            file.begin(opened)
            file.pointee.pMethods = UnsafePointer(wiring.methods)
            outFlags?.pointee = flags
            return SQLITE_OK
        }
        vfs.pointee.xDelete = { vfs, path, syncsNames in
            guard let wiring = FaultVFS.wiring(vfs) else { return Failed.delete }
            guard let (disk, name) = FaultVFS.disk(of: path) else {
                return wiring.original.pointee.xDelete(wiring.original, path, syncsNames)
            }
            return disk.delete(name, syncsNames: syncsNames != 0)
        }
        vfs.pointee.xAccess = { vfs, path, flags, answer in
            guard let wiring = FaultVFS.wiring(vfs) else { return Failed.access }
            guard let (disk, name) = FaultVFS.disk(of: path) else {
                return wiring.original.pointee.xAccess(wiring.original, path, flags, answer)
            }
            answer?.pointee = disk.holds(name) ? 1 : 0
            return SQLITE_OK
        }
        return sqlite3_vfs_register(vfs, 1) == SQLITE_OK
    }
}
