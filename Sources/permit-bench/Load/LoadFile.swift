import Foundation
import ZeroMQ

/// What a load is made of, as the conductor hands it to the process that sends it: for each connection its keys and its
/// messages in order, the first of which only opens the way.
struct LoadFile {
    struct Line {
        let keys: CurveKeyPair
        var messages: [LoadMessage]
    }

    var lines: [Line]

    init(_ lines: [Line]) { self.lines = lines }

    /// The bytes: counts and lengths of four bytes, little end first.
    var data: Data {
        var data = Data()
        func put(_ number: Int) { withUnsafeBytes(of: UInt32(number).littleEndian) { data.append(contentsOf: $0) } }
        put(lines.count)
        for line in lines {
            data.append(contentsOf: line.keys.publicKey.bytes + line.keys.secretKey.bytes)
            put(line.messages.count)
            for message in line.messages {
                put(message.body.count)
                put(message.signature?.count ?? 0)
                data.append(contentsOf: message.body)
                if let signature = message.signature { data.append(contentsOf: signature) }
            }
        }
        return data
    }

    /// Reads the bytes back.
    init(_ data: Data) throws(BenchFault) {
        var reader = Reader(bytes: [UInt8](data))
        lines = []
        for _ in 0..<(try reader.number()) {
            guard let publicKey = CurveKey(bytes: Array(try reader.take(32))),
                let secretKey = CurveKey(bytes: Array(try reader.take(32)))
            else { throw BenchFault("a load's key is none") }
            var messages: [LoadMessage] = []
            for _ in 0..<(try reader.number()) {
                let (body, signature) = (try reader.number(), try reader.number())
                messages.append(
                    LoadMessage(
                        body: Array(try reader.take(body)),
                        signature: signature > 0 ? Array(try reader.take(signature)) : nil))
            }
            lines.append(Line(keys: CurveKeyPair(publicKey: publicKey, secretKey: secretKey), messages: messages))
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        mutating func take(_ count: Int) throws(BenchFault) -> ArraySlice<UInt8> {
            guard count <= bytes.count - at else { throw BenchFault("a load ends early") }
            defer { at += count }
            return bytes[at..<(at + count)]
        }

        mutating func number() throws(BenchFault) -> Int {
            try take(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
    }
}
