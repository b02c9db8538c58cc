import Glibc
import Testing
import ZeroMQ

extension Live {
    @Suite struct CurveTests {
        let serverKeys: CurveKeyPair
        let clientKeys: CurveKeyPair

        init() throws {
            serverKeys = try .generate()
            clientKeys = try .generate()
        }

        func server(_ kind: SocketKind = .router) throws -> Socket {
            let server = try Socket(context, kind)
            try server.setCurveServer(secretKey: serverKeys.secretKey, domain: "tablets")
            return server
        }

        func client(_ kind: SocketKind = .dealer, keys: CurveKeyPair, to endpoint: String) throws -> Socket {
            let client = try Socket(context, kind)
            try client.setCurveClient(serverKey: serverKeys.publicKey, keys: keys)
            try client.connect(endpoint)
            return client
        }

        @Test func echoesAndNamesTheUserAfterPoll() throws {
            let authenticator = try Authenticator()
            authenticator.allowed[clientKeys.publicKey] = "ada@site"
            let server = try server()
            let client = try client(keys: clientKeys, to: try server.bind("tcp://127.0.0.1:*"))
            #expect(try client.send([text("hello"), [], [0, 255]]) == .sent)

            let message = try receive(server, serving: authenticator)
            #expect(message.frames.count == 4)
            #expect(Array(message.frames[1...]) == [text("hello"), [], [0, 255]])
            #expect(message.userID == "ada@site")
            #expect(message.peerAddress == "127.0.0.1")
            #expect(message.descriptor != nil)
            #expect(!message.truncated)
            #expect(
                authenticator.requests == [
                    ZAPRequest(domain: "tablets", address: "127.0.0.1", mechanism: .curve(clientKeys.publicKey))
                ]
            )

            #expect(try server.send([message.frames[0], text("world")]) == .sent)
            #expect(try receive(client).frames == [text("world")])
            #expect(try client.receive(maximumFrames: 4) == nil)
        }

        @Test func namesEachUserOfManyMessages() throws {
            let authenticator = try Authenticator()
            let keys = try (0..<4).map { _ in try CurveKeyPair.generate() }
            for (index, pair) in keys.enumerated() { authenticator.allowed[pair.publicKey] = "user\(index)" }
            let server = try server()
            let endpoint = try server.bind("tcp://127.0.0.1:*")
            let first = try client(keys: keys[0], to: endpoint)
            let second = try client(keys: keys[1], to: endpoint)
            for _ in 0..<20 {
                #expect(try first.send([text("user0")]) == .sent)
                #expect(try second.send([text("user1")]) == .sent)
            }
            for _ in 0..<40 {
                let message = try receive(server, serving: authenticator)
                #expect(message.userID.map(text) == message.frames[1])
            }
        }

