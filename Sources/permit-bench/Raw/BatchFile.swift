import CZeroMQ
import Glibc

/// A file that was written through before, so that a sync has data to write and nothing else.
final class BatchFile {
    private static let size = 32 * 1_024 * 1_024
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var offset = 0

    init(_ path: String) throws(BenchFault) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .ofSystem("open \(path)") }
        let block = [UInt8](repeating: 1, count: 1 << 20)
        for index in 0..<(Self.size / block.count) {
            guard pwrite(descriptor, block, block.count, index * block.count) == block.count else {
                throw .ofSystem("write \(path)")
            }
        }
        guard fsync(descriptor) == 0 else { throw .ofSystem("sync \(path)") }
    }

    deinit { close(descriptor) }

    /// Adds a frame to the batch.
    func add(_ frame: UnsafeMutablePointer<zmq_msg_t>) {
        buffer.append(contentsOf: UnsafeRawBufferPointer(start: zmq_msg_data(frame), count: zmq_msg_size(frame)))
    }

    /// Adds bytes to the batch.
    func add(_ bytes: [UInt8]) { buffer += bytes }

    /// Writes the batch and waits until it is on disk.
    func sync() throws(BenchFault) {
        if offset + buffer.count > Self.size { offset = 0 }
        guard pwrite(descriptor, buffer, buffer.count, offset) == buffer.count, fdatasync(descriptor) == 0 else {
            throw .ofSystem("write a batch")
        }
        offset += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
