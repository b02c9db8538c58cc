import ArgumentParser
import Foundation
import Glibc
import Synchronization

/// The terminal that a full screen takes over, and gives back as it was.
final class Terminal: Sendable {
    /// How long an escape waits for what would make it a longer key, in milliseconds: ssh may split a key in two.
    static let escapeMilliseconds: Int32 = 60

    private let saved: termios
    private let isTaken = Mutex(false)

    /// Whether both ends of this program are a terminal that knows more than lines.
    static var isThere: Bool {
        let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
        return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !kind.isEmpty && kind != "dumb"
    }

    /// Whether colours are welcome (no-color.org).
    static var hasColour: Bool { (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty }

    /// - Throws: an exit code, 74, where the terminal can't be asked.
    init() throws {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw ExitCode(74) }
        saved = settings
    }

    /// Takes the terminal: keys one by one, another screen, no cursor.
    func take() throws {
        var raw = saved
        cfmakeraw(&raw)
        isTaken.withLock { $0 = true }
        guard tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else { throw ExitCode(74) }
        try write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J")
    }

    /// Gives it back. May be done twice; nothing can be done where it fails, since then the terminal is gone.
    func giveBack() {
        guard
            isTaken.withLock({ taken in
                defer { taken = false }
                return taken
            })
        else { return }
        restoreSettings()
        try? write("\u{1B}[m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
    }

    /// Gives back its settings alone, for a terminal that takes no more letters.
    func restoreSettings() {
        var settings = saved
        // Keys pressed for the board must not reach the shell.
        tcflush(STDIN_FILENO, TCIFLUSH)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    /// Stops the program as Ctrl-Z does, until it is brought to the foreground again.
    func pause() throws {
        giveBack()
        raise(SIGSTOP)
        try take()
    }

    /// How large it is now.
    var size: ScreenSize {
        var found = winsize()
        _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &found)
        return ScreenSize(columns: Int(found.ws_col), rows: Int(found.ws_row))
    }

    /// Writes all of a text.
    /// - Throws: an exit code, 74, where the terminal is gone.
    func write(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                throw ExitCode(74)
            }
        }
    }

    /// Gives each key as it is pressed, from a thread of its own; an interrupt at last, when the terminal is gone.
    func read(_ give: @escaping @Sendable (Key) -> Void) {
        let thread = Thread {
            var reader = KeyReader()
            var bytes = [UInt8](repeating: 0, count: 1_024)
            while true {
                var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                let found = poll(&ready, 1, reader.isPending ? Self.escapeMilliseconds : -1)
                if found == 0 {
                    reader.pause().forEach(give)
                    continue
                }
                let count = found < 0 ? -1 : Glibc.read(STDIN_FILENO, &bytes, bytes.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return give(.interrupt) }
                reader.take(bytes.prefix(count)).forEach(give)
            }
        }
        thread.name = "permit-keys"
        thread.start()
    }
}
