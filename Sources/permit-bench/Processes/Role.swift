import Foundation
import Glibc

/// The other end of ``Child``: what a process does that the conductor started.
enum Role {
    /// Ends the process with the conductor, or at the latest after so many seconds.
    static func bind(limit seconds: Double) {
        alarm(UInt32(seconds))
        signal(SIGPIPE, SIG_IGN)
        let conductor = getppid()
        Thread.detachNewThread {
            while getppid() == conductor { sleep(1) }
            exit(0)
        }
    }

    /// Says a line at once.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Says a value as one line of JSON.
    static func say(_ value: some Encodable) throws {
        say(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }

    /// Waits for the conductor's word; ends the process if there is none any more.
    static func awaitWord() {
        var buffer = [UInt8](repeating: 0, count: 64)
        if read(0, &buffer, buffer.count) <= 0 { exit(0) }
    }

    /// Whether the conductor's word, or its end, is there.
    static var hasWord: Bool {
        var item = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&item, 1, 0) > 0
    }
}
