import Foundation
import Glibc
import Synchronization

/// A process of the benchmark's own: spoken to over its standard input, heard over its standard output, ended by id.
final class Child {
    let id: pid_t
    private let input: Int32
    private let output: Int32
    private var heard: [UInt8] = []
    private var isOver = false

    /// Starts a program; what it says on standard error goes to a file, or nowhere.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:], errors: String? = nil)
        throws(BenchFault)
    {
        var to: [Int32] = [0, 0]
        var from: [Int32] = [0, 0]
        guard pipe(&to) == 0, pipe(&from) == 0 else { throw .ofSystem("make a pipe") }
        for end in to + from { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, to[0], 0)
        posix_spawn_file_actions_adddup2(&actions, from[1], 1)
        if let errors { posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The conductor ignores these in favour of a dispatch source, which a child would inherit.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, &attributes, &words, &settings)
        close(to[0])
        close(from[1])
        guard code == 0 else { throw BenchFault("start \(program): \(String(cString: strerror(code)))") }
        self.id = id
        input = to[1]
        output = from[0]
        Children.note(id)
    }

    deinit {
        end()
        close(input)
        close(output)
    }

    /// Tells it something, a line.
    func say(_ line: String) throws(BenchFault) {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else { throw .ofSystem("tell a child") }
    }

    /// The next line that it says.
    func line(within seconds: Double) throws(BenchFault) -> String {
        let limit = nanoseconds() + Int64(seconds * 1e9)
        while true {
            if let end = heard.firstIndex(of: UInt8(ascii: "\n")) {
                defer { heard.removeFirst(end + 1) }
                return String(decoding: heard[..<end], as: UTF8.self)
            }
            let left = (limit - nanoseconds()) / 1_000_000
            guard left > 0 else { throw BenchFault("a child said nothing for \(Int(seconds)) s") }
            var item = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&item, 1, Int32(min(left, 1_000))) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { throw BenchFault("a child ended before it had said all") }
            heard += buffer[..<count]
        }
    }

    /// Asks it to end, waits a while, and then makes it.
    func end(patience: Double = 10) {
        guard !isOver else { return }
        isOver = true
        kill(id, SIGTERM)
        let limit = nanoseconds() + Int64(patience * 1e9)
        var status: Int32 = 0
        while nanoseconds() < limit {
            if waitpid(id, &status, WNOHANG) == id { return Children.forget(id) }
            usleep(5_000)
        }
        kill(id, SIGKILL)
        waitpid(id, &status, 0)
        Children.forget(id)
    }
}

/// The children that live, for a signal to end them by.
enum Children {
    private static let living = Mutex<Set<pid_t>>([])

    static func note(_ id: pid_t) { _ = living.withLock { $0.insert(id) } }
    static func forget(_ id: pid_t) { _ = living.withLock { $0.remove(id) } }

    /// Ends them all at once.
    static func killAll() {
        for id in living.withLock({ $0 }) { kill(id, SIGKILL) }
    }
}
