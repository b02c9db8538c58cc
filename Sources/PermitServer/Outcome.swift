import Foundation
import Synchronization

/// What became of the Writer's thread, for whoever waits for it.
final class Outcome: Sendable {
    private enum Stage {
        case starting
        case bound(Endpoints)
        case ended(DaemonFault?)
    }

    private struct Waiting {
        var stage = Stage.starting
        var continuations: [CheckedContinuation<Void, any Error>] = []
    }

    private let waiting = Mutex(Waiting())
    private let changed = DispatchSemaphore(value: 0)

    func bound(_ endpoints: Endpoints) {
        waiting.withLock { $0.stage = .bound(endpoints) }
        changed.signal()
    }

    func end(_ fault: DaemonFault?) {
        let continuations = waiting.withLock { waiting in
            waiting.stage = .ended(fault)
            defer { waiting.continuations = [] }
            return waiting.continuations
        }
        for continuation in continuations { continuation.resume(with: Self.result(fault)) }
        changed.signal()
    }

    private static func result(_ fault: DaemonFault?) -> Result<Void, any Error> {
        fault.map { .failure($0) } ?? .success(())
    }

    /// Blocks until the sockets are bound; throws if that never comes.
    func waitUntilBound() throws -> Endpoints {
        changed.wait()
        return try waiting.withLock { waiting in
            switch waiting.stage {
            case .bound(let endpoints): return endpoints
            case .ended(let fault): throw fault ?? DaemonFault.internal("ended before it was bound")
            case .starting: throw DaemonFault.internal("woken before it was bound")
            }
        }
    }

    /// Blocks until the thread has ended; only for a daemon that was bound and nobody else waits for.
    func waitUntilEnded() throws {
        changed.wait()
    }

    /// Waits until the thread has ended; throws why, if it was not asked to.
    func ended() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Void, any Error>? = waiting.withLock { waiting in
                if case .ended(let fault) = waiting.stage { return Self.result(fault) }
                waiting.continuations.append(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
