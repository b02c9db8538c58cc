import Dispatch
import Foundation
import Logging
import PermitCore
import PermitWire
import Testing
import ZeroMQ

@testable import PermitServer

extension DaemonTests {
    @Test("Whoever was enrolled is let in once that is on disk, not before")
    func enrolledOnDisk() async throws {
        let (desk, gate, server) = (try Desk(), DispatchSemaphore(value: 0), try CurveKeyPair.generate())
        let newcomers = try (0..<40).map { _ in try CurveKeyPair.generate() }
        let before = desk.log.head
        desk.log.gate = gate
        // A batch for the thread that stores: what the Writer stores itself keeps it from everything anyway.
        desk.log.gatedFrom = Limits.recordsWorthAStorer
        let (mailbox, outcome) = (try Mailbox(), Outcome())
        let options = Daemon.Options(
            settings: Settings(
                commands: "tcp://127.0.0.1:*", events: "tcp://127.0.0.1:*", instance: Ground.instance,
                serverKeys: server, house: try Ground.house()),
            stateDirectory: NSTemporaryDirectory(), context: try Ground.context.get(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        // Until that thread has ended this one opens the gate, and reads the log's head while nobody can move it.
        nonisolated(unsafe) let engine = desk.engine
        Thread.detachNewThread {
            do {
                let writer = try Writer(engine, options, mailbox, Resumption(options, nil, from: nil, mailbox))
                outcome.bound(writer.endpoints)
                try writer.run()
                outcome.end(nil)
            } catch {
                outcome.end(DaemonFault(error))
            }
        }
        mailbox.post(.serve)
        let commands = try outcome.waitUntilBound().commands
        let registrar = try client(of: server, desk.keys, options.context)
        try registrar.connect(commands)
        for (number, keys) in newcomers.enumerated() {
            let key = JSONValue.string(keys.publicKey.z85)
            let body = desk.body("key.enroll", ["key": key, "device": .string("tablet-\(number)"), "areas": ["*"]])
            #expect(try registrar.send([body, try desk.signature(body)]) == .sent)
        }
        #expect(desk.log.isWaiting.wait(timeout: .now() + 20) == .success)
        let first = newcomers[Int(desk.log.head - before)]
        let newcomer = try client(of: server, first, options.context)
        let monitor = try newcomer.monitor(.all)
        try newcomer.connect(commands)
        #expect(try !isLetIn(monitor, within: 500))
        for _ in newcomers { gate.signal() }
        #expect(try isLetIn(monitor, within: 20_000))
        mailbox.post(.stop)
        try await outcome.ended()
    }

    private func client(of server: CurveKeyPair, _ keys: CurveKeyPair, _ context: Context) throws -> Socket {
        let socket = try Socket(context, .dealer)
        try socket.set(.linger, 0)
        try socket.setCurveClient(serverKey: server.publicKey, keys: keys)
        return socket
    }

    private func isLetIn(_ monitor: borrowing SocketMonitor, within milliseconds: Int64) throws -> Bool {
        let deadline = monotonicMilliseconds() + milliseconds
        while monotonicMilliseconds() < deadline {
            while let report = try monitor.next() {
                if report.event == .handshakeSucceeded { return true }
            }
            var items = [monitor.pollItem()]
            _ = try poll(&items, timeoutMilliseconds: 50)
        }
        return false
    }
}
