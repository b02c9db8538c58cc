import Glibc
import Testing
import ZeroMQ

extension Live {
    @Suite struct LocalSocketTests {
        @Test func isOpenToItsOwnerAlone() throws {
            try withTemporaryDirectory { directory in
                let mask = umask(0o022)
                defer { umask(mask) }
                let server = try Socket(context, .router)
                #expect(try server.bind("ipc://\(directory)/socket") == "ipc://\(directory)/socket")
                var status = stat()
                #expect(lstat("\(directory)/socket", &status) == 0)
                #expect(status.st_mode & 0o077 == 0)
                #expect(umask(0o022) == 0o022)
            }
        }

        @Test func namesTheUserByNumber() throws {
            try withTemporaryDirectory { directory in
                let authenticator = try Authenticator()
                authenticator.otherwise = .allow(userID: "local")
                let server = try Socket(context, .router)
                try server.setNullServer(domain: "admin")
                let client = try Socket(context, .dealer)
                try client.connect(try server.bind("ipc://\(directory)/socket"))
                #expect(try client.send([text("hello")]) == .sent)
                #expect(try receive(server, serving: authenticator).userID == "local")
                #expect(authenticator.requests.map(\.userNumber) == [getuid()])
                #expect(authenticator.requests.map(\.mechanism) == [.null])
                #expect(authenticator.requests.map(\.domain) == ["admin"])
            }
        }

        @Test func refusesLocalClientsWithoutAHandler() throws {
            try withTemporaryDirectory { directory in
                let server = try Socket(context, .router)
                try server.setNullServer(domain: "admin")
                let monitor = try server.monitor([.handshakeFailed, .handshakeSucceeded])
                let client = try Socket(context, .dealer)
                try client.connect(try server.bind("ipc://\(directory)/socket"))
                let seen = try events(of: monitor) { _ in true }
                #expect(isHandshakeFailure(seen[0]))
            }
        }

        @Test func replacesAStaleFileAndNothingElse() throws {
            try withTemporaryDirectory { directory in
                let endpoint = "ipc://\(directory)/socket"
                var first = try Socket(context, .router)
                let second = try Socket(context, .router)
                try first.bind(endpoint)
                #expect(throws: ZeroMQError(code: EADDRINUSE, operation: "bind \(endpoint)")) {
                    try second.bind(endpoint)
                }
                // libzmq leaves the file behind; the listener goes as soon as its I/O thread gets to it.
                first = try Socket(context, .router)
                #expect(access("\(directory)/socket", F_OK) == 0)
                _ = try eventually([second.pollItem(for: .readable)]) { try? second.bind(endpoint) }

                let file = open("\(directory)/file", O_CREAT | O_WRONLY, 0o600)
                #expect(file >= 0 && close(file) == 0)
                #expect(throws: ZeroMQError(code: EEXIST, operation: "bind ipc://\(directory)/file")) {
                    try second.bind("ipc://\(directory)/file")
                }
                #expect(access("\(directory)/file", F_OK) == 0)
            }
        }

        @Test func rebindsALocalEndpoint() throws {
            try withTemporaryDirectory { directory in
                let server = try Socket(context, .router)
                let endpoint = try server.bind("ipc://\(directory)/socket")
                let client = try Socket(context, .dealer)
                try client.connect(endpoint)
                for round in 0..<5 {
                    #expect(
                        try eventually([client.pollItem(for: .writable)]) {
                            try client.send([[UInt8(round)]]) == .sent ? true : nil
                        }
                    )
                    #expect(try receive(server).frames[1] == [UInt8(round)])
                    let monitor = try client.monitor([.handshakeSucceeded])
                    try server.rebind(endpoint)
                    // The server's thread has a part in ending the old connection.
                    let items = [server.pollItem(for: .readable), monitor.pollItem()]
                    _ = try eventually(items) { try monitor.next() }
                }
            }
        }
    }
}
