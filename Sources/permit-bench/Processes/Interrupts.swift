import Dispatch
import Glibc

/// Clears up when the process is asked to end, and ends it.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    init(_ clear: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                clear()
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }
}
