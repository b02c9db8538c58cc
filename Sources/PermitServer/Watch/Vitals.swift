import Glibc
import PermitLog

/// How the process and its files stand at a moment.
struct Vitals {
    var files: LogFigures
    var residentBytes: UInt64
    var descriptors: UInt64
    var descriptorLimit: UInt64

    /// Looks. It takes some 0.1 ms, and more with thousands of descriptors: not for every request.
    static func taken(of log: SQLiteLog) -> Vitals {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Vitals(
            files: log.figures(), residentBytes: residentBytes(), descriptors: openDescriptors(),
            descriptorLimit: UInt64(limit.rlim_cur))
    }

    var descriptorsPercent: UInt64 { descriptors * 100 / max(1, descriptorLimit) }

    private static func residentBytes() -> UInt64 {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = max(0, read(file, &buffer, buffer.count))
        let fields = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (UInt64(fields[1]) ?? 0) * UInt64(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// The one of the directory itself and the two names that are no descriptors are not counted.
    private static func openDescriptors() -> UInt64 {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count: UInt64 = 0
        while readdir(directory) != nil { count += 1 }
        return count > 3 ? count - 3 : 0
    }
}
