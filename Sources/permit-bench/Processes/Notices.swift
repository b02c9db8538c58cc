import Glibc

/// Hears what a service tells its manager, as systemd would.
final class Notices {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws(BenchFault) {
        self.path = path
        unlink(path)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard descriptor >= 0, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchFault("\(path) can't be a socket: is the path too long?")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw .ofSystem("bind \(path)") }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Waits until the service is ready.
    func awaitReady(seconds: Double) throws(BenchFault) {
        let limit = nanoseconds() + Int64(seconds * 1e9)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while nanoseconds() < limit {
            var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&item, 1, 500) > 0 else { continue }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { continue }
            if String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").contains("READY=1") { return }
        }
        throw BenchFault("the daemon was not ready within \(Int(seconds)) s")
    }
}
