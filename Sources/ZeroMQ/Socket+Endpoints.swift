internal import CZeroMQ
internal import Glibc

extension Socket {
    /// Listens at an endpoint such as `tcp://127.0.0.1:*`, `ipc:///run/permitd/admin` or `inproc://name`.
    ///
    /// For `ipc://` a socket file nobody listens on is removed first, and the new one is open to its owner alone. That
    /// sets the umask of the whole process for a moment: bind before other threads make files.
    /// - Returns: the endpoint with wildcards filled in, as ``unbind(_:)`` and ``rebind(_:)`` want it.
    /// - Throws: `EADDRINUSE` when somebody listens there, `EEXIST` when the ipc path isn't a socket.
    @discardableResult
    public borrowing func bind(_ endpoint: String) throws(ZeroMQError) -> String {
        guard endpoint.hasPrefix("ipc://") else {
            try handle.check(zmq_bind(handle.pointer, endpoint), "bind \(endpoint)")
            return try handle.lastEndpoint()
        }
        let path = String(endpoint.dropFirst("ipc://".count))
        // "*" asks libzmq for a name, "@" begins a name outside the file system.
        if path != "*", !path.hasPrefix("@") { try removeStaleSocketFile(path) }
        let mask = umask(0o077)
        let result = zmq_bind(handle.pointer, endpoint)
        umask(mask)
        try handle.check(result, "bind \(endpoint)")
        return try handle.lastEndpoint()
    }

    /// Stops listening. Connections accepted there are dropped too, when this thread next uses the socket.
    /// - Throws: `ENOENT` when the endpoint isn't bound.
    public borrowing func unbind(_ endpoint: String) throws(ZeroMQError) {
        try handle.check(zmq_unbind(handle.pointer, endpoint), "unbind \(endpoint)")
    }

    /// Connects in the background and keeps reconnecting.
    public borrowing func connect(_ endpoint: String) throws(ZeroMQError) {
        try handle.check(zmq_connect(handle.pointer, endpoint), "connect \(endpoint)")
    }

    /// Drops a connection made with ``connect(_:)``.
    /// - Throws: `ENOENT` when the endpoint isn't connected.
    public borrowing func disconnect(_ endpoint: String) throws(ZeroMQError) {
        try handle.check(zmq_disconnect(handle.pointer, endpoint), "disconnect \(endpoint)")
    }

    /// Drops every connection of a bound endpoint and listens again, so that each client passes ZAP anew: the only way
    /// on 4.3.4 to put out a revoked subscriber that never sends. Blocks for up to 0.5 s while the old listener closes.
    /// Old connections end when this thread next uses the socket; a message sent at once reached them 0 times of 600.
    /// - Parameter endpoint: as returned by ``bind(_:)``.
    /// - Throws: `EADDRINUSE` when the address didn't come free. The socket is unbound then; calling again is allowed.
    public borrowing func rebind(_ endpoint: String) throws(ZeroMQError) {
        do {
            try unbind(endpoint)
        } catch  where error.code == ENOENT {
            // An earlier rebind got as far as the unbind.
        }
        var attempts = 100
        while true {
            do {
                try bind(endpoint)
                return
            } catch {
                attempts -= 1
                guard error.code == EADDRINUSE, attempts > 0 else { throw error }
                usleep(5_000)
            }
        }
    }
}

/// libzmq unlinks whatever is at the path, be it a file or the socket of a running server. Look first.
private func removeStaleSocketFile(_ path: String) throws(ZeroMQError) {
    let operation = "bind ipc://\(path)"
    var status = stat()
    guard lstat(path, &status) == 0 else {
        guard errno == ENOENT else { throw ZeroMQError(code: errno, operation: operation) }
        return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw ZeroMQError(code: EEXIST, operation: operation) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
        throw ZeroMQError(code: ENAMETOOLONG, operation: operation)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw ZeroMQError(code: errno, operation: operation) }
    defer { close(descriptor) }
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    // EAGAIN is a listener with a full backlog.
    guard result != 0, errno != EAGAIN else { throw ZeroMQError(code: EADDRINUSE, operation: operation) }
    guard errno == ECONNREFUSED else { throw ZeroMQError(code: errno, operation: operation) }
    guard unlink(path) == 0 || errno == ENOENT else { throw ZeroMQError(code: errno, operation: operation) }
}
