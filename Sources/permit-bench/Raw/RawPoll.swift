import CZeroMQ
import Glibc

/// Waits for any of a fixed set of sockets, and for a moment known to the microsecond.
final class RawPoll {
    private var items: [zmq_pollitem_t]
    private let timer: Int32

    init(_ sockets: [RawSocket]) throws(BenchFault) {
        timer = timerfd_create(Int32(CLOCK_MONOTONIC), O_NONBLOCK | O_CLOEXEC)
        guard timer >= 0 else { throw .ofSystem("make a timer") }
        items = sockets.map { zmq_pollitem_t(socket: $0.pointer, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0) }
        items.append(zmq_pollitem_t(socket: nil, fd: timer, events: Int16(ZMQ_POLLIN), revents: 0))
    }

    deinit { close(timer) }

    /// Waits until a message is there or the moment has come, by ``nanoseconds()``.
    func wait(until moment: Int64) {
        // An itimerspec without an interval: seconds and nanoseconds, twice. 1 is TFD_TIMER_ABSTIME.
        let time: [Int] = [0, 0, Int(moment / 1_000_000_000), Int(moment % 1_000_000_000)]
        timerfd_settime(timer, 1, time, nil)
        _ = zmq_poll(&items, Int32(items.count), -1)
    }
}

/// The clock that never runs back, the same for every process of this machine.
func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
