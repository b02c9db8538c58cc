import Dispatch
import PermitCore
import PermitWire
import Synchronization

/// Requests that are read by other threads while the Writer still decides earlier ones; once it has nothing left to
/// decide, it helps.
final class Reading: Errand {
    private let requests: [Inbound]
    private let state: State
    private let localKey: ClientKey?
    private let instance: String
    private let next = Atomic<Int>(0)
    private let read: Mutex<[ReadAhead?]>
    private let isDone = DispatchGroup()

    /// Requests to be read, each for itself.
    ///
    /// - Parameter state: who has which keys, as far as is known ahead of their turns.
    init(_ requests: [Inbound], _ state: State, localKey: ClientKey?, instance: String) {
        self.requests = requests
        self.state = state
        self.localKey = localKey
        self.instance = instance
        read = Mutex([ReadAhead?](repeating: nil, count: requests.count))
    }

    /// Begins, on other threads, if there is enough to read to wake them for.
    func begin(with readers: Helpers) {
        if requests.count >= Limits.requestsWorthAReader { readers.begin(self) }
    }

    /// Another thread is about to help, and is waited for.
    func expectHelp() { isDone.enter() }

    /// Reads on another thread, until nothing is left.
    func help() {
        work()
        isDone.leave()
    }

    /// All that was read, in the order of the requests; waits for it.
    func take() -> [Engine.ReadRequest] {
        work()
        isDone.wait()
        return Array(zip(requests, read.withLock { $0 }))
    }

    /// Reads until nothing is left that nobody reads yet.
    private func work() {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < requests.count else { return }
            let ahead = read(requests[index])
            read.withLock { $0[index] = ahead }
        }
    }

    private func read(_ inbound: Inbound) -> ReadAhead? {
        guard inbound.isWellFramed else { return nil }
        let caller = localKey?.key == inbound.userID ? localKey : state.register.clientKeys[inbound.userID]
        return ReadAhead(
            inbound,
            keysOf: { fields in
                guard let caller, !caller.isRevoked, let signer = fields.actor ?? caller.person else { return [] }
                return state.register.signingKeys(of: signer)
            }, instance: instance)
    }
}
