import Glibc

/// Tells systemd how the service stands: one datagram to `$NOTIFY_SOCKET` each time; nothing where there is none.
struct ServiceNotifier: Sendable {
    private let path: String?
    /// The watchdog's interval in microseconds, if it watches this process.
    let watchdogMicroseconds: UInt64?

    init() {
        path = getenv("NOTIFY_SOCKET").map { String(cString: $0) }
        let watched = getenv("WATCHDOG_PID").map { String(cString: $0) }
        let isOurs = watched.map { $0 == String(getpid()) } ?? true
        watchdogMicroseconds = isOurs ? getenv("WATCHDOG_USEC").flatMap { UInt64(String(cString: $0)) } : nil
    }

    /// Sends newline-separated assignments. A service manager that doesn't listen is no reason to stop.
    func send(_ state: String) {
        guard let path else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A name that begins with @ is abstract: its first byte is zero.
        let bytes = path.hasPrefix("@") ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + bytes.count)
        let message = Array(state.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, message, message.count, 0, address, length)
            }
        }
    }

    /// CLOCK_MONOTONIC in microseconds, as a reload wants it.
    static func monotonicMicroseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}
