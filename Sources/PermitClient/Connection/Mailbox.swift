import Synchronization
import ZeroMQ

/// How other threads speak to a thread that owns sockets.
final class Mailbox<Letter: Sendable>: Sendable {
    private let letters = Mutex<[Letter]>([])
    private let bell: WakeUp

    init() throws { bell = try WakeUp() }

    /// Puts in a letter and wakes the owner.
    func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        bell.wake()
    }

    /// All letters so far, in order.
    func take() -> [Letter] {
        bell.clear()
        return letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }

    /// Waits for a letter.
    func pollItem() -> PollItem { bell.pollItem() }
}
