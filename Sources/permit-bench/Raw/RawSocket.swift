import CZeroMQ
import Glibc
import ZeroMQ

/// A socket by libzmq's own calls. What is measured goes through neither the daemon's wrapper nor a client library, so
/// that the ceiling is libzmq's and the daemon's clients cost as little as the ceiling's.
final class RawSocket {
    let pointer: UnsafeMutableRawPointer
    private let context: RawContext
    private let frame: UnsafeMutablePointer<zmq_msg_t>

    init(_ context: RawContext, _ kind: Int32) throws(BenchFault) {
        guard let pointer = zmq_socket(context.pointer, kind) else { throw .ofZeroMQ("make a socket") }
        self.pointer = pointer
        self.context = context
        frame = .allocate(capacity: 1)
        zmq_msg_init(frame)
        try set(ZMQ_LINGER, 0)
    }

    deinit {
        zmq_msg_close(frame)
        frame.deallocate()
        zmq_close(pointer)
    }

    /// A client's socket, as the contract advises, connected.
    static func client(
        _ context: RawContext, _ kind: Int32, _ endpoint: String, server: CurveKey, _ keys: CurveKeyPair
    ) throws(BenchFault) -> RawSocket {
        let socket = try RawSocket(context, kind)
        try socket.set(ZMQ_SNDHWM, 0)
        try socket.set(ZMQ_RCVHWM, 0)
        try socket.set(ZMQ_HEARTBEAT_IVL, 5_000)
        try socket.set(ZMQ_HEARTBEAT_TTL, 15_000)
        try socket.set(ZMQ_CURVE_SERVERKEY, server.bytes)
        try socket.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
        try socket.set(ZMQ_CURVE_SECRETKEY, keys.secretKey.bytes)
        if kind == ZMQ_SUB { try socket.set(ZMQ_SUBSCRIBE, []) }
        guard zmq_connect(socket.pointer, endpoint) == 0 else { throw .ofZeroMQ("connect \(endpoint)") }
        return socket
    }

    /// A server's socket on a free port of loopback that takes every key: without a ZAP handler libzmq asks nobody.
    static func server(_ context: RawContext, _ kind: Int32, _ keys: CurveKeyPair) throws(BenchFault) -> RawSocket {
        let socket = try RawSocket(context, kind)
        try socket.set(ZMQ_CURVE_SERVER, 1)
        try socket.set(ZMQ_CURVE_SECRETKEY, keys.secretKey.bytes)
        return socket
    }

    /// Binds to a free port of loopback and says which.
    func bind() throws(BenchFault) -> String {
        guard zmq_bind(pointer, "tcp://127.0.0.1:*") == 0 else { throw .ofZeroMQ("bind") }
        var text = [UInt8](repeating: 0, count: 256)
        var count = text.count
        guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &text, &count) == 0 else { throw .ofZeroMQ("endpoint") }
        return String(decoding: text[..<max(0, count - 1)], as: UTF8.self)
    }

    func set(_ option: Int32, _ value: Int32) throws(BenchFault) {
        var value = value
        guard zmq_setsockopt(pointer, option, &value, MemoryLayout<Int32>.size) == 0 else {
            throw .ofZeroMQ("set option \(option)")
        }
    }

    func get(_ option: Int32) throws(BenchFault) -> Int32 {
        var value: Int32 = 0
        var size = MemoryLayout<Int32>.size
        guard zmq_getsockopt(pointer, option, &value, &size) == 0 else { throw .ofZeroMQ("get option \(option)") }
        return value
    }

    func set(_ option: Int32, _ bytes: [UInt8]) throws(BenchFault) {
        guard zmq_setsockopt(pointer, option, bytes, bytes.count) == 0 else { throw .ofZeroMQ("set option \(option)") }
    }

    /// The last frame of the next message, good until the next call; nil while there is none.
    func take() throws(BenchFault) -> UnsafeRawBufferPointer? {
        guard try receive(into: frame) else { return nil }
        while zmq_msg_more(frame) != 0 {
            guard try receive(into: frame) else { throw BenchFault("a message has no end") }
        }
        return UnsafeRawBufferPointer(start: zmq_msg_data(frame), count: zmq_msg_size(frame))
    }

    /// Receives one frame; false while there is none.
    func receive(into frame: UnsafeMutablePointer<zmq_msg_t>) throws(BenchFault) -> Bool {
        while zmq_msg_recv(frame, pointer, ZMQ_DONTWAIT) < 0 {
            switch zmq_errno() {
            case EINTR: continue
            case EAGAIN: return false
            default: throw .ofZeroMQ("receive")
            }
        }
        return true
    }

    /// Sends one frame of a message.
    func send(_ frame: [UInt8], more: Bool) throws(BenchFault) {
        while zmq_send(pointer, frame, frame.count, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0 {
            guard zmq_errno() == EINTR else { throw .ofZeroMQ("send") }
        }
    }

    /// Gives a frame away.
    func send(_ frame: UnsafeMutablePointer<zmq_msg_t>, more: Bool) throws(BenchFault) {
        while zmq_msg_send(frame, pointer, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0 {
            guard zmq_errno() == EINTR else { throw .ofZeroMQ("send") }
        }
    }
}
