import Glibc
import Logging

/// Looks now and then at who is connected, and cuts the connections that take more than their share of memory and
/// descriptors.
struct ConnectionWatch {
    /// What is known of each connection.
    var doorkeeper = Doorkeeper()
    private let connections: OpenConnections?
    private let logger: Logger
    private var nextConnections: Int64 = 0
    private var nextMemory: Int64 = 0
    private var memoryAtLook: UInt64 = 0
    /// How many looks more give free memory back: libzmq lets go of what it had gathered only a while after a cut.
    private var looksToTrim = 0

    /// `malloc_trim(3)`, which the Glibc module does not show: gives free memory back to the system.
    private static let trim = dlsym(nil, "malloc_trim").map { address in
        unsafeBitCast(address, to: (@convention(c) (Int) -> Int32).self)
    }

    /// Watches the sockets bound at these endpoints; does nothing where the kernel shows a process nothing of itself.
    init(over endpoints: [String], in process: OwnProcess?, _ logger: Logger) {
        connections = process.map { OpenConnections(of: endpoints, in: $0) }
        self.logger = logger
    }

    /// When to look again, by the clock that never runs back; nil for never.
    var nextLook: Int64? { connections == nil ? nil : nextMemory }

    /// Looks if it is time: each second, and sooner while memory grows fast.
    mutating func keep(at now: Int64) {
        guard let connections, now >= nextMemory else { return }
        nextMemory = now + Limits.memorySeenMilliseconds
        let memory = connections.process.residentBytes
        guard now >= nextConnections || memory > memoryAtLook + Limits.growthBetweenLooks else { return }
        nextConnections = now + Limits.connectionsSeenMilliseconds
        memoryAtLook = memory
        if looksToTrim > 0 {
            looksToTrim -= 1
            // The allocator keeps what a thread of libzmq's freed, for ever if nothing asks for it.
            _ = Self.trim?(0)
        }
        let (open, used) = connections.look()
        let cut = doorkeeper.judge(open, descriptors: (used, connections.process.mostDescriptors))
        for (connection, _) in cut { connections.cut(connection) }
        if !cut.isEmpty { looksToTrim = 3 }
        for reason in Doorkeeper.Reason.allCases {
            let count = cut.count { $0.1 == reason }
            guard count > 0 else { continue }
            logger.warning("connections cut", metadata: ["count": "\(count)", "why": "\(reason.rawValue)"])
        }
    }
}
