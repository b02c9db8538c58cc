import CZeroMQ
import Glibc

/// What went wrong in a call of libzmq or the kernel, or otherwise than a measurement may have it.
struct BenchFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What libzmq has just said on this thread.
    static func ofZeroMQ(_ what: String) -> BenchFault {
        let code = zmq_errno()
        return BenchFault("\(what): \(String(cString: zmq_strerror(code)))")
    }

    /// What the kernel has just said.
    static func ofSystem(_ what: String) -> BenchFault {
        let code = errno
        return BenchFault("\(what): \(String(cString: strerror(code)))")
    }
}
