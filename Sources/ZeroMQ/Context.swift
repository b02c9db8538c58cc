internal import CZeroMQ
internal import Glibc

/// The home of sockets and I/O threads. Make **one** for the whole process: in libzmq 4.3.4 a context that ends closes
/// the random number source under every other context that uses CURVE.
///
/// Each socket keeps its context, so the context ends after its last socket whatever order the owner lets go in.
public final class Context: Sendable {
    // Safe to share: libzmq documents a context as thread safe, and the pointer never changes.
    nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

    /// - Parameters:
    ///   - ioThreads: threads that move bytes. One is enough up to about half a million CURVE messages a second.
    ///   - maxSockets: limit on sockets, monitors included (two each); connections don't count.
    /// - Throws: `EINVAL` for numbers libzmq doesn't take, `EMFILE` when descriptors have run out.
    public init(ioThreads: Int32 = 1, maxSockets: Int32 = 64) throws(ZeroMQError) {
        guard let pointer = zmq_ctx_new() else { throw .last("make a context") }
        self.pointer = pointer
        // BLOCKY off makes linger 0 the default of every socket, so that the end of the context can't hang.
        let options = [(ZMQ_IO_THREADS, ioThreads), (ZMQ_MAX_SOCKETS, maxSockets), (ZMQ_BLOCKY, 0)]
        for (option, value) in options where zmq_ctx_set(pointer, option, value) != 0 {
            throw .last("set context option \(option)")
        }
    }

    /// Makes every call on the context's sockets fail with `ETERM`, from whichever thread. The sockets still have to be
    /// closed by their owners.
    public func shutdown() {
        zmq_ctx_shutdown(pointer)
    }

    deinit {
        zmq_ctx_shutdown(pointer)
        while zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
    }
}
