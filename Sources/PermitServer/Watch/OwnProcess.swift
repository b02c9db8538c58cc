import Glibc

/// What the kernel tells a process of itself: its memory and its descriptors.
///
/// The directory and the file are opened once and kept, since there may be no descriptor left when they are needed.
final class OwnProcess {
    private let directory: OpaquePointer
    private let memory: Int32

    /// Nil where the kernel does not show a process its own files.
    init?() {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        self.directory = directory
    }

    deinit {
        closedir(directory)
        close(memory)
    }

    /// The memory that is held, in bytes; 0 where the kernel does not say.
    var residentBytes: UInt64 {
        var text = [UInt8](repeating: 0, count: 128)
        let count = pread(memory, &text, text.count, 0)
        guard count > 0 else { return 0 }
        let fields = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (UInt64(fields[1]) ?? 0) * UInt64(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// The descriptors in use. It takes some 0.1 ms, and more with thousands of them: not for every request.
    var descriptors: [Int32] {
        var found: [Int32] = []
        rewinddir(directory)
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let descriptor = Int32(name) { found.append(descriptor) }
        }
        return found
    }

    /// How many descriptors there may be.
    var mostDescriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        return Int(clamping: limit.rlim_cur)
    }
}
