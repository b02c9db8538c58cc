import Crypto
import FoundationEssentials

/// The hashes that make a changed byte, a hole or a swap of kept rows visible.
///
/// Every number is big-endian in 8 bytes, every hash SHA-256 in 32 bytes.
///
/// ```
/// event chain 0    = request chain 0 = SHA-256(epoch)
/// binding          = SHA-256(key, id, body, signature, signer, reply, first, last)
/// request chain k  = SHA-256(request chain k-1 ‖ k ‖ binding)
/// event chain n    = SHA-256(event chain n-1 ‖ n ‖ SHA-256(topic ‖ 0 ‖ subject ‖ 0 ‖ body) ‖ binding)
/// ```
///
/// The fields of a binding are each preceded by their length; an optional one by a byte 1, or replaced by a byte 0.
/// The binding in an event's chain is that of the request that made it, 32 zero bytes if none did. Requests that made
/// no event are held by the request chain alone.
///
/// What a chain cannot show: rows cut off its end, or a whole log written anew. Both need a chain value kept elsewhere.
enum Chain {
    /// The binding of an event that no request made.
    static let unbound = [UInt8](repeating: 0, count: SHA256.byteCount)

    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        hash { $0.update(bytes) }
    }

    static func binding(_ request: RecordedRequest) -> [UInt8] {
        hash {
            $0.update(prefixed: Array(request.key.utf8))
            $0.update(prefixed: Array(request.id.utf8))
            $0.update(prefixed: request.body)
            $0.update(optional: request.signature)
            $0.update(optional: request.signer.map { Array($0.utf8) })
            $0.update(prefixed: request.reply)
            $0.update(optional: request.firstSequence?.bigEndianBytes)
            $0.update(optional: request.lastSequence?.bigEndianBytes)
        }
    }

    static func content(_ event: StoredEvent) -> [UInt8] {
        hash {
            $0.update(Array(event.topic.utf8) + [0])
            $0.update(Array(event.subject.utf8) + [0])
            $0.update(event.body)
        }
    }

    static func link(_ parts: [UInt8]...) -> [UInt8] {
        hash { for part in parts { $0.update(part) } }
    }

    private static func hash(_ feed: (inout SHA256) -> Void) -> [UInt8] {
        var hash = SHA256()
        feed(&hash)
        return Array(hash.finalize())
    }
}

/// Where both chains stand. An append and a check advance it by the same steps, so they cannot differ.
struct ChainTail: Equatable {
    private(set) var head: UInt64 = 0
    private(set) var requestCount: UInt64 = 0
    private(set) var eventChain: [UInt8]
    private(set) var requestChain: [UInt8]

    init(epoch: String) {
        eventChain = Chain.digest(Array(epoch.utf8))
        requestChain = eventChain
    }

    /// The tail that ``bytes`` tells of; nil for any others.
    init?(bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        let numbers = [0, 8].map { start in bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        (head, requestCount) = (numbers[0], numbers[1])
        eventChain = Array(bytes[16..<48])
        requestChain = Array(bytes[48..<80])
    }

    /// How many bytes tell where both chains stand.
    static let size = 80

    /// Where both chains stand.
    var bytes: [UInt8] { head.bigEndianBytes + requestCount.bigEndianBytes + eventChain + requestChain }

    /// Takes the next request and gives its chain value.
    mutating func add(requestBoundBy binding: [UInt8]) -> [UInt8] {
        requestCount += 1
        requestChain = Chain.link(requestChain, requestCount.bigEndianBytes, binding)
        return requestChain
    }

    /// Takes the next event and gives its chain value.
    mutating func add(_ event: StoredEvent, boundBy binding: [UInt8]) -> [UInt8] {
        head = event.sequence
        eventChain = Chain.link(eventChain, head.bigEndianBytes, Chain.content(event), binding)
        return eventChain
    }
}

extension SHA256 {
    fileprivate mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update(bufferPointer: $0) }
    }

    fileprivate mutating func update(prefixed bytes: [UInt8]) {
        update(UInt64(bytes.count).bigEndianBytes)
        update(bytes)
    }

    fileprivate mutating func update(optional bytes: [UInt8]?) {
        update([bytes == nil ? 0 : 1])
        if let bytes { update(prefixed: bytes) }
    }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) }
    }
}
