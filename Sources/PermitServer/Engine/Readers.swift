import Dispatch
import Foundation
import Synchronization

/// The threads that read requests ahead of their turns: one for each processor but the Writer's, always as many, until
/// this is let go of.
final class Readers: Sendable {
    private let desk = Desk()
    private let count = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)

    init() {
        for _ in 0..<count {
            let thread = Thread { [desk] in
                while let reading = desk.take() { reading.help() }
            }
            thread.name = "reader"
            thread.start()
        }
    }

    deinit {
        for _ in 0..<count { desk.put(nil) }
    }

    /// Has every thread help with requests.
    func begin(_ reading: Reading) {
        for _ in 0..<count {
            reading.expectHelp()
            desk.put(reading)
        }
    }

    /// Where the threads find what there is to read.
    private final class Desk: Sendable {
        private let waiting = Mutex<[Reading?]>([])
        private let count = DispatchSemaphore(value: 0)

        /// - Parameter reading: what to read; nil for one thread to end.
        func put(_ reading: Reading?) {
            waiting.withLock { $0.append(reading) }
            count.signal()
        }

        /// What was put first; waits for it. Nil to end.
        func take() -> Reading? {
            count.wait()
            return waiting.withLock { $0.removeFirst() }
        }
    }
}
