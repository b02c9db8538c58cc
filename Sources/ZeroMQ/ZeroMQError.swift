internal import CZeroMQ
internal import Glibc

/// A call into libzmq or the kernel that failed.
public struct ZeroMQError: Error, CustomStringConvertible, Equatable {
    /// The `errno` value, one of the system's or one of libzmq's own.
    public let code: Int32
    /// The call that failed and what it was about, for example `bind tcp://127.0.0.1:5555`. It never holds a secret.
    public let operation: String

    /// Names an error of libzmq and what was being done.
    public init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The text for people.
    public var description: String {
        "\(operation): \(String(cString: zmq_strerror(code)))"
    }

    /// True when the context was shut down: the owner of the socket should close it and leave.
    public var isTerminated: Bool { code == ETERM }

    /// The error libzmq has just reported on this thread.
    static func last(_ operation: @autoclosure () -> String) -> ZeroMQError {
        // Read the number first: making the text may allocate, and that may change errno.
        let code = zmq_errno()
        return ZeroMQError(code: code, operation: operation())
    }
}