        @Test func refusesAnUnknownKey() throws {
            let authenticator = try Authenticator()
            let server = try server()
            let monitor = try server.monitor(.all)
            let client = try client(keys: clientKeys, to: try server.bind("tcp://127.0.0.1:*"))
            let clientMonitor = try client.monitor([.handshakeFailed, .handshakeSucceeded])
            _ = try client.send([text("let me in")])

            let seen = try events(of: monitor, serving: authenticator, until: isHandshakeFailure)
            #expect(seen.last == .handshakeFailed(.auth(zapStatus: 400)))
            #expect(!seen.contains(.handshakeSucceeded))
            #expect(
                try events(of: clientMonitor, until: isHandshakeFailure) == [.handshakeFailed(.auth(zapStatus: 400))]
            )
            #expect(try server.receive(maximumFrames: 4) == nil)
        }

        @Test func refusesEverybodyWithoutAHandler() throws {
            let server = try server()
            let monitor = try server.monitor([.handshakeFailed, .handshakeSucceeded])
            let client = try client(keys: clientKeys, to: try server.bind("tcp://127.0.0.1:*"))
            _ = try client.send([text("let me in")])
            let seen = try events(of: monitor) { _ in true }
            guard case .handshakeFailed(.noDetail) = seen[0] else {
                Issue.record("\(seen)")
                return
            }
            #expect(try server.receive(maximumFrames: 4) == nil)
        }

        @Test func refusesAClientWithoutCurve() throws {
            let authenticator = try Authenticator()
            authenticator.otherwise = .allow(userID: "anybody")
            let server = try server()
            let monitor = try server.monitor([.handshakeFailed, .handshakeSucceeded])
            let client = try Socket(context, .dealer)
            try client.connect(try server.bind("tcp://127.0.0.1:*"))
            let seen = try events(of: monitor, serving: authenticator) { _ in true }
            guard case .handshakeFailed(.protocolError) = seen[0] else {
                Issue.record("\(seen)")
                return
            }
            #expect(authenticator.requests.isEmpty)
        }

        @Test func sendsRefusalsLateAndLetsOthersInAtOnce() throws {
            let authenticator = try Authenticator(refusalDelayMilliseconds: 2_000)
            authenticator.now = 1_000
            authenticator.allowed[clientKeys.publicKey] = "ada"
            let stranger = try CurveKeyPair.generate()
            let server = try server()
            let monitor = try server.monitor([.handshakeFailed, .handshakeSucceeded])
            let endpoint = try server.bind("tcp://127.0.0.1:*")
            let refused = try client(keys: stranger, to: endpoint)
            try eventually([refused.pollItem(for: .readable)]) {
                authenticator.serve()
                return authenticator.hasAsked(stranger.publicKey) ? () : nil
            }
            #expect(authenticator.handler.nextDue == 3_000)

            let client = try client(keys: clientKeys, to: endpoint)
            #expect(try client.send([text("hello")]) == .sent)
            #expect(try receive(server, serving: authenticator).userID == "ada")
            #expect(authenticator.handler.parkedCount == 1)

            authenticator.now = 2_999
            authenticator.serve()
            #expect(authenticator.handler.parkedCount == 1)
            authenticator.now = 3_000
            let seen = try events(of: monitor, serving: authenticator, until: isHandshakeFailure)
            #expect(seen == [.handshakeSucceeded, .handshakeFailed(.auth(zapStatus: 400))])
            #expect(authenticator.handler.nextDue == nil)
        }

        @Test func rebindPutsOutARevokedSubscriberAndBringsOthersBack() throws {
            let authenticator = try Authenticator()
            let revokedKeys = try CurveKeyPair.generate()
            authenticator.allowed = [clientKeys.publicKey: "ada", revokedKeys.publicKey: "bob"]
            let server = try server(.xpub)
            try server.set(.xpubVerboser, 1)
            let endpoint = try server.bind("tcp://127.0.0.1:*")
            let loyal = try client(.sub, keys: clientKeys, to: endpoint)
            let revoked = try client(.sub, keys: revokedKeys, to: endpoint)
            let monitor = try revoked.monitor([.handshakeFailed])
            try loyal.subscribe("event.")
            try revoked.subscribe("event.")
            // Idle SUBs send their subscriptions again only when their thread enters libzmq, hence the poll items.
            let items = [
                server.pollItem(for: .readable), loyal.pollItem(for: .readable), revoked.pollItem(for: .readable),
            ]
            func subscribers(_ count: Int) throws -> Set<String> {
                var users: Set<String> = []
                return try eventually(items) {
                    authenticator.serve()
                    while let message = try server.receive(maximumFrames: 1) {
                        // The end of a subscription, made up by libzmq, has no user.
                        if message.frames[0] == [1] + text("event.") { users.insert(message.userID ?? "?") }
                    }
                    return users.count == count ? users : nil
                }
            }
            #expect(try subscribers(2) == ["ada", "bob"])
            #expect(try server.send([text("event.1")]) == .sent)
            #expect(try receive(loyal).frames == [text("event.1")])
            #expect(try receive(revoked).frames == [text("event.1")])

            authenticator.allowed[revokedKeys.publicKey] = nil
            try server.rebind(endpoint)
            #expect(try subscribers(1) == ["ada"])
            let seen = try events(of: monitor, serving: authenticator, until: isHandshakeFailure)
            #expect(seen == [.handshakeFailed(.auth(zapStatus: 400))])
            #expect(try server.send([text("event.2")]) == .sent)
            #expect(try receive(loyal).frames == [text("event.2")])
            #expect(try revoked.receive(maximumFrames: 1) == nil)
        }

        @Test(arguments: ["", String(repeating: "d", count: 256), "a\0b"])
        func wantsADomain(_ domain: String) throws {
            let server = try Socket(context, .router)
            let secretKey = serverKeys.secretKey
            do {
                try server.setCurveServer(secretKey: secretKey, domain: domain)
                Issue.record("taken as a domain")
            } catch {
                #expect(error.code == EINVAL)
            }
            do {
                try server.setNullServer(domain: domain)
                Issue.record("taken as a domain")
            } catch {
                #expect(error.code == EINVAL)
            }
        }
    }
}
