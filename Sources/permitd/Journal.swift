import Glibc
import Synchronization

/// The journal of systemd, where it reads this process's standard error: one datagram for each entry, never waiting.
final class Journal: Sendable {
    private let path: String
    private let descriptor: Int32
    /// Where a line goes that the socket does not take: the journal's end of standard error.
    private let stream: Int32
    private let lost = Mutex(0)

    /// The journal, if standard error is connected to it as `$JOURNAL_STREAM` says.
    static let listening: Journal? = {
        var status = stat()
        guard let named = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0,
            String(cString: named) == "\(status.st_dev):\(status.st_ino)"
        else { return nil }
        return Journal(path: "/run/systemd/journal/socket", stream: STDERR_FILENO)
    }()

    init(path: String, stream: Int32) {
        self.path = path
        self.stream = stream
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes an entry: with its fields, else, where the journal doesn't take it so (too long, or its queue is full),
    /// as a line; else not at all, which the next one tells.
    func write(_ entry: JournalEntry) {
        let missing = lost.withLock { $0 }
        let told = missing == 0 ? entry : entry.adding("lostLines", "\(missing)")
        if send(told.datagram) || sendLine("<\(told.priority)>\(told.text)\n") {
            lost.withLock { $0 -= missing }
        } else {
            lost.withLock { $0 += 1 }
        }
    }

    private func send(_ datagram: [UInt8]) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(
                    descriptor, datagram, datagram.count, flags, address,
                    socklen_t(MemoryLayout<sockaddr_un>.size)) == datagram.count
            }
        }
    }

    /// Standard error's stream is a socket, so it too can be written to without waiting.
    private func sendLine(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        return Glibc.send(
            stream, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

extension JournalEntry {
    fileprivate func adding(_ name: String, _ value: String) -> JournalEntry {
        JournalEntry(message: message, priority: priority, pairs: pairs + [(name, value)])
    }
}
