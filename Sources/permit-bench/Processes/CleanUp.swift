import Dispatch
import Glibc
import Synchronization

/// Clears up once: at the end of a run, or when the process is asked to end, which it then does.
final class CleanUp: Sendable {
    private let work: @Sendable () -> Void
    /// Whether it was done. Whoever comes second waits for the first, so that nobody leaves in the middle of it.
    private let isDone = Mutex(false)

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    /// Clears up.
    func perform() {
        isDone.withLock { isDone in
            if !isDone { work() }
            isDone = true
        }
    }

    /// Clears up on the signals that ask a process to end; for as long as what it answers lives.
    func performOnSignals() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                self.perform()
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }
}
