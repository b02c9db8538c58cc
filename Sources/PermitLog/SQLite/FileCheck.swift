import Dispatch
import GRDB
import Synchronization

/// SQLite's own check of a large log, over a connection and on a thread of its own while another reads the rows: it
/// takes minutes for some millions of them, and says nothing until it is over.
final class FileCheck: Sendable {
    /// Bytes of a file that it is worth this for.
    static let leastSize = 64 << 20

    private let queue: DatabaseQueue
    private let fault = Mutex<(any Error)?>(nil)
    private let running = DispatchGroup()

    /// Begins it.
    init(_ directory: LogDirectory) throws {
        queue = try Connection.openReading(directory)
        running.enter()
        queue.asyncRead { db in
            do {
                try Verification.checkFile(db.get())
            } catch {
                self.fault.withLock { $0 = error }
            }
            self.running.leave()
        }
    }

    /// Waits for what it finds.
    ///
    /// - Parameter wait: called once a second meanwhile.
    /// - Throws: what is wrong with the file.
    func finish(_ wait: () -> Void) throws {
        while running.wait(timeout: .now() + .seconds(1)) == .timedOut { wait() }
        if let fault = fault.withLock({ $0 }) { throw fault }
    }

    /// Ends it and waits for that.
    func cancel() {
        // What begins just then does not hear it the first time.
        repeat { queue.interrupt() } while running.wait(timeout: .now() + .milliseconds(50)) == .timedOut
    }
}
