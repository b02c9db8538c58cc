import CZeroMQ
import ZeroMQ

/// Sends messages over many connections and times the answers: one thread, one context, one socket for each key. The
/// same for the daemon and for the ceilings.
final class LoadRun {
    /// What to make of answers.
    struct Options {
        /// The most messages on their way on one connection.
        var window = 1
        /// Begins anew when the messages are used up, which only an echo takes.
        var cycles = false
        /// Takes any answer for done.
        var isBlind = false
        /// How long the last answers are waited for, in seconds.
        var patience = 20.0
    }

    private struct Connection {
        let socket: RawSocket
        let messages: [LoadMessage]
        var next = 1
        /// The moments of the messages sent, and how many of them are answered.
        var moments: [Int64] = []
        var answered = 0

        var isWaiting: Bool { answered < moments.count }
        var inFlight: Int { moments.count - answered }
    }

    private let context: RawContext
    private var connections: [Connection]
    private let poll: RawPoll
    private let options: Options
    private var times: [Int64] = []
    private var result = LoadResult()
    private var bytes = 0
    private var answers = 0
    /// Called with the connection's number, the message's on it, and the answer.
    var onReply: ((Int, Int, UnsafeRawBufferPointer) -> Void)?

    init(_ file: LoadFile, endpoint: String, server: CurveKey, _ options: Options) throws(BenchFault) {
        context = try RawContext()
        self.options = options
        var connections: [Connection] = []
        for line in file.lines {
            let socket = try RawSocket.client(context, ZMQ_DEALER, endpoint, server: server, line.keys)
            connections.append(Connection(socket: socket, messages: line.messages))
        }
        self.connections = connections
        poll = try RawPoll(connections.map(\.socket))
        times.reserveCapacity(1 << 20)
    }

    /// Opens every connection with its first message.
    func open() throws(BenchFault) {
        for connection in connections { try Self.send(connection.messages[0], on: connection.socket) }
        let limit = nanoseconds() + Int64(options.patience * 1e9)
        var waiting = Set(connections.indices)
        while !waiting.isEmpty {
            for index in waiting where try connections[index].socket.take() != nil { waiting.remove(index) }
            guard nanoseconds() < limit else { throw BenchFault("\(waiting.count) connections were not answered") }
            if !waiting.isEmpty { try poll.wait(until: nanoseconds() + 50_000_000) }
        }
    }

    /// Keeps every connection's window full for so long; nil for as long as there are messages.
    func closed(seconds: Double?) throws(BenchFault) -> LoadResult {
        let start = nanoseconds()
        let end = seconds.map { start + Int64($0 * 1e9) } ?? .max
        var last = start
        while true {
            let now = nanoseconds()
            if now >= end { break }
            var isIdle = true
            var isUsedUp = true
            for index in connections.indices {
                if try takeAnswers(index) { isIdle = false }
                while connections[index].inFlight < options.window, try sendNext(index, moment: nil) { isIdle = false }
                if connections[index].isWaiting { isUsedUp = false }
            }
            if !isIdle { last = now }
            if isUsedUp { break }
            guard now - last < Int64(options.patience * 1e9) else { break }
            if isIdle { try poll.wait(until: min(end, now + 100_000_000)) }
        }
        return try finish(start, min(nanoseconds(), end))
    }

    /// Sends at a fixed rate, connection after connection, for so long.
    func open(rate: Double, seconds: Double) throws(BenchFault) -> LoadResult {
        let start = nanoseconds()
        let schedule = OpenSchedule(start: start, rate: rate)
        let count = schedule.count(within: seconds)
        var sent = 0
        var ready = Array(connections.indices)
        while sent < count {
            let now = nanoseconds()
            while sent < count, schedule.moment(of: sent) <= now {
                let index = sent % connections.count
                guard try sendNext(index, moment: schedule.moment(of: sent)) else {
                    throw BenchFault("there are too few messages for \(rate) in a second")
                }
                ready.append(index)
                sent += 1
            }
            for index in ready { _ = try takeAnswers(index) }
            if sent < count { ready = try poll.wait(until: schedule.moment(of: sent)) }
        }
        return try finish(start, start + Int64(seconds * 1e9))
    }

    private func finish(_ start: Int64, _ end: Int64) throws(BenchFault) -> LoadResult {
        result.seconds = Double(end - start) / 1e9
        let (done, limit) = (result.done, nanoseconds() + Int64(options.patience * 1e9))
        while connections.contains(where: \.isWaiting), nanoseconds() < limit {
            var isIdle = true
            for index in connections.indices where try takeAnswers(index) { isIdle = false }
            if isIdle { try poll.wait(until: nanoseconds() + 50_000_000) }
        }
        result.doneLate = result.done - done
        result.done = done
        result.unanswered = connections.reduce(0) { $0 + $1.inFlight }
        result.latency = Quantiles(times)
        result.replyBytes = answers > 0 ? bytes / answers : 0
        return result
    }

    /// Sends a connection's next message; false when it has none left. `moment`: when it should have left, if not now.
    private func sendNext(_ index: Int, moment: Int64?) throws(BenchFault) -> Bool {
        if connections[index].next >= connections[index].messages.count {
            guard options.cycles, connections[index].messages.count > 1 else { return false }
            connections[index].next = 1
        }
        connections[index].moments.append(moment ?? nanoseconds())
        try Self.send(connections[index].messages[connections[index].next], on: connections[index].socket)
        connections[index].next += 1
        return true
    }

    private static func send(_ message: LoadMessage, on socket: RawSocket) throws(BenchFault) {
        try socket.send(message.body, more: message.signature != nil)
        if let signature = message.signature { try socket.send(signature, more: false) }
    }

    /// Takes what has come on a connection; answers come in the order of the questions.
    private func takeAnswers(_ index: Int) throws(BenchFault) -> Bool {
        var hasSome = false
        while connections[index].isWaiting, let answer = try connections[index].socket.take() {
            hasSome = true
            let number = connections[index].answered
            times.append(nanoseconds() - connections[index].moments[number])
            connections[index].answered += 1
            bytes += answer.count
            answers += 1
            let glance = ReplyGlance(answer)
            if options.isBlind || glance.isOK {
                result.done += 1
            } else {
                result.refused[glance.code, default: 0] += 1
            }
            onReply?(index, number, answer)
        }
        return hasSome
    }
}
