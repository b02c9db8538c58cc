import Dispatch
import Foundation
import Synchronization

/// What other threads do for the Writer.
protocol Errand: AnyObject, Sendable {
    /// Another thread is about to help, and is waited for.
    func expectHelp()
    /// Does what there is to do.
    func help()
}

/// Threads that do errands for the Writer, each in the order in which they were given: always as many, until this is
/// let go of.
final class Helpers: Sendable {
    private let desk = Desk()
    private let count: Int

    /// - Parameters:
    ///   - name: what the threads are called.
    ///   - count: how many there are; by default one for each processor but the Writer's.
    init(_ name: String, count: Int = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)) {
        self.count = count
        for _ in 0..<count {
            let thread = Thread { [desk] in
                // The system shows a name only if the thread gives it to itself.
                Thread.current.name = name
                while let errand = desk.take() { errand.help() }
            }
            thread.start()
        }
    }

    deinit {
        for _ in 0..<count { desk.put(nil) }
    }

    /// Has every thread help with an errand.
    func begin(_ errand: any Errand) {
        for _ in 0..<count {
            errand.expectHelp()
            desk.put(errand)
        }
    }

    /// Where the threads find what there is to do.
    private final class Desk: Sendable {
        private let waiting = Mutex<[(any Errand)?]>([])
        private let count = DispatchSemaphore(value: 0)

        /// - Parameter errand: what to do; nil for one thread to end.
        func put(_ errand: (any Errand)?) {
            waiting.withLock { $0.append(errand) }
            count.signal()
        }

        /// What was put first; waits for it. Nil to end.
        func take() -> (any Errand)? {
            count.wait()
            return waiting.withLock { $0.removeFirst() }
        }
    }
}
