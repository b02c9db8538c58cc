/// The frames of a request as they come over a socket, taken apart.
///
/// A REQ socket, and some DEALERs, put an empty frame before the body. The frames up to it are the envelope, which the
/// reply carries back unchanged.
public struct Envelope: Hashable, Sendable {
    /// The largest frame that is taken, in bytes.
    public static let largestFrame = 65_536
    /// The most frames a request has: two of an envelope, a body and a signature; one more is read to see the excess.
    public static let mostFrames = 5

    /// The frames to echo before the reply.
    public let frames: [[UInt8]]
    /// The body, the signature, and whatever should not be there.
    public let content: [[UInt8]]

    /// Takes apart the frames that follow the routing id.
    public init(_ frames: [[UInt8]]) {
        let split = frames.prefix(2).firstIndex(where: \.isEmpty).map { $0 + 1 } ?? 0
        self.frames = Array(frames[..<split])
        content = Array(frames[split...])
    }
}
