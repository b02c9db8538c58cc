import Synchronization
import ZeroMQ

/// How other threads speak to the Writer, and how it shows that it turns.
final class Mailbox: Sendable {
    /// What can be asked of the Writer.
    enum Letter: Sendable {
        /// Begin to take requests.
        case serve
        /// Put other rules in force.
        case adopt(Settings.House)
        /// Other rules were at hand, but at fault: why.
        case refuseRules(String)
        /// Finish and end.
        case stop
        /// Somebody says that the clock is right.
        case trustClock
        /// Look at the clock again.
        case wake
        /// End at once: the log was found at fault.
        case end(DaemonFault)
    }

    let wakeUp: WakeUp
    private let letters = Mutex<[Letter]>([])
    private let stands = Mutex(Standing())
    private let turnedAt = Mutex<Int64>(monotonicMilliseconds())

    init() throws(ZeroMQError) {
        wakeUp = try WakeUp()
    }

    /// Puts in a letter and wakes the Writer.
    func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        wakeUp.wake()
    }

    func take() -> [Letter] {
        wakeUp.clear()
        return letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }

    func noteTurn() {
        turnedAt.withLock { $0 = monotonicMilliseconds() }
    }

    /// How the daemon stood a moment ago.
    var standing: Standing {
        get { stands.withLock { $0 } }
        set { stands.withLock { $0 = newValue } }
    }

    /// How long ago the Writer last finished a turn, in milliseconds.
    var millisecondsSinceTurn: Int64 {
        monotonicMilliseconds() - turnedAt.withLock { $0 }
    }
}
