import CZeroMQ

/// A context with one I/O thread, as the daemon has it.
final class RawContext {
    let pointer: UnsafeMutableRawPointer

    init() throws(BenchFault) {
        guard let pointer = zmq_ctx_new() else { throw .ofZeroMQ("make a context") }
        self.pointer = pointer
        zmq_ctx_set(pointer, ZMQ_BLOCKY, 0)
    }

    deinit {
        zmq_ctx_shutdown(pointer)
        zmq_ctx_term(pointer)
    }
}
