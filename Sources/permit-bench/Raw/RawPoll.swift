import CZeroMQ
import Glibc

/// Waits for any of a fixed set of sockets, and for a moment known to the microsecond.
///
/// It waits on the sockets' own descriptors: `zmq_poll` asks every socket at every call, which of many sockets takes
/// half a core from what is measured. Such a descriptor tells of what is new, so whoever waits must have taken all that
/// the socket had, after what it last sent too.
final class RawPoll {
    private let sockets: [RawSocket]
    private var items: [pollfd]
    private let timer: Int32

    init(_ sockets: [RawSocket]) throws(BenchFault) {
        self.sockets = sockets
        timer = timerfd_create(Int32(CLOCK_MONOTONIC), O_NONBLOCK | O_CLOEXEC)
        guard timer >= 0 else { throw .ofSystem("make a timer") }
        items = []
        for socket in sockets {
            items.append(pollfd(fd: try socket.get(ZMQ_FD), events: Int16(POLLIN), revents: 0))
        }
        items.append(pollfd(fd: timer, events: Int16(POLLIN), revents: 0))
    }

    deinit { close(timer) }

    /// Waits until something is new or the moment has come, by ``nanoseconds()``. The places of the sockets that have
    /// a message.
    @discardableResult
    func wait(until moment: Int64) throws(BenchFault) -> [Int] {
        // An itimerspec without an interval: seconds and nanoseconds, twice. 1 is TFD_TIMER_ABSTIME.
        let time: [Int] = [0, 0, Int(moment / 1_000_000_000), Int(moment % 1_000_000_000)]
        timerfd_settime(timer, 1, time, nil)
        guard poll(&items, UInt(items.count), -1) > 0 else { return [] }
        var ready: [Int] = []
        for index in sockets.indices where items[index].revents != 0 {
            // The question itself quiets the descriptor.
            if try sockets[index].get(ZMQ_EVENTS) & ZMQ_POLLIN != 0 { ready.append(index) }
        }
        return ready
    }
}

/// The clock that never runs back, the same for every process of this machine.
func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
