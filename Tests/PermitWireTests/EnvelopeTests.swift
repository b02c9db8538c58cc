import PermitWire
import Testing

@Suite("The envelope of a request")
struct EnvelopeTests {
    private static let body: [UInt8] = [0x7B, 0x7D]
    private static let signature = [UInt8](repeating: 7, count: 64)
    private static let mark: [UInt8] = [1, 2]
    private static let none: [UInt8] = []

    private static let rows: [(frames: [[UInt8]], envelope: Int)] = [
        ([], 0), ([body], 0), ([body, signature], 0), ([none, body], 1), ([none, body, signature], 1),
        ([mark, none, body], 2), ([mark, none, body, signature], 2),
        // An empty third frame is no delimiter, and a second empty one is content.
        ([mark, body, none], 0), ([none, none, body], 1), ([none], 1), ([body, none], 2),
        ([mark, none, body, signature, signature], 2),
    ]

    @Test("The frames up to an empty first or second one are echoed", arguments: rows)
    func splits(frames: [[UInt8]], envelope: Int) {
        let split = Envelope(frames)
        #expect(split.frames == Array(frames.prefix(envelope)))
        #expect(split.content == Array(frames.dropFirst(envelope)))
        #expect(split.frames + split.content == frames)
    }
}
