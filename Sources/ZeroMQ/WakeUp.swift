internal import CZeroMQ
internal import Glibc

/// A bell for a thread that sits in ``poll(_:timeoutMilliseconds:)``: an eventfd that any thread, and a signal handler
/// too, may ring. Rings before the next ``clear()`` count as one.
public final class WakeUp: Sendable {
    private let descriptor: Int32

    /// - Throws: `EMFILE` when descriptors have run out.
    public init() throws(ZeroMQError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw ZeroMQError(code: errno, operation: "make an eventfd") }
    }

    deinit {
        close(descriptor)
    }

    /// Makes the poll return, now or the next time. Never blocks and leaves `errno` alone.
    public func wake() {
        let saved = errno
        var one: UInt64 = 1
        // A full counter (EAGAIN) has woken the reader already.
        while write(descriptor, &one, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
        errno = saved
    }

    /// Takes back all rings so far. Call it before looking for work, so that no ring is lost.
    public func clear() {
        var count: UInt64 = 0
        while read(descriptor, &count, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }

    /// Waits for this to have something to read.
    public func pollItem() -> PollItem {
        PollItem(descriptor: descriptor, for: .readable, owner: self)
    }
}
