/// The one authenticator of the process. Make it before any socket binds that asks it, on the thread that polls it.
///
/// Whoever is allowed gets in at once. A refusal (400) is parked and sent `refusalDelayMilliseconds` later, because a
/// client that isn't libzmq comes back as fast as it is refused: 1,340 times a second were measured, and each handshake
/// costs half a millisecond. Keep the delay below the servers' `handshakeInterval`, after which they hang up anyway.
/// 300 is sent at once: libzmq tells the client nothing and holds it for that interval.
public struct ZAPHandler: ~Copyable {
    /// At most this many refusals are parked; those beyond are sent at once.
    public static let maximumParked = 4_096
    /// At most this many requests are answered in one ``serve(now:decide:)``; the poll brings the rest back.
    public static let requestsPerServe = 256
    private static let endpoint = "inproc://zeromq.zap.01"
    // Reply address, seven fixed frames, at most two credentials, and one more to notice an excess.
    private static let maximumFrames = 11

    private struct Parked {
        var due: Int64
        var reply: [[UInt8]]
    }

    private let socket: Socket
    private let refusalDelay: Int64
    // A queue: the delay is the same for all, so that the order of arrival is the order of what is due.
    private var parked: [Parked] = []
    private var firstParked = 0

    /// - Throws: `EADDRINUSE` when the context has a handler already.
    public init(_ context: Context, refusalDelayMilliseconds: Int) throws(ZeroMQError) {
        let socket = try Socket(context, .router)
        try socket.set(.linger, 0)
        try socket.bind(Self.endpoint)
        self.socket = socket
        refusalDelay = Int64(refusalDelayMilliseconds)
    }

    deinit {
        // Closing alone frees the address only when libzmq's reaper gets to it; a next handler may come before.
        try? socket.unbind(Self.endpoint)
    }

    /// Waits for this to have something to read.
    public borrowing func pollItem() -> PollItem {
        socket.pollItem(for: .readable)
    }

    /// When the next refusal is due, on the clock of ``serve(now:decide:)``.
    public var nextDue: Int64? {
        firstParked < parked.count ? parked[firstParked].due : nil
    }

    /// How many refusals wait.
    public var parkedCount: Int { parked.count - firstParked }

    /// Answers the requests that wait and sends the refusals that are due. Call it when the poll item is readable and
    /// when ``nextDue`` has come. After the context's shutdown it does nothing.
    /// - Parameters:
    ///   - milliseconds: a clock that doesn't go back.
    ///   - decide: asked once per connection; nothing else about the connection is checked.
    public mutating func serve(now milliseconds: Int64, decide: (ZAPRequest) -> ZAPDecision) {
        for _ in 0..<Self.requestsPerServe {
            // An error here is the end of the context, which the owner's poll reports.
            guard let message = try? socket.receive(maximumFrames: Self.maximumFrames) else { break }
            answer(message, now: milliseconds, decide: decide)
        }
        while let due = nextDue, due <= milliseconds {
            reply(parked[firstParked].reply)
            firstParked += 1
        }
        // Moving the rest down once it is the smaller half keeps the cost per refusal constant.
        if firstParked * 2 > parked.count {
            parked.removeFirst(firstParked)
            firstParked = 0
        }
    }

    private mutating func answer(_ message: ReceivedMessage, now: Int64, decide: (ZAPRequest) -> ZAPDecision) {
        let frames = message.frames
        // Without a request id there is no way to answer.
        guard frames.count >= 4 else { return }
        guard !message.truncated, let request = ZAPRequest(frames: frames[1...]) else {
            return reply(Self.reply(to: frames, "500", "malformed request"))
        }
        switch decide(request) {
        case .allow(let userID):
            guard (1...255).contains(userID.utf8.count), !userID.utf8.contains(0) else {
                return reply(Self.reply(to: frames, "500", "bad user id"))
            }
            reply(Self.reply(to: frames, "200", "OK", userID: userID))
        case .retry(let reason):
            reply(Self.reply(to: frames, "300", reason))
        case .refuseAtOnce(let reason):
            reply(Self.reply(to: frames, "400", reason))
        case .refuse(let reason):
            let refusal = Self.reply(to: frames, "400", reason)
            guard refusalDelay > 0, parkedCount < Self.maximumParked else { return reply(refusal) }
            parked.append(Parked(due: now + refusalDelay, reply: refusal))
        }
    }

    /// A connection that has gone meanwhile makes the reply vanish, which is right.
    private borrowing func reply(_ frames: [[UInt8]]) {
        _ = try? socket.send(frames)
    }

    private static func reply(to request: [[UInt8]], _ status: String, _ text: String, userID: String = "") -> [[UInt8]]
    {
        let text = Array(text.utf8.prefix(255))
        return [request[0], [], Array("1.0".utf8), request[3], Array(status.utf8), text, Array(userID.utf8), []]
    }
}
