internal import CZeroMQ
internal import Glibc

extension Socket {
    /// Takes one whole message, or nil when nothing is waiting. Never blocks.
    /// - Parameter maximumFrames: how many frames to keep, at least 1, on a ROUTER counting the routing id.
    /// - Throws: `ETERM` after the context's shutdown, `EFSM` from a REQ or REP out of turn.
    public borrowing func receive(maximumFrames: Int) throws(ZeroMQError) -> ReceivedMessage? {
        // On the heap, because a zmq_msg_t must not move between init and close.
        let frame = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
        defer { frame.deallocate() }
        zmq_msg_init(frame)
        defer { zmq_msg_close(frame) }

        guard try receiveFrame(frame) else { return nil }
        var message = ReceivedMessage(frames: [Self.bytes(frame)])
        while zmq_msg_more(frame) != 0 {
            // libzmq shows a message only once all of it has arrived, so the rest can't be missing.
            guard try receiveFrame(frame) else { throw ZeroMQError(code: EPROTO, operation: "receive a later frame") }
            if message.frames.count < maximumFrames {
                message.frames.append(Self.bytes(frame))
            } else {
                message.truncated = true
            }
        }
        // The last frame, because a ROUTER's frame 0 loses its metadata when the socket was polled first (4.3.4).
        message.userID = Self.property(frame, "User-Id")
        message.peerAddress = Self.property(frame, "Peer-Address")
        let descriptor = zmq_msg_get(frame, ZMQ_SRCFD)
        message.descriptor = descriptor >= 0 ? descriptor : nil
        return message
    }

    /// Sends one whole message or nothing. Never blocks.
    /// - Parameter frames: at least one; on a ROUTER the routing id and at least one more.
    /// - Throws: `EINVAL` for too few frames, `ETERM` after the context's shutdown, `EFSM` out of turn, `ENOTSUP` from
    ///   a kind that doesn't send.
    public borrowing func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> SendOutcome {
        guard frames.count >= (handle.kind == .router ? 2 : 1) else {
            throw ZeroMQError(code: EINVAL, operation: "send \(frames.count) frames")
        }
        var outcome = SendOutcome.sent
        for (index, frame) in frames.enumerated() {
            switch try sendFrame(frame, more: index < frames.count - 1) {
            case .sent:
                continue
            case .unreachable:
                return .unreachable
            case .wouldBlock:
                // On frame 0 nothing has happened yet. Later it means that the peer vanished and libzmq took its
                // frames back; it now waits for the rest of this message in order to drop it, so go on to the end.
                // A PAIR doesn't wait, and the rest would reach its next peer as a message.
                outcome = .wouldBlock
                if index == 0 || handle.kind == .pair { return .wouldBlock }
            }
        }
        return outcome
    }

    private borrowing func receiveFrame(_ frame: UnsafeMutablePointer<zmq_msg_t>) throws(ZeroMQError) -> Bool {
        while zmq_msg_recv(frame, handle.pointer, ZMQ_DONTWAIT) < 0 {
            switch zmq_errno() {
            case EINTR: continue
            case EAGAIN: return false
            default: throw .last("receive")
            }
        }
        return true
    }

    private borrowing func sendFrame(_ frame: [UInt8], more: Bool) throws(ZeroMQError) -> SendOutcome {
        let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
        while zmq_send(handle.pointer, frame, frame.count, flags) < 0 {
            switch zmq_errno() {
            // Comes from before the frame is looked at, so sending it again doesn't double it.
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case EHOSTUNREACH: return .unreachable
            default: throw .last("send")
            }
        }
        return .sent
    }

    private static func bytes(_ frame: UnsafeMutablePointer<zmq_msg_t>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: zmq_msg_data(frame), count: zmq_msg_size(frame)))
    }

    private static func property(_ frame: UnsafeMutablePointer<zmq_msg_t>, _ name: String) -> String? {
        zmq_msg_gets(frame, name).map { String(cString: $0) }
    }
}
