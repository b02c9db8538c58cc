import Crypto
import Foundation
import Glibc
import PermitCore
import PermitLog
import PermitProof
import PermitWire

/// What the events up to one add up to, so that a start need not read them again.
struct StateSnapshot: Sendable {
    let state: State
    /// Where the log stood then.
    let position: LogPosition
}

/// Why a snapshot is not used.
struct SnapshotFault: Error, CustomStringConvertible {
    let description: String
}

/// The file of the newest snapshot, sealed by the log's key. It may be deleted at any time: then the whole log is read.
///
/// ```
/// "permitd snapshot 1\n" ‖ length of the header in 4 bytes ‖ header in JSON ‖ state ‖ seal in 64 bytes
/// ```
///
/// The seal is the key's signature over the SHA-256 of all before it. What another build wrote is not read: what an
/// event means may have changed.
struct SnapshotFile: Sendable {
    private static let magic = Array("permitd snapshot 1\n".utf8)
    private static let sealSize = 64
    /// The largest file that is read, in bytes.
    private static let largest = 8 << 30

    let path: String
    private let instance: String
    private let key: LogPrivateKey

    /// The snapshot in a state directory; nil where there is no key to seal it.
    init?(_ settings: Settings, stateDirectory: String) {
        guard let key = settings.logKey else { return nil }
        path = "\(stateDirectory)/permitd.snapshot"
        instance = settings.instance
        self.key = key
    }

    /// Puts a snapshot in the place of the one before.
    ///
    /// - Parameter isCancelled: asked now and then; after a yes the one before stays.
    /// - Returns: how many bytes it takes; nil if it was cancelled.
    func write(_ snapshot: StateSnapshot, isCancelled: () -> Bool = { false }) throws -> Int? {
        let header = header(of: snapshot.position)
        var hash = SHA256()
        var size = 0
        do {
            try SyncedFiles.replace(at: path) { put in
                func add(_ bytes: [UInt8]) throws {
                    if isCancelled() { throw CancellationError() }
                    hash.update(data: bytes)
                    size += bytes.count
                    try put(bytes)
                }
                try add(Self.magic + Self.length(of: header) + header)
                try snapshot.state.encode { bytes throws(any Error) in try add(bytes) }
                try put(try key.sign(sealed(hash.finalize())))
            }
        } catch is CancellationError {
            return nil
        }
        return size + Self.sealSize
    }

    /// Reads the snapshot that is there; nil for none.
    ///
    /// - Throws: a ``SnapshotFault``, or what kept it from being read.
    func read() throws -> StateSnapshot? {
        guard let bytes = try SyncedFiles.read(path, atMost: Self.largest) else { return nil }
        let start = Self.magic.count + 4
        guard bytes.count >= start + Self.sealSize, bytes.starts(with: Self.magic) else {
            throw SnapshotFault(description: "it is none, or of another format")
        }
        let end = bytes.count - Self.sealSize
        guard key.publicKey.isValid(Array(bytes[end...]), over: sealed(SHA256.hash(data: bytes[..<end]))) else {
            throw SnapshotFault(description: "it is not sealed by the log's key, or was changed")
        }
        let length = bytes[(start - 4)..<start].reduce(0) { $0 << 8 | Int($1) }
        guard length <= end - start else { throw SnapshotFault(description: "its header is cut off") }
        let position = try position(in: Array(bytes[start..<start + length]))
        let state = try State(decoding: bytes, from: start + length, to: end)
        guard state.head == position.head else { throw SnapshotFault(description: "it is of two moments") }
        return StateSnapshot(state: state, position: position)
    }

    /// Deletes the snapshot, so that the next start reads the whole log.
    func remove() { unlink(path) }

    private func sealed(_ digest: SHA256Digest) -> [UInt8] {
        Array("permitd-snapshot-v1\n\(instance)\n".utf8) + Array(digest)
    }

    private static func length(of header: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: header.count >> (24 - 8 * $0)) }
    }

    private func header(of position: LogPosition) -> [UInt8] {
        JSONValue.object([
            "build": .string(Self.build), "instance": .string(instance), "epoch": .string(position.epoch),
            "head": .sequence(position.head), "position": .string(Signing.base64(position.bytes)),
        ]).utf8
    }

    private func position(in header: [UInt8]) throws -> LogPosition {
        let header = try JSONParser.parse(header).object ?? [:]
        guard header["build"]?.string == Self.build else {
            throw SnapshotFault(description: "another build of permitd wrote it")
        }
        guard header["instance"]?.string == instance else {
            throw SnapshotFault(description: "it is another installation's")
        }
        guard let epoch = header["epoch"]?.string,
            let bytes = header["position"]?.string.flatMap({ Data(base64Encoded: $0) }),
            let position = LogPosition(epoch: epoch, bytes: Array(bytes))
        else { throw SnapshotFault(description: "its header is not understood") }
        return position
    }

    /// What tells this program from another one, also where both bear one version.
    private static let build: String = {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 else { return Engine.version }
        return "\(Engine.version) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }()
}
