import ArgumentParser
import CZeroMQ
import Foundation
import Glibc
import ZeroMQ

/// The ceiling: a ROUTER with CURVE that gives every request back, cut or filled to the size of the daemon's replies.
struct EchoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo", abstract: "The ceiling: a raw ROUTER with CURVE.", shouldDisplay: false)

    @Option(help: "The size of a reply in bytes.")
    var replyBytes: Int

    @Option(help: "A file that takes the requests, with one fdatasync for each batch, before they are answered.")
    var durable: String?

    @Option(help: "The most requests of a batch.")
    var batch = 128

    @Option(help: "The longest it lives, in seconds.")
    var limit: Double

    func run() throws {
        Role.bind(limit: limit)
        let keys = try CurveKeyPair.generate()
        let context = try RawContext()
        let socket = try RawSocket.server(context, ZMQ_ROUTER, keys)
        Role.say(try socket.bind())
        Role.say(keys.publicKey.z85)
        var echo = Echo(socket, replyBytes: replyBytes, file: try durable.map { try BatchFile($0) })
        try echo.run(batch: durable == nil ? 1 : batch)
    }
}

/// The loop itself.
private struct Echo {
    private let socket: RawSocket
    private let replyBytes: Int
    private let file: BatchFile?
    private var peers: [UnsafeMutablePointer<zmq_msg_t>] = []
    private var bodies: [UnsafeMutablePointer<zmq_msg_t>] = []
    private let rest = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)

    init(_ socket: RawSocket, replyBytes: Int, file: BatchFile?) {
        self.socket = socket
        self.replyBytes = replyBytes
        self.file = file
    }

    /// Until the conductor ends it.
    mutating func run(batch: Int) throws(BenchFault) {
        for _ in 0..<batch {
            peers.append(.allocate(capacity: 1))
            bodies.append(.allocate(capacity: 1))
        }
        var item = [
            zmq_pollitem_t(socket: socket.pointer, fd: -1, events: Int16(ZMQ_POLLIN), revents: 0),
            zmq_pollitem_t(socket: nil, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
        ]
        while true {
            var count = 0
            while count < batch, try receive(count) { count += 1 }
            if count == 0 {
                zmq_poll(&item, 2, -1)
                if item[1].revents != 0 { return }
                continue
            }
            try file?.sync()
            for index in 0..<count { try answer(index) }
        }
    }

    private func receive(_ index: Int) throws(BenchFault) -> Bool {
        zmq_msg_init(peers[index])
        guard try socket.receive(into: peers[index]) else { return false }
        zmq_msg_init(bodies[index])
        guard try socket.receive(into: bodies[index]) else { throw BenchFault("a request has no body") }
        file?.add(bodies[index])
        var more = zmq_msg_more(bodies[index]) != 0
        while more {
            zmq_msg_init(rest)
            guard try socket.receive(into: rest) else { throw BenchFault("a request has no end") }
            file?.add(rest)
            more = zmq_msg_more(rest) != 0
            zmq_msg_close(rest)
        }
        return true
    }

    private func answer(_ index: Int) throws(BenchFault) {
        let body = bodies[index]
        if zmq_msg_size(body) == replyBytes {
            try socket.send(peers[index], more: true)
            return try socket.send(body, more: false)
        }
        zmq_msg_init_size(rest, replyBytes)
        let common = min(replyBytes, zmq_msg_size(body))
        if let to = zmq_msg_data(rest), let from = zmq_msg_data(body) {
            memcpy(to, from, common)
            memset(to + common, 0x20, replyBytes - common)
        }
        zmq_msg_close(body)
        try socket.send(peers[index], more: true)
        try socket.send(rest, more: false)
    }
}
