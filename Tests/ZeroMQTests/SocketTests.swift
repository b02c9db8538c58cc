import Glibc
import Testing
import ZeroMQ

extension Live {
    @Suite struct SocketTests {
        @Test func dropsAPeerThatSendsTooLargeAFrame() throws {
            let server = try Socket(context, .router)
            try server.set(.maximumMessageSize, 1_000)
            let monitor = try server.monitor([.disconnected])
            let client = try Socket(context, .dealer)
            try client.connect(try server.bind("tcp://127.0.0.1:*"))
            #expect(try client.send([[UInt8](repeating: 1, count: 1_000)]) == .sent)
            #expect(try receive(server).frames[1].count == 1_000)
            #expect(try client.send([[UInt8](repeating: 1, count: 1_001)]) == .sent)
            try events(of: monitor, until: isDisconnect)
            #expect(try server.receive(maximumFrames: 2) == nil)
        }

        @Test func keepsOnlySoManyFrames() throws {
            let both = try pair()
            #expect(try both.client.send([[1], [2], [3], [4]]) == .sent)
            #expect(try both.client.send([[5]]) == .sent)
            var items = [both.server.pollItem(for: .readable)]
            let long = try eventually(items) { try both.server.receive(maximumFrames: 3) }
            #expect(long.frames[1...] == [[1], [2]])
            #expect(long.truncated)
            #expect(long.peerAddress == "127.0.0.1")
            #expect(try poll(&items, timeoutMilliseconds: 20_000) == 1)
            let short = try #require(try both.server.receive(maximumFrames: 3))
            #expect(short.frames[1...] == [[5]])
            #expect(!short.truncated)
        }

        @Test func reportsAnUnknownRoutingID() throws {
            let both = try pair()
            try both.server.set(.routerMandatory, 1)
            #expect(try both.server.send([[0, 9, 9, 9, 9], text("nobody")]) == .unreachable)
            // The failed message left nothing behind that would spoil the next.
            #expect(try both.client.send([text("hello")]) == .sent)
            let message = try receive(both.server)
            #expect(try both.server.send([message.frames[0], text("one"), text("two")]) == .sent)
            #expect(try receive(both.client).frames == [text("one"), text("two")])
        }

        @Test func wouldBlockWithoutAPeerAndAtTheHighWaterMark() throws {
            let lonely = try Socket(context, .dealer)
            #expect(try lonely.send([[1], [2]]) == .wouldBlock)

            let reader = try Socket(context, .pair)
            let writer = try Socket(context, .pair)
            try reader.set(.receiveHighWaterMark, 1)
            try writer.set(.sendHighWaterMark, 1)
            try reader.bind("inproc://narrow")
            try writer.connect("inproc://narrow")
            var sent = 0
            while sent < 10, try writer.send([[UInt8(sent)], [0]]) == .sent { sent += 1 }
            #expect(sent == 2)
            for number in 0..<2 { #expect(try receive(reader).frames == [[UInt8(number)], [0]]) }
            #expect(try reader.receive(maximumFrames: 2) == nil)
        }

        @Test func pollSeesBothDirectionsAndNoticesAClosedSocket() throws {
            var items: [PollItem] = []
            do {
                let both = try pair()
                items = [both.server.pollItem(for: .readable), both.client.pollItem(for: [.readable, .writable])]
                #expect(try poll(&items, timeoutMilliseconds: 0) == 1)
                #expect(!items[0].isReadable && items[1].isWritable && !items[1].isReadable)
                #expect(try both.client.send([[1]]) == .sent)
                items[1].events = []
                #expect(try poll(&items, timeoutMilliseconds: 20_000) == 1)
                #expect(items[0].isReadable && !items[1].isWritable)
            }
            #expect(throws: ZeroMQError(code: ENOTSOCK, operation: "poll")) {
                try poll(&items, timeoutMilliseconds: 0)
            }
        }

        @Test func delimitsRequestsAndReplies() throws {
            let server = try Socket(context, .rep)
            let client = try Socket(context, .req)
            try client.set(.reqRelaxed, 1)
            try client.set(.reqCorrelate, 1)
            try client.connect(try server.bind("tcp://127.0.0.1:*"))
            #expect(try client.send([text("question")]) == .sent)
            #expect(try receive(server).frames == [text("question")])
            #expect(try server.send([text("answer")]) == .sent)
            #expect(try receive(client).frames == [text("answer")])
        }

        @Test func greetsSubscribersWithTheWelcomeMessage() throws {
            let server = try Socket(context, .xpub)
            try server.setWelcomeMessage(text("welcome"))
            let client = try Socket(context, .sub)
            try client.subscribe("welcome")
            try client.connect(try server.bind("tcp://127.0.0.1:*"))
            _ = try receive(server)
            #expect(try receive(client).frames == [text("welcome")])
        }

        @Test func refusesWhatItCannotDo() throws {
            let socket = try Socket(context, .router)
            #expect(code { try socket.set(.maximumMessageSize, 1 << 40) } == nil)
            #expect(code { try socket.set(.backlog, 1 << 40) } == EINVAL)
            #expect(code { try socket.set(.sendHighWaterMark, -1) } == EINVAL)
            #expect(code { _ = try socket.send([]) } == EINVAL)
            #expect(code { _ = try socket.send([[1]]) } == EINVAL)
            #expect(code { try socket.unbind("tcp://127.0.0.1:1") } == ENOENT)
            let monitor = try socket.monitor(.all)
            #expect(code { _ = try socket.monitor(.all) } == EBUSY)
            #expect(try monitor.next() == nil)
            let subscriber = try Socket(context, .sub)
            #expect(code { try subscriber.subscribe(String(repeating: "t", count: 200)) } == nil)
            #expect(code { try subscriber.subscribe(String(repeating: "t", count: 201)) } == EINVAL)
            let error = ZeroMQError(code: EADDRINUSE, operation: "bind somewhere")
            #expect(error.description == "bind somewhere: Address already in use")
        }

        @Test func monitorsOneAfterAnotherAndOutlivesItsSocket() throws {
            var socket = try Socket(context, .router)
            for _ in 0..<3 {
                let monitor = try socket.monitor([.listening])
                try socket.bind("tcp://127.0.0.1:*")
                try events(of: monitor) { if case .listening = $0 { true } else { false } }
            }
            let monitor = try socket.monitor(.all)
            socket = try Socket(context, .router)
            // The close stops the monitor, which is the last thing that it tells.
            try events(of: monitor) { $0 == .stopped }
        }

        func pair() throws -> Pair {
            let server = try Socket(context, .router)
            let client = try Socket(context, .dealer)
            try client.connect(try server.bind("tcp://127.0.0.1:*"))
            return Pair(server: server, client: client)
        }

        func code(_ body: () throws -> Void) -> Int32? {
            do { try body() } catch { return (error as? ZeroMQError)?.code }
            return nil
        }
    }
}

struct Pair: ~Copyable {
    let server: Socket
    let client: Socket
}
