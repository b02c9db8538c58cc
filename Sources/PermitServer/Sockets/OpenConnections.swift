import Glibc

/// A TCP connection of a socket of ours, as the kernel has it.
struct OpenConnection: Hashable {
    /// What the kernel calls it; another connection may be called so later.
    let descriptor: Int32
    /// The other side's address and port, which tell it from a later one.
    let peer: [UInt8]
    /// The bytes that have come in by it since it stands.
    let received: UInt64
}

/// Looks at the connections of this process and cuts them: libzmq can do neither for one peer.
struct OpenConnections {
    let process: OwnProcess
    private let ports: Set<UInt16>

    /// - Parameter endpoints: where the sockets are bound; those of `ipc://` are left alone.
    init(of endpoints: [String], in process: OwnProcess) {
        ports = Set(endpoints.compactMap { $0.split(separator: ":").last.flatMap { UInt16($0) } })
        self.process = process
    }

    /// The connections that stand now, and how many descriptors of all kinds are in use.
    func look() -> (connections: [OpenConnection], descriptors: Int) {
        let descriptors = process.descriptors
        return (descriptors.compactMap(connection), descriptors.count)
    }

    /// Hangs up, if the descriptor still is that connection; libzmq closes it then.
    ///
    /// Connecting a connected socket to nowhere resets it and drops what it has received. After a mere `shutdown` the
    /// kernel would go on to take in what the peer sends.
    func cut(_ connection: OpenConnection) {
        guard Self.address(of: connection.descriptor, getpeername) == connection.peer else { return }
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        connect(connection.descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    private func connection(_ descriptor: Int32) -> OpenConnection? {
        guard let own = Self.address(of: descriptor, getsockname), own.count >= 4,
            ports.contains(UInt16(own[2]) << 8 | UInt16(own[3])),
            let peer = Self.address(of: descriptor, getpeername), let received = Self.received(by: descriptor)
        else { return nil }
        return OpenConnection(descriptor: descriptor, peer: peer, received: received)
    }

    private typealias Ask = (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32

    /// An address as the kernel writes it: family, port and the rest; nil for what is no connection of the internet.
    private static func address(of descriptor: Int32, _ ask: Ask) -> [UInt8]? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &size) }
        }
        guard result == 0, [AF_INET, AF_INET6].contains(Int32(storage.ss_family)) else { return nil }
        return withUnsafeBytes(of: storage) { Array($0.prefix(Int(size))) }
    }

    /// `tcpi_bytes_received` of `struct tcp_info` (linux/tcp.h), which the C library's own header is too old for.
    private static func received(by descriptor: Int32) -> UInt64? {
        let place = 128
        var info = [UInt8](repeating: 0, count: 192)
        var size = socklen_t(info.count)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0, Int(size) >= place + 8 else {
            return nil
        }
        return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }
}
