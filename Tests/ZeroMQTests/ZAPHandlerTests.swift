import Testing
import ZeroMQ

extension Live {
    /// Speaks to the handler as libzmq does, by hand.
    @Suite struct ZAPHandlerTests {
        let key = [UInt8](repeating: 7, count: 32)

        func asker() throws -> Socket {
            let socket = try Socket(context, .dealer)
            try socket.set(.sendHighWaterMark, 0)
            try socket.set(.receiveHighWaterMark, 0)
            try socket.connect("inproc://zeromq.zap.01")
            return socket
        }

        func request(id: String = "1", mechanism: String = "CURVE", credentials: [[UInt8]]) -> [[UInt8]] {
            [[], text("1.0"), text(id), text("domain"), text("127.0.0.1"), [], text(mechanism)] + credentials
        }

        @Test func answersWithTheUserID() throws {
            let authenticator = try Authenticator()
            authenticator.allowed[try #require(CurveKey(bytes: key))] = "ada"
            let asker = try asker()
            #expect(try asker.send(request(credentials: [key])) == .sent)
            let reply = try receive(asker, serving: authenticator)
            #expect(reply.frames == [[], text("1.0"), text("1"), text("200"), text("OK"), text("ada"), []])
        }

        @Test func answers500ToWhatItCannotRead() throws {
            let authenticator = try Authenticator()
            authenticator.otherwise = .allow(userID: "anybody")
            let asker = try asker()
            var wrongVersion = request(credentials: [key])
            wrongVersion[1] = text("2.0")
            var notText = request(credentials: [key])
            notText[3] = [0xff]
            let malformed = [
                wrongVersion, notText, Array(request(credentials: []).dropLast()), request(credentials: []),
                request(credentials: [Array(key.dropLast())]), request(credentials: [key, key]),
                request(mechanism: "NULL", credentials: [key]), request(mechanism: "PLAIN", credentials: [key]),
                request(mechanism: "GSSAPI", credentials: [key]),
                request(credentials: [[UInt8]](repeating: key, count: 20)),
            ]
            for frames in malformed {
                #expect(try asker.send(frames) == .sent)
                #expect(try receive(asker, serving: authenticator).frames[3] == text("500"))
            }
            #expect(authenticator.requests.isEmpty)
            // Too short to be answered: passed over, and the next one is served.
            #expect(try asker.send([[], text("1.0")]) == .sent)
            #expect(try asker.send(request(mechanism: "NULL", credentials: [])) == .sent)
            #expect(try receive(asker, serving: authenticator).frames[3] == text("200"))
        }

        @Test(arguments: ["", "a\0b", String(repeating: "u", count: 256)])
        func answers500ToAUserIDLibzmqCannotCarry(_ userID: String) throws {
            let authenticator = try Authenticator()
            authenticator.otherwise = .allow(userID: userID)
            let asker = try asker()
            #expect(try asker.send(request(mechanism: "NULL", credentials: [])) == .sent)
            let reply = try receive(asker, serving: authenticator)
            #expect(reply.frames[3] == text("500"))
            #expect(reply.frames[5].isEmpty)
        }

        @Test func sends300AtOnce() throws {
            let authenticator = try Authenticator(refusalDelayMilliseconds: 2_000)
            authenticator.otherwise = .retry("list not loaded")
            let asker = try asker()
            #expect(try asker.send(request(mechanism: "PLAIN", credentials: [text("u"), text("p")])) == .sent)
            let reply = try receive(asker, serving: authenticator)
            #expect(reply.frames[3...4] == [text("300"), text("list not loaded")])
        }

        @Test func refusesAtOnceWhereToldTo() throws {
            let authenticator = try Authenticator(refusalDelayMilliseconds: 2_000)
            authenticator.otherwise = .refuseAtOnce("not open yet")
            let asker = try asker()
            #expect(try asker.send(request(mechanism: "PLAIN", credentials: [text("u"), text("p")])) == .sent)
            let reply = try receive(asker, serving: authenticator)
            #expect(reply.frames[3...4] == [text("400"), text("not open yet")])
            #expect(authenticator.handler.parkedCount == 0)
        }

        @Test func parksSoManyRefusalsAndNoMore() throws {
            let authenticator = try Authenticator(refusalDelayMilliseconds: 100)
            let asker = try asker()
            let items = [asker.pollItem(for: .readable)]
            let limit = ZAPHandler.maximumParked
            for number in 0...limit {
                #expect(try asker.send(request(id: "\(number)", credentials: [key])) == .sent)
            }
            let overflow = try receive(asker, serving: authenticator)
            #expect(overflow.frames[2...3] == [text("\(limit)"), text("400")])
            #expect(authenticator.handler.parkedCount == limit)

            authenticator.now = 100
            var numbers: [[UInt8]] = []
            try eventually(items) {
                authenticator.serve()
                while let reply = try asker.receive(maximumFrames: 8) { numbers.append(reply.frames[2]) }
                return numbers.count == limit ? () : nil
            }
            #expect(numbers == (0..<limit).map { text("\($0)") })
            #expect(authenticator.handler.nextDue == nil)
        }
    }
}
