internal import CZeroMQ

/// The pointer of one socket, shared with poll items and monitors so that they notice when the socket has gone instead
/// of touching freed memory. It isn't Sendable: all of them live on the owner's thread.
final class SocketHandle {
    let pointer: UnsafeMutableRawPointer
    let kind: SocketKind
    let context: Context
    private(set) var isOpen = true
    private(set) var isMonitored = false

    init(_ context: Context, _ kind: SocketKind) throws(ZeroMQError) {
        guard let pointer = zmq_socket(context.pointer, kind.number) else { throw .last("make a \(kind) socket") }
        self.pointer = pointer
        self.kind = kind
        self.context = context
    }

    func close() {
        guard isOpen else { return }
        stopMonitor()
        isOpen = false
        zmq_close(pointer)
    }

    func startMonitor(_ endpoint: String, events: Int32) throws(ZeroMQError) {
        try check(zmq_socket_monitor(pointer, endpoint, events), "monitor a socket")
        isMonitored = true
    }

    /// Must run while the reading end is still open: libzmq sends events with calls that block without a reader.
    func stopMonitor() {
        guard isOpen, isMonitored else { return }
        isMonitored = false
        zmq_socket_monitor(pointer, nil, 0)
    }

    func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
        var value = value
        try check(zmq_setsockopt(pointer, option, &value, MemoryLayout<Int32>.size), "set socket option \(option)")
    }

    func set(_ option: Int32, _ value: Int64) throws(ZeroMQError) {
        var value = value
        try check(zmq_setsockopt(pointer, option, &value, MemoryLayout<Int64>.size), "set socket option \(option)")
    }

    func set(_ option: Int32, _ bytes: [UInt8]) throws(ZeroMQError) {
        try check(zmq_setsockopt(pointer, option, bytes, bytes.count), "set socket option \(option)")
    }

    /// The endpoint of the last bind or connect, with wildcards filled in.
    func lastEndpoint() throws(ZeroMQError) -> String {
        var buffer = [UInt8](repeating: 0, count: 512)
        var count = buffer.count
        try check(zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &buffer, &count), "read the last endpoint")
        // The count includes the closing zero.
        return String(decoding: buffer[..<max(count - 1, 0)], as: UTF8.self)
    }

    func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(ZeroMQError) {
        guard result == 0 else { throw .last(operation()) }
    }
}
